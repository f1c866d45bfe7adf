"""Results of revealed rounds. Reads counts, never one person's answers; withholding is done in `rules`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.models import AssessmentGroup, Carried, Participant, Rating, RatingState, Round
from assessments.rules.attention import Thresholds
from assessments.rules.comparison import translated
from assessments.rules.frozen import Bridge, FrozenResults, FrozenRound
from assessments.rules.results import (
    CriterionSpec,
    GroupSpec,
    Results,
    results_of,
)
from assessments.rules.tally import Tally
from framework.queries import instrument_outline
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_between, related_editions
from framework.rules.mapping import Change, Kind
from framework.rules.outline import GroupOutline, InstrumentOutline


def asked_instruments(round_: Round) -> list[InstrumentOutline]:
    """Return the instruments that a round's assessment asks about, with the asked groups only."""
    refs: dict[tuple[str, int], set[str]] = defaultdict(set)
    fields = ("group__instrument__key", "group__instrument_id", "group__ref")
    for key, instrument_id, ref in round_.assessment.asked_groups.values_list(*fields):
        refs[key, instrument_id].add(ref)
    return [instrument_outline(instrument_id).only(asked) for (_, instrument_id), asked in sorted(refs.items())]


def freeze(round_: Round, outlines: Sequence[InstrumentOutline]) -> FrozenRound:
    """Gather what is known of a closed round as counts, in four queries."""
    if round_.opened_at is None or round_.closed_at is None:
        message = f"round {round_.pk} is not closed: it has no results yet"
        raise ValueError(message)
    people = list(
        Participant.objects.filter(round=round_).values("sector").annotate(invited=Count("pk")).order_by("sector")
    )
    assessment, sizes = round_.assessment, raters_of(round_)
    return FrozenRound(
        title=assessment.title,
        opened_on=round_.city.date_at(round_.opened_at),
        closed_on=round_.city.date_at(round_.closed_at),
        minimum_group=assessment.minimum_group,
        thresholds=Thresholds(assessment.consensus_threshold, assessment.coverage_threshold),
        invited={row["sector"]: row["invited"] for row in people},
        answers=tallies_of(round_, outlines),
        sizes=sizes,
        took_part=raters_in_all(round_) if len(sizes) > 1 else None,
        comments=comments_of(round_),
    )


def freeze_results(round_: Round) -> FrozenResults:
    """Gather a revealed round, the one before it, and what was asked."""
    outlines = asked_instruments(round_)
    previous, found = previous_round(round_), tuple(outlines)
    now = freeze(round_, outlines)
    if previous is None:
        return FrozenResults(now, None, found)
    before, edition = freeze(previous, outlines), previous.assessment.edition
    if edition.pk == round_.assessment.edition_id:
        return FrozenResults(now, before, found)
    changes = changes_between(edition.pk, round_.assessment.edition_id) or ()
    bridge = Bridge(guide_of(edition).name, changes_that_matter(changes, before, outlines))
    return FrozenResults(now, translated(before, changes), found, bridge)


def changes_that_matter(
    changes: Iterable[Change], before: FrozenRound, outlines: Sequence[InstrumentOutline]
) -> tuple[Change, ...]:
    """Return the changes of what was asked then or is asked now, other than *same*."""
    now = {(outline.key, item.ref) for outline in outlines for item in outline.all_criteria}
    then = {(key, ref) for key, by_ref in before.answers.items() for ref in by_ref}
    return tuple(
        change
        for change in changes
        if change.kind != Kind.SAME
        and ((change.instrument, change.new) in now or (change.instrument, change.old) in then)
    )


