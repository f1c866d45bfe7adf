"""The criteria of an assessment as a room goes through them. Nothing sealed is in it: no figure, no comment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessments.models import Position, PositionStatus, Rating, Revealed, Round, Stage
from assessments.queries.positions import Worded, position_on, positions_in
from assessments.queries.results import asked_instruments
from assessments.queries.said_in_rounds import Said, Shown, said_in_rounds, with_comments
from assessments.rules.tally import Tally
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline

Key = tuple[str, str]
"""An instrument's key and a criterion's reference."""
Place = tuple[InstrumentOutline, GroupOutline, CriterionOutline]
"""A criterion with the instrument and the top group that it stands in."""


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
        """How many positions are drafts that have an owner who can be asked."""
        drafted = [
            item.position for item in self.items if item.position and item.position.status == PositionStatus.DRAFTED
        ]
        return sum(position.owner is not None and position.owner.archived_at is None for position in drafted)

    @property
    def next(self) -> Item | None:
        """The first without a position."""
        return next((item for item in self.items if item.position is None), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """The criterion before the room, and where it stands among the others: the first is at `place` 1."""

    item: Item
    place: int
    total: int
    agreed: int
    before: Key | None
    after: Key | None


def agenda_of(round_: Round, *, discuss_first: bool = False) -> Agenda:
    """Return the criteria of the assessment of its latest round, in the framework's order.

    Or those first that are revealed as worth a discussion; what is sealed keeps its place among the others, for where
    it stands would tell how it was answered. Eleven queries, whatever is asked and however often.
    """
    outlines = asked_instruments(round_)
    said = said_in_rounds(round_, outlines)
    positions = {row.criterion_id: row for row in positions_in(round_)}
    places = places_in(outlines, said, discuss_first=discuss_first)
    return Agenda(tuple(item_of(place, said, positions.get(place[2].id)) for place in places))


def turn_of(round_: Round, criterion: int, *, discuss_first: bool = False) -> Turn:
    """Return one criterion that is asked, with what was said of it: thirteen queries at most.

    What was answered to the others is read only where their order hangs on it.
    """
    outlines = asked_instruments(round_)
    said = said_in_rounds(round_, outlines, None if discuss_first else criterion)
    places = places_in(outlines, said, discuss_first=discuss_first)
    index = next(index for index, place in enumerate(places) if place[2].id == criterion)
    item = item_of(places[index], said, position_on(round_, criterion))
    return Turn(
        item=replace(item, shown=with_comments(item.shown, item.instrument.key)) if item.shown else item,
        place=index + 1,
        total=len(places),
        agreed=positions_in(round_).count(),
        before=key_of(places[index - 1]) if index else None,
        after=key_of(places[index + 1]) if index + 1 < len(places) else None,
    )


def places_in(outlines: Sequence[InstrumentOutline], said: Said, *, discuss_first: bool) -> list[Place]:
    """Return the criteria of instruments in the order in which a room goes through them."""
    places = [
        (outline, factor, criterion)
        for outline in outlines
        for factor in outline.groups
        for criterion in factor.all_criteria
    ]
    return sorted(places, key=lambda place: not item_of(place, said).is_to_discuss) if discuss_first else places


def key_of(place: Place) -> Key:
    instrument, _factor, criterion = place
    return instrument.key, criterion.ref


def item_of(place: Place, said: Said, position: Position | None = None) -> Item:
    """Put together what is known of a criterion."""
    outline, factor, criterion = place
    asking = said.asking(criterion.id)
    last, tally = asking[0] if asking else (None, Tally.empty(len(outline.levels)))
    shown = said.shown(last, outline, factor, criterion) if last else None
    before = said.before(outline, factor, criterion)
    return Item(
        instrument=outline,
        factor=factor,
        criterion=criterion,
        round=last,
        asked=tally.people,
        answered=tally.said,
        shown=replace(shown, before=before) if shown else None,
        before=before,
        position=position,
    )


def is_sealed(round_: Round, criterion_id: int) -> bool:
    """Tell whether answers to a criterion in the latest round are closed and not yet revealed."""
    if round_.stage != Stage.CLOSED:
        return False
    asked = Rating.objects.filter(round=round_, criterion=criterion_id).exists()
    return asked and not Revealed.objects.filter(round=round_, criterion=criterion_id).exists()
