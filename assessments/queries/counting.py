"""The answers to a closed round and those before it, as counts: never who answered what.

Of a criterion asked more than once, the last round counts that may be shown. People withdrawn do not count, nor does
an answer that was carried over and is not confirmed yet.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from assessments.models import Carried, Confidence, Evidence, Participant, Rating, RatingState, Round
from assessments.rules.anonymity import are_enough, is_heard
from assessments.rules.frozen import EvidenceCount
from assessments.rules.tally import Tally
from framework.rules.outline import InstrumentOutline


def people_in(round_: Round) -> QuerySet[Participant]:
    """Return who was asked in a round or one before it, without those withdrawn."""
    return Participant.objects.filter(
        round__assessment=round_.assessment_id, round__number__lte=round_.number, withdrawn_at=None
    )


def ratings_until(*rounds: Round) -> QuerySet[Rating]:
    """Return the answers of rounds and of those before them, without those of people withdrawn."""
    each = (Q(round__assessment=item.assessment_id, round__number__lte=item.number) for item in rounds)
    return Rating.objects.filter(reduce(or_, each), participant__withdrawn_at=None)


def ratings_of(*rounds: Round) -> QuerySet[Rating]:
    """Return the answers of rounds alone, without those of people withdrawn."""
    return Rating.objects.filter(round__in=rounds, participant__withdrawn_at=None)


def evidence_until(round_: Round) -> QuerySet[Evidence]:
    """Return what stands behind those answers that count. By joins: planned as a subquery it can take minutes."""
    return Evidence.objects.filter(
        rating__round__assessment=round_.assessment_id,
        rating__round__number__lte=round_.number,
        rating__participant__withdrawn_at=None,
        removed_at=None,
    ).exclude(rating__carried=Carried.TO_CONFIRM)


Counts: TypeAlias = dict[tuple[str, int | None], int]
"""How many gave each answer: by state, and level where there is one."""


Answers: TypeAlias = dict[str, dict[str, dict[tuple[Any, ...], Tally]]]
"""Tallies by instrument key, criterion ref and a value for each dimension."""
Heard: TypeAlias = frozenset[tuple[str, str, int]]
"""Instrument key, criterion ref and number of each round in which enough people said something to a criterion.

