"""Results of revealed rounds. Reads counts, never one person's answers; withholding is done in `rules`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.models import AssessmentGroup, Rating, Round
from assessments.queries.agreed import agreed_in
from assessments.queries.counting import (
    NOTHING,
    Extras,
    Heard,
    comments_of,
    evidence_of,
    extras_of,
    people_in,
    raters_in_all,
    raters_of,
    ratings_of,
    ratings_until,
    tallies_by,
)
from assessments.queries.kept import kept
from assessments.queries.visible_reviews import reviewed_levels
from assessments.rules.comparison import translated
from assessments.rules.frozen import Bridge, FrozenResults, FrozenRound
from assessments.rules.results import (
    CriterionSpec,
    GroupSpec,
    Results,
    results_of,
)
from framework.queries import instrument_outlines
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_between, joined_with
from framework.rules.mapping import Change, Kind
from framework.rules.outline import GroupOutline, InstrumentOutline


def asked_instruments(round_: Round) -> list[InstrumentOutline]:
    """Return the instruments that a round's assessment asks about, with the asked groups only. Five queries."""
    refs: dict[tuple[str, int], set[str]] = defaultdict(set)
    fields = ("group__instrument__key", "group__instrument_id", "group__ref")
    for key, instrument_id, ref in round_.assessment.asked_groups.values_list(*fields):
        refs[key, instrument_id].add(ref)
    outlines = instrument_outlines([instrument_id for _, instrument_id in refs])
    return [outlines[instrument_id].only(asked) for (_, instrument_id), asked in sorted(refs.items())]


def freeze_alone(round_: Round, outlines: Sequence[InstrumentOutline]) -> FrozenRound:
    """Gather what is known of one closed round, without those before it. Nine queries at most."""
    [(found, heard)] = counts_in([round_], outlines, ALONE)
    return with_words(found, round_, outlines, ALONE, heard)


def counted(round_: Round, outlines: Sequence[InstrumentOutline]) -> FrozenRound:
    """Gather what the figures of a closed round are made of, those before it included: three queries."""
    [(found, _heard)] = counts_in([round_], outlines, TOGETHER)
    return found