def previous_round(round_: Round) -> Round | None:
    """Return the revealed round of the same kind that closed last before this one.

    Of the same edition, or of one that a mapping joins with it; one that asked something else altogether is passed
    over.
    """
    assessment = round_.assessment
    asked = AssessmentGroup.objects.filter(assessment=OuterRef("assessment"))
    groups = asked.filter(group__in=assessment.asked_groups.values("group"))
    instruments = asked.filter(group__instrument__key__in=assessment.asked_groups.values("group__instrument__key"))
    return (
        Round.objects.filter(
            Q(Exists(groups), assessment__edition=assessment.edition_id)
            | Q(Exists(instruments), assessment__edition__in=related_editions(assessment.edition_id)),
            city=round_.city,
            assessment__kind=assessment.kind,
            revealed_at__isnull=False,
            closed_at__lt=round_.closed_at,
        )
        .select_related("assessment__edition", "city")
        .order_by("-closed_at", "-pk")
        .first()
    )


def tallies_of(round_: Round, outlines: Sequence[InstrumentOutline]) -> dict[str, dict[str, dict[str, Tally]]]:
    """Return the answers by instrument key, criterion ref and sector, from one grouped count."""
    scales = {outline.key: (outline.lowest, len(outline.levels)) for outline in outlines}
    counts: dict[tuple[str, str, str], dict[tuple[str, int | None], int]] = defaultdict(dict)
    rows = (
        Rating.objects.filter(round=round_, criterion__instrument__key__in=scales)
        .values_list("criterion__instrument__key", "criterion__ref", "participant__sector", "state", "level", "carried")
        .annotate(people=Count("pk"))
        .order_by()
    )
    for key, ref, sector, state, level, carried, people in rows:
        answer, given = what_counts(state, level, carried), counts[key, ref, sector]
        given[answer] = given.get(answer, 0) + people
    found: dict[str, dict[str, dict[str, Tally]]] = defaultdict(lambda: defaultdict(dict))
    for (key, ref, sector), given in sorted(counts.items()):
        lowest, size = scales[key]
        found[key][ref][sector] = tally_from(given, lowest, size)
    return found


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


def raters_of(round_: Round) -> dict[str, dict[str, int]]:
    """Return by instrument key and sector how many people rated something."""
    rows = (
        rated_in(round_.pk)
        .values_list("criterion__instrument__key", "participant__sector")
        .annotate(people=Count("participant", distinct=True))
        .order_by("criterion__instrument__key", "participant__sector")
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, sector, people in rows:
        found[key][sector] = people
    return found


def raters_in_all(round_: Round) -> int:
    """Return how many people rated something of any instrument."""
    return rated_in(round_.pk).values("participant").distinct().count()


def rated_in(*rounds: int) -> QuerySet[Rating]:
    """Return the ratings of rounds that count."""
    return Rating.objects.filter(round__in=rounds, state=RatingState.RATED).exclude(carried=Carried.TO_CONFIRM)


def comments_of(round_: Round) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the comments by instrument key and criterion ref, sorted by their text.

    The order in which people were invited or answered must not show in it.
    """
    rows = (
        Rating.objects.filter(~Q(comment=""), ~Q(carried=Carried.TO_CONFIRM), round=round_)
        .values_list("criterion__instrument__key", "criterion__ref", "comment")
        .order_by("comment")
    )
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(lambda: defaultdict(tuple))
    for key, ref, comment in rows:
        found[key][ref] += (comment,)
    return found


def spec_of(group: GroupOutline) -> GroupSpec:
    """Return what the roll-up needs to know of a group."""
    return GroupSpec(
        key=group.ref,
        criteria=tuple(CriterionSpec(item.ref, item.weight) for item in group.criteria),
        groups=tuple(spec_of(item) for item in group.groups),
    )


def compute(frozen: FrozenRound, outline: InstrumentOutline) -> Results:
    """Return every figure of a round that may be shown."""
    return results_of(
        [spec_of(group) for group in outline.groups],
        frozen.answers.get(outline.key, {}),
        # in one order whatever the database made of the keys' order: parts stand in it on pages and in print
        part_sizes=dict(sorted(frozen.sizes.get(outline.key, {}).items())),
        levels=len(outline.levels),
        minimum_group=frozen.minimum_group,
        thresholds=frozen.thresholds,
    )
