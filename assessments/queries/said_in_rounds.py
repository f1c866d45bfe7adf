"""What closed rounds said of statements, as far as it is revealed. Counts for the list, words for one statement."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet

from assessments.models import Rating, Revealed, Round, Stage
from assessments.queries.counting import PERSON, comments_of, ratings_of, tally_from, that_count, what_counts
from assessments.queries.figures import criterion_chart
from assessments.queries.findings import findings_of
from assessments.queries.results import asked_instruments, freeze_alone
from assessments.queries.statements import CriterionFinding
from assessments.queries.visible_reviews import reviewed_levels
from assessments.rules.frozen import FrozenResults
from assessments.rules.movement import Movement, movement_of
from assessments.rules.results import CriterionResult, CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally
from charts.rules.distribution import Distribution
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

EVERYBODY = ""
"""The one part of a round's answers in the room: nobody is told apart there."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion as one round answered it, once that is revealed; `levels` are those of its scale.

    `before` is the round before that asked it, where it stands beside this one.
    """

    round: Round
    finding: CriterionFinding
    levels: tuple[LevelOutline, ...]
    before: "Shown | None" = None

    @property
    def figure(self) -> Distribution:
        return criterion_chart(self.finding, self.levels)

    @property
    def labels(self) -> list[str]:
        """What the levels are called, for the key of the picture."""
        return [level.label for level in self.levels]

    @property
    def movement(self) -> Movement | None:
        """What moved since the round before."""
        return movement_of(self.before.finding.figures, self.finding.figures) if self.before else None


@dataclass(frozen=True, slots=True)
class Said:
    """What closed rounds said, by round and criterion: the counts of all, and what is revealed of them.

    `rounds` come latest first, `results` hold nothing that is sealed.
    """

    rounds: Sequence[Round]
    tallies: Mapping[tuple[int, int], Tally]
    results: Mapping[tuple[int, int], CriterionResult]
    reviewed: Mapping[str, Mapping[str, tuple[int, ...]]]

    def asking(self, criterion: int) -> list[tuple[Round, Tally]]:
        """Return the rounds that asked a criterion with its answers, latest first."""
        return [(one, self.tallies[one.pk, criterion]) for one in self.rounds if (one.pk, criterion) in self.tallies]

    def shown(
        self, round_: Round, outline: InstrumentOutline, factor: GroupOutline, criterion: CriterionOutline
    ) -> Shown | None:
        """Return what a round said of a criterion, without comments; None while that is sealed."""
        result = self.results.get((round_.pk, criterion.id))
        if result is None:
            return None
        reviewed = self.reviewed.get(outline.key, {}).get(criterion.ref, ())
        return Shown(round_, CriterionFinding(factor, criterion, result, reviewed=reviewed), outline.levels)

    def before(self, outline: InstrumentOutline, factor: GroupOutline, criterion: CriterionOutline) -> Shown | None:
        """Return what was said the time before; None where a criterion was asked once."""
        asking = self.asking(criterion.id)
        return self.shown(asking[1][0], outline, factor, criterion) if len(asking) > 1 else None


def said_in_rounds(round_: Round, outlines: Sequence[InstrumentOutline], criterion: int | None = None) -> Said:
    """Return what the closed rounds of an assessment said of everything, or of one criterion. Five queries."""
    rounds = list(Round.objects.filter(assessment=round_.assessment_id, closed_at__isnull=False).order_by("-number"))
    ratings = Rating.objects.filter(round__in=rounds, participant__withdrawn_at=None)
    revealed = set(Revealed.objects.filter(round__in=rounds).values_list("round_id", "criterion_id"))
    raters, reviewed = raters_by_round(ratings), reviewed_levels(round_)
    tallies = tallies_by_round(ratings if criterion is None else ratings.filter(criterion=criterion), outlines)
    results: dict[tuple[int, int], CriterionResult] = {}
    for one in rounds:
        for outline in outlines:
            shown = {
                item.ref: item.id
                for item in outline.all_criteria
                if (one.pk, item.id) in tallies and (one.stage == Stage.REVEALED or (one.pk, item.id) in revealed)
            }
            found = results_of(
                [GroupSpec(outline.key, tuple(CriterionSpec(ref) for ref in shown))],
                {ref: {EVERYBODY: tallies[one.pk, pk]} for ref, pk in shown.items()},
                part_sizes={EVERYBODY: raters.get((one.pk, outline.key), 0)},
                levels=len(outline.levels),
                minimum_group=round_.assessment.minimum_group,
                thresholds=round_.assessment.thresholds,
                reviewed=reviewed.get(outline.key, {}),
            )
            results |= {(one.pk, shown[result.key]): result for result in found.all_criteria}
    return Said(rounds, tallies, results, reviewed)


def tallies_by_round(ratings: QuerySet[Rating], outlines: Iterable[InstrumentOutline]) -> dict[tuple[int, int], Tally]:
    """Return the answers of everybody asked, by round and criterion."""
    scales = {item.id: (outline.lowest, len(outline.levels)) for outline in outlines for item in outline.all_criteria}
    rows = ratings.filter(criterion__in=scales).values_list("round_id", "criterion_id", "state", "level", "carried")
    counts: dict[tuple[int, int], Counter[tuple[str, int | None]]] = defaultdict(Counter)
    for one, criterion, state, level, carried, people in rows.annotate(people=Count("pk")).order_by():
        counts[one, criterion][what_counts(state, level, carried)] += people
    return {place: tally_from(given, *scales[place[1]]) for place, given in counts.items()}


def raters_by_round(ratings: QuerySet[Rating]) -> dict[tuple[int, str], int]:
    """Return how many people rated something, by round and the instrument's key."""
    rows = that_count(ratings).values_list("round_id", "criterion__instrument__key")
    return {(one, key): people for one, key, people in rows.annotate(people=Count(PERSON, distinct=True)).order_by()}


def with_comments(shown: Shown, instrument: str) -> Shown:
    """Add what people wrote beside their levels, where the figures may be shown. One query."""
    finding, ref = shown.finding, shown.finding.outline.ref
    may_show = finding.figures is not None and finding.figures.tally.said > 0
    heard = frozenset({(instrument, ref, shown.round.number)} if may_show else ())
    comments = comments_of(ratings_of(shown.round), heard, [finding.outline.id])
    return replace(shown, finding=replace(finding, comments=comments.get(instrument, {}).get(ref, ())))


def heard(before: Shown | None) -> Shown | None:
    """Return what a round before said, where it says something and may."""
    return before if before and before.finding.figures and before.finding.figures.tally.said else None


def revealed_in(round_: Round) -> tuple[list[Shown], int]:
    """Return what a closed round said of the criteria that are revealed, all of it, and how many criteria there are."""
    outlines = asked_instruments(round_)
    revealed = set(round_.revealed_criteria.values_list("criterion_id", flat=True))
    frozen = freeze_alone(round_, outlines)
    said = said_in_rounds(round_, outlines) if round_.number > 1 else None
    shown = [
        Shown(
            round_,
            finding,
            outline.levels,
            heard(said.before(outline, finding.factor, finding.outline)) if said else None,
        )
        for outline in outlines
        for finding in findings_of(FrozenResults(frozen, None, tuple(outlines)), outline).all_criteria
        if finding.outline.id in revealed
    ]
    return shown, sum(1 for outline in outlines for _criterion in outline.all_criteria)