What was said beside the levels counts from these rounds alone: beside the figures of an earlier round, the words of the
one person who answered a later one would be theirs.
"""
ByRound: TypeAlias = dict[str, dict[str, dict[int, Tally]]]
"""Tallies by instrument key, criterion ref and number of the round."""
PERSON = Coalesce("participant__stands_in_for", "participant__member")
"""Who was asked: with a deputy in one round and without in another it is one person."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """The answers to one assessment, and in which rounds enough people said something to what.

    `by_round` has the answers of everybody to what was asked more than once, of the rounds that may be shown.
    """

    answers: Answers
    heard: Heard
    by_round: ByRound = field(default_factory=dict)

    @property
    def by_sector(self) -> dict[str, dict[str, dict[str, Tally]]]:
        """The answers where the one dimension is the sector."""
        return {
            key: {ref: {sector: tally for (sector,), tally in by_place.items()} for ref, by_place in by_ref.items()}
            for key, by_ref in self.answers.items()
        }


NOTHING = Tallied({}, frozenset())


def tallies_by(
    ratings: QuerySet[Rating], outlines: Sequence[InstrumentOutline], minimums: Mapping[int, int], *dimensions: Any
) -> dict[int, Tallied]:
    """Return the answers by assessment, then by instrument key, criterion ref and a value for each dimension.

    One grouped count. A dimension is the name of a field of a rating, or an expression; `minimums` are the smallest
    groups shown, by assessment.
    """
    scales = {outline.key: (outline.lowest, len(outline.levels)) for outline in outlines}
    counts: dict[tuple[int, str, str], dict[int, dict[tuple[Any, ...], Counts]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    rows = (
        ratings.filter(criterion__instrument__key__in=scales)
        .values_list(
            "round__assessment_id",
            "criterion__instrument__key",
            "criterion__ref",
            "round__number",
            "state",
            "level",
            "carried",
            *dimensions,
        )
        .annotate(people=Count("pk"))
        .order_by()
    )
    for assessment, key, ref, number, state, level, carried, *place, people in rows:
        answer, given = what_counts(state, level, carried), counts[assessment, key, ref][number][tuple(place)]
        given[answer] = given.get(answer, 0) + people
    found: dict[int, Answers] = defaultdict(lambda: defaultdict(dict))
    heard: dict[int, set[tuple[str, str, int]]] = defaultdict(set)
    by_rounds: dict[int, ByRound] = defaultdict(lambda: defaultdict(dict))
    for (assessment, key, ref), by_round in sorted(counts.items()):
        tallies = {
            number: {place: tally_from(given, *scales[key]) for place, given in sorted(by_place.items())}
            for number, by_place in by_round.items()
        }
        minimum = minimums[assessment]
        whole = {
            number: Tally.pooled(by_place.values(), scales[key][1]) for number, by_place in sorted(tallies.items())
        }
        found[assessment][key][ref] = tallies[round_to_show(whole, minimum)]
        told = {number: tally for number, tally in whole.items() if is_heard(tally, minimum)}
        heard[assessment].update((key, ref, number) for number in told)
        if len(whole) > 1:
            by_rounds[assessment][key][ref] = told
    return {
        assessment: Tallied(answers, frozenset(heard[assessment]), by_rounds[assessment])
        for assessment, answers in found.items()
    }


def round_to_show(by_round: Mapping[int, Tally], minimum: int) -> int:
    """Return the last round whose answers to a criterion may be shown; the first where none may.

    A later round that too few answered does not hide what everybody has seen already.
    """
    heard = [number for number, tally in by_round.items() if is_heard(tally, minimum)]
    return max(heard, default=min(by_round))


def what_counts(state: str, level: int | None, carried: str) -> tuple[str, int | None]:
    """Return an answer as it counts: one that was carried over and is not confirmed yet is none."""
    return (RatingState.NOT_ANSWERED, None) if carried == Carried.TO_CONFIRM else (state, level)


def tally_from(counts: Mapping[tuple[str, int | None], int], lowest: int, size: int) -> Tally:
    """Make a tally of `size` levels, the first being `lowest`, from counts by state and level."""
    return Tally(
        levels=tuple(counts.get((RatingState.RATED, lowest + step), 0) for step in range(size)),
        dont_know=counts.get((RatingState.DONT_KNOW, None), 0),
        not_applicable=counts.get((RatingState.NOT_APPLICABLE, None), 0),
        not_answered=counts.get((RatingState.NOT_ANSWERED, None), 0),
    )


def raters_of(ratings: QuerySet[Rating]) -> dict[int, dict[str, dict[str, int]]]:
    """Return by assessment, instrument key and sector how many people rated something."""
    rows = (
        that_count(ratings)
        .values_list("round__assessment_id", "criterion__instrument__key", "participant__sector")
        .annotate(people=Count(PERSON, distinct=True))
        .order_by("criterion__instrument__key", "participant__sector")
    )
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for assessment, key, sector, people in rows:
        found[assessment][key][sector] = people
    return found


def raters_in_all(ratings: QuerySet[Rating]) -> dict[int, int]:
    """Return by assessment how many people rated something of any instrument."""
    rows = that_count(ratings).values_list("round__assessment_id").annotate(people=Count(PERSON, distinct=True))
    return dict(rows.order_by())


def that_count(ratings: QuerySet[Rating]) -> QuerySet[Rating]:
    """Keep the ratings that have a level and need not be confirmed first."""
    return ratings.filter(state=RatingState.RATED).exclude(carried=Carried.TO_CONFIRM)


def comments_of(
    ratings: QuerySet[Rating], heard: Heard, criteria: Collection[int] | None = None
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the comments by instrument key and criterion ref, sorted by their text; all, or those on some criteria.

    The order in which people were invited or answered must not show in it.
    """
    rows = (
        ratings.filter(~Q(comment=""), ~Q(carried=Carried.TO_CONFIRM))
        .values_list("criterion__instrument__key", "criterion__ref", "round__number", "comment")
        .order_by("comment")
    )
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, ref, number, comment in rows if criteria is None else rows.filter(criterion__in=criteria):
        if (key, ref, number) in heard:
            found[key][ref].append(comment)
    return {key: {ref: tuple(said) for ref, said in by_ref.items()} for key, by_ref in found.items()}


