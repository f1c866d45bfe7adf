"""Results of revealed rounds. Reads counts, never one person's answers; withholding is done in `rules`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef, Q

from assessments.models import AssessmentGroup, Participant, Rating, RatingState, Round
from assessments.rules.attention import Thresholds
from assessments.rules.frozen import FrozenResults, FrozenRound
from assessments.rules.results import (
    CriterionSpec,
    GroupSpec,
    Results,
    results_of,
)
from assessments.rules.tally import Tally
from framework.queries import instrument_outline
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
    previous = previous_round(round_)
    return FrozenResults(freeze(round_, outlines), freeze(previous, outlines) if previous else None, tuple(outlines))


def previous_round(round_: Round) -> Round | None:
    """Return the revealed round of the same edition and kind that closed last before this one.

    One that asked something else altogether is passed over.
    """
    asked = round_.assessment.asked_groups.values("group")
    return (
        Round.objects.filter(
            Exists(AssessmentGroup.objects.filter(assessment=OuterRef("assessment"), group__in=asked)),
            city=round_.city,
            assessment__edition=round_.assessment.edition_id,
            assessment__kind=round_.assessment.kind,
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
        .values_list("criterion__instrument__key", "criterion__ref", "participant__sector", "state", "level")
        .annotate(people=Count("pk"))
        .order_by()
    )
    for key, ref, sector, state, level, people in rows:
        counts[key, ref, sector][state, level] = people
    found: dict[str, dict[str, dict[str, Tally]]] = defaultdict(lambda: defaultdict(dict))
    for (key, ref, sector), given in sorted(counts.items()):
        lowest, size = scales[key]
        found[key][ref][sector] = tally_from(given, lowest, size)
    return found


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
        Rating.objects.filter(round=round_, state=RatingState.RATED)
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
    return Rating.objects.filter(round=round_, state=RatingState.RATED).values("participant").distinct().count()


def comments_of(round_: Round) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the comments by instrument key and criterion ref, sorted by their text.

    The order in which people were invited or answered must not show in it.
    """
    rows = (
        Rating.objects.filter(~Q(comment=""), round=round_)
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
