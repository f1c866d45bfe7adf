"""The criteria of an assessment as a room goes through them. Nothing sealed is in it: no figure, no comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.models import Position, PositionStatus, Rating, Revealed, Round, Stage
from assessments.queries.figures import criterion_chart
from assessments.queries.findings import findings_of
from assessments.queries.positions import Worded
from assessments.queries.results import asked_instruments, freeze_alone
from assessments.queries.statements import CriterionFinding
from assessments.rules.frozen import FrozenResults, FrozenRound
from assessments.rules.movement import Movement, movement_of
from assessments.rules.tally import Tally
from charts.rules.distribution import Distribution
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline

Key = tuple[str, str]
"""An instrument's key and a criterion's reference."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion as one round answered it, once that is revealed."""

    round: Round
    finding: CriterionFinding
    figure: Distribution


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion on its way to a position.

    `round` is the last closed one that asked it, with how many were asked and answered; None where nobody was asked.
    `shown` is what that round said, None while it is sealed; `before` what the round before it said.
    """

    instrument: InstrumentOutline
    factor: GroupOutline
    criterion: CriterionOutline
    round: Round | None
    asked: int
    answered: int
    shown: Shown | None
    before: Shown | None
    position: Position | None

    @property
    def key(self) -> Key:
        return self.instrument.key, self.criterion.ref

    @property
    def is_sealed(self) -> bool:
        return self.round is not None and self.shown is None

    @property
    def is_to_discuss(self) -> bool:
        return self.shown is not None and bool(self.shown.finding.result.reasons)

    @property
    def worded(self) -> Worded | None:
        """The position beside the words of the framework."""
        return Worded(self.position, self.instrument, self.criterion) if self.position else None

    @property
    def movement(self) -> Movement | None:
        """What moved since the round before."""
        if self.shown is None or self.before is None:
            return None
        return movement_of(self.before.finding.figures, self.shown.finding.figures)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The criteria in the order in which a room goes through them."""

    items: tuple[Item, ...]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def agreed(self) -> int:
        """How many have a position."""
        return sum(item.position is not None for item in self.items)

    @property
    def is_asked(self) -> bool:
        """Whether anybody was asked anything for themselves."""
        return any(item.round for item in self.items)

    @property
    def sealed(self) -> int:
        return sum(item.is_sealed for item in self.items)

    @property
    def to_discuss(self) -> int:
        """How many are revealed and worth a discussion."""
        return sum(item.is_to_discuss for item in self.items)

    @property
    def drafts(self) -> int:
        """How many positions are drafts that have an owner."""
        drafted = (item.position for item in self.items if item.position and item.position.owner_id)
        return sum(position.status == PositionStatus.DRAFTED for position in drafted)

    @property
    def next(self) -> Item | None:
        """The first without a position."""
        return next((item for item in self.items if item.position is None), None)

    def find(self, instrument: str, ref: str) -> Item | None:
        return next((item for item in self.items if item.key == (instrument, ref)), None)

    def neighbours(self, item: Item) -> tuple[Item | None, Item | None]:
        """Return what comes before an item and after it."""
        place = self.items.index(item)
        return self.items[place - 1] if place else None, next(iter(self.items[place + 1 :]), None)


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed round: its counts, and those of its criteria that may be shown."""

    round: Round
    frozen: FrozenRound
    shown: Mapping[Key, Shown]

    def tally(self, key: Key, levels: int) -> Tally | None:
        """Return the answers of everybody asked; None where the round did not ask this."""
        by_sector = self.frozen.answers.get(key[0], {}).get(key[1])
        return Tally.pooled(by_sector.values(), levels) if by_sector else None


def agenda_of(round_: Round, *, discuss_first: bool = False) -> Agenda:
    """Return the criteria of the assessment of its latest round, in the framework's order.

    Or those first that are revealed as worth a discussion; what is sealed keeps its place among the others, for where
    it stands would tell how it was answered. Four queries, three for each instrument, and about five for each closed
    round, whatever is asked.
    """
    outlines = asked_instruments(round_)
    closed = closed_rounds(round_, outlines)
    positions = {
        row.criterion_id: row
        for row in Position.objects.filter(assessment=round_.assessment_id).select_related("assessment", "owner__user")
    }
    items = [
        item_of(outline, factor, criterion, closed, positions.get(criterion.id))
        for outline in outlines
        for factor in outline.groups
        for criterion in factor.all_criteria
    ]
    return Agenda(tuple(sorted(items, key=lambda item: discuss_first and not item.is_to_discuss)))


def item_of(
    outline: InstrumentOutline,
    factor: GroupOutline,
    criterion: CriterionOutline,
    closed: Sequence[Closed],
    position: Position | None,
) -> Item:
    """Put together what is known of a criterion; the rounds come latest first."""
    key, levels = (outline.key, criterion.ref), len(outline.levels)
    asking = [(one, tally) for one in closed if (tally := one.tally(key, levels))]
    last, tally = asking[0] if asking else (None, Tally.empty(levels))
    return Item(
        instrument=outline,
        factor=factor,
        criterion=criterion,
        round=last.round if last else None,
        asked=tally.said + tally.not_answered,
        answered=tally.said,
        shown=last.shown.get(key) if last else None,
        before=asking[1][0].shown.get(key) if len(asking) > 1 else None,
        position=position,
    )


def closed_rounds(round_: Round, outlines: Sequence[InstrumentOutline]) -> list[Closed]:
    """Return the closed rounds of the assessment, latest first."""
    rounds = (
        Round.objects.filter(assessment=round_.assessment_id, closed_at__isnull=False)
        .select_related("assessment", "city")
        .order_by("-number")
    )
    revealed = set(
        Revealed.objects.filter(round__assessment=round_.assessment_id).values_list("round_id", "criterion_id")
    )
    return [closed_round(one, outlines, {criterion for pk, criterion in revealed if pk == one.pk}) for one in rounds]


def closed_round(round_: Round, outlines: Sequence[InstrumentOutline], revealed: set[int]) -> Closed:
    """Read one closed round; of the criteria neither `revealed` by themselves nor with the round, nothing is shown."""
    frozen = freeze_alone(round_, outlines)
    shown: dict[Key, Shown] = {}
    for outline in outlines:
        findings = findings_of(FrozenResults(frozen, None, tuple(outlines)), outline)
        for finding in findings.all_criteria:
            if round_.stage == Stage.REVEALED or finding.outline.id in revealed:
                figure = criterion_chart(finding, findings)
                shown[outline.key, finding.outline.ref] = Shown(round_, finding, figure)
    return Closed(round_, frozen, shown)


def is_sealed(round_: Round, criterion_id: int) -> bool:
    """Tell whether answers to a criterion in the latest round are closed and not yet revealed."""
    if round_.stage != Stage.CLOSED:
        return False
    asked = Rating.objects.filter(round=round_, criterion=criterion_id).exists()
    return asked and not Revealed.objects.filter(round=round_, criterion=criterion_id).exists()