@dataclass(frozen=True, slots=True)
class Extras:
    """By instrument key and criterion ref: how many named each level as target, lowest first; how sure people were."""

    targets: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    confidences: Mapping[str, Mapping[str, tuple[int, int, int]]] = field(default_factory=dict)


def extras_of(ratings: QuerySet[Rating], outlines: Sequence[InstrumentOutline], heard: Heard, minimum: int) -> Extras:
    """Return what was said beside the level: targets of the last round in which enough people named one, and so on.

    Who rates again need not say again how far to go.
    """
    scales = {outline.key: range(outline.lowest, outline.lowest + len(outline.levels)) for outline in outlines}
    rows = (
        ratings.filter(criterion__instrument__key__in=scales)
        .exclude(carried=Carried.TO_CONFIRM)
        .values_list("criterion__instrument__key", "criterion__ref", "round__number", "target", "confidence")
        .annotate(people=Count("pk"))
        .order_by()
    )
    said: dict[tuple[str, str], dict[int, Counter[int | str]]] = defaultdict(lambda: defaultdict(Counter))
    for key, ref, number, target, confidence, people in rows:
        if (key, ref, number) not in heard:
            continue
        counts = said[key, ref][number]
        counts[confidence] += people
        if target is not None:
            counts[target] += people
    targets: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    confidences: dict[str, dict[str, tuple[int, int, int]]] = defaultdict(dict)
    for (key, ref), by_round in sorted(said.items()):
        targets[key][ref] = last_told(by_round, tuple(scales[key]), minimum)
        low, medium, high = last_told(by_round, tuple(Confidence.values), minimum)
        confidences[key][ref] = (low, medium, high)
    return Extras(targets, confidences)


def last_told(by_round: Mapping[int, Counter[int | str]], values: Sequence[int | str], minimum: int) -> tuple[int, ...]:
    """Return how many gave each value in the last round in which enough people gave one; in the last where none did."""
    told = [
        number for number, counts in by_round.items() if are_enough(sum(counts[value] for value in values), minimum)
    ]
    return tuple(by_round[max(told or by_round)][value] for value in values)


def evidence_of(ratings: QuerySet[Rating], heard: Heard, closed_on: date) -> dict[str, dict[str, EvidenceCount]]:
    """Return by instrument key and criterion ref how much evidence there is, and how old on the day of closing."""
    rows = (
        ratings.filter(evidence__isnull=False, evidence__removed_at=None)
        .exclude(carried=Carried.TO_CONFIRM)
        .values_list("criterion__instrument__key", "criterion__ref", "round__number")
        .annotate(
            number=Count("evidence"),
            newest=Max("evidence__dated_on"),
            oldest=Min("evidence__dated_on"),
            expired=Count("evidence", filter=Q(evidence__review_by__lt=closed_on)),
        )
        .order_by("criterion__instrument__key", "criterion__ref", "round__number")
    )
    found: dict[str, dict[str, EvidenceCount]] = defaultdict(dict)
    for key, ref, number, *figures in rows:
        if (key, ref, number) in heard:
            found[key][ref] = found[key].get(ref, EvidenceCount(0)).plus(EvidenceCount(*figures))
    return found