def first_of(ratings: QuerySet[Rating]) -> QuerySet[Rating]:
    """Return the ratings of first rounds: they say who is of which part, in later rounds too.

    With others after each round, what was shown before and what is shown then could be subtracted.
    """
    return ratings.filter(round__number=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which rounds stand behind the figures of one: it alone, or those before it too.

    `people` are the ratings by whom the parts of a breakdown are made.
    """

    name: str
    ratings: Callable[..., QuerySet[Rating]]
    people: Callable[..., QuerySet[Rating]]


ALONE = Reach("alone", ratings_of, ratings_of)
TOGETHER = Reach("together", ratings_until, lambda *rounds: first_of(ratings_until(*rounds)))


def counts_in(
    rounds: Sequence[Round], outlines: Sequence[InstrumentOutline], reach: Reach
) -> list[tuple[FrozenRound, Heard]]:
    """Gather what the figures of closed rounds of different assessments are made of: three queries for all of them.

    Beside each, of which rounds words count.
    """
    minimums = {round_.assessment_id: round_.assessment.minimum_group for round_ in rounds}
    instruments = ",".join(sorted(outline.key for outline in outlines))
    tallied = kept(
        f"answers:{reach.name}:{instruments}",
        rounds,
        lambda missing: tallies_by(reach.ratings(*missing), outlines, minimums, "participant__sector"),
    )
    sizes = kept(f"sizes:{reach.name}", rounds, lambda missing: raters_of(reach.people(*missing)))
    agreed = agreed_in(minimums)
    return [
        (
            counts_of(
                round_,
                answers=tallied.get(round_.assessment_id, NOTHING).by_sector,
                by_round=tallied.get(round_.assessment_id, NOTHING).by_round,
                sizes=sizes.get(round_.assessment_id, {}),
                agreed=agreed.get(round_.assessment_id, {}),
            ),
            tallied.get(round_.assessment_id, NOTHING).heard,
        )
        for round_ in rounds
    ]


def counts_of(round_: Round, **counts: Any) -> FrozenRound:
    """Put the counts of a closed round beside what its assessment says of itself."""
    if round_.opened_at is None or round_.closed_at is None:
        message = f"round {round_.pk} is not closed: it has no results yet"
        raise ValueError(message)
    assessment = round_.assessment
    return FrozenRound(
        title=assessment.title,
        opened_on=round_.city.date_at(round_.opened_at),
        closed_on=round_.city.date_at(round_.closed_at),
        minimum_group=assessment.minimum_group,
        thresholds=assessment.thresholds,
        invited={},
        comments={},
        is_named=assessment.is_named,
        rounds=round_.number,
        asks_evidence=assessment.asks_evidence,
        **counts,
    )


def with_words(
    found: FrozenRound,
    round_: Round,
    outlines: Sequence[InstrumentOutline],
    reach: Reach,
    heard: Heard,
    commented: Collection[int] | None = None,
) -> FrozenRound:
    """Add who was asked, and what was said beside the levels; of comments all, or those on `commented` criteria."""
    assessment, ratings = round_.assessment, reach.ratings(round_)
    asked = Coalesce("stands_in_for", "member")
    people = people_in(round_).values("sector").annotate(invited=Count(asked, distinct=True)).order_by("sector")
    asks_extras = assessment.asks_target or assessment.asks_confidence
    extras = extras_in(round_, outlines, reach, heard) if asks_extras else Extras()
    return replace(
        found,
        invited={row["sector"]: row["invited"] for row in people},
        took_part=raters_in(round_, reach) if len(found.sizes) > 1 or round_.number > 1 else None,
        comments={} if commented == () else comments_of(ratings, heard, commented),
        targets=extras.targets,
        confidences=extras.confidences,
        reviewed=reviewed_levels(round_),
        evidence=evidence_of(ratings, heard, found.closed_on) if assessment.asks_evidence else {},
    )


def raters_in(round_: Round, reach: Reach) -> int:
    """Return how many people rated something of any instrument."""
    found = kept(f"raters:{reach.name}", [round_], lambda missing: raters_in_all(reach.ratings(*missing)))
    return found.get(round_.assessment_id, 0)


def extras_in(round_: Round, outlines: Sequence[InstrumentOutline], reach: Reach, heard: Heard) -> Extras:
    """Return what was said beside the levels."""
    return kept(
        f"extras:{reach.name}",
        [round_],
        lambda missing: {
            round_.assessment_id: extras_of(reach.ratings(*missing), outlines, heard, round_.assessment.minimum_group)
        },
    )[round_.assessment_id]


def freeze_results(round_: Round, commented: tuple[str, str] | tuple[()] | None = None) -> FrozenResults:
    """Gather a revealed round, the one before it, and what was asked.

    Comments are all of a round that grows with its people: `commented` names the instrument and the top group on which
    they are wanted, and is empty where they are wanted on none.
    """
    outlines = asked_instruments(round_)
    criteria = commented_criteria(outlines, commented)
    previous, found = previous_round(round_), tuple(outlines)
    if previous is None:
        [(counts, heard)] = counts_in([round_], outlines, TOGETHER)
        return FrozenResults(with_words(counts, round_, outlines, TOGETHER, heard, criteria), None, found)
    (counts, heard), (before, _heard) = counts_in([round_, previous], outlines, TOGETHER)
    now, edition = with_words(counts, round_, outlines, TOGETHER, heard, criteria), previous.assessment.edition
    if edition.pk == round_.assessment.edition_id:
        return FrozenResults(now, before, found)
    changes = changes_between(edition.pk, round_.assessment.edition_id) or ()
    bridge = Bridge(guide_of(edition).name, changes_that_matter(changes, before, outlines))
    return FrozenResults(now, translated(before, changes), found, bridge)


def commented_criteria(
    outlines: Iterable[InstrumentOutline], commented: tuple[str, str] | tuple[()] | None
) -> tuple[int, ...] | None:
    """Return the ids of the criteria whose comments are wanted; None for all."""
    if not commented:
        return commented
    key, ref = commented
    asked = (outline.only([ref]) for outline in outlines if outline.key == key)
    return tuple(item.id for outline in asked for item in outline.all_criteria)


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
    """Return the revealed round of the same kind, of another assessment, that closed last before this one.

    Of the same edition, or of one that a mapping joins with it; one that asked something else altogether is passed
    over.
    """
    assessment = round_.assessment
    edition, asked = assessment.edition_id, AssessmentGroup.objects.filter(assessment=OuterRef("assessment"))
    groups = asked.filter(group__in=assessment.asked_groups.values("group"))
    instruments = asked.filter(group__instrument__key__in=assessment.asked_groups.values("group__instrument__key"))
    before = list(
        Round.objects.filter(
            Q(Exists(groups), assessment__edition=edition) | Q(~Q(assessment__edition=edition), Exists(instruments)),
            city=round_.city,
            assessment__kind=assessment.kind,
            pk__in=latest_revealed(),
            closed_at__lt=round_.closed_at,
        )
        .exclude(assessment=assessment)
        .select_related("assessment__edition", "city")
        .order_by("-closed_at", "-pk")
    )
    comparable = {edition, *joined_with(edition, {item.assessment.edition_id for item in before})}
    return next((item for item in before if item.assessment.edition_id in comparable), None)


def latest_revealed() -> QuerySet[Round, Any]:
    """Return the keys of the latest revealed round of each assessment of the city in scope."""
    newest = Round.objects.filter(assessment=OuterRef("assessment"), revealed_at__isnull=False).order_by("-number")
    return Round.objects.filter(pk=Subquery(newest.values("pk")[:1])).values("pk")


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
        agreed=frozen.agreed.get(outline.key, {}),
        reviewed=frozen.reviewed.get(outline.key, {}),
    )
