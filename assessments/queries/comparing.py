"""Two revealed rounds of a city beside each other, statement by statement, in words and figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.queries.results import asked_instruments, compute, counted, latest_revealed
from assessments.rules.comparison import Moved, Row, Told, Unlike, compare, moved, unlike
from cities.models import City
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_between
from framework.rules.mapping import Change, Kind
from framework.rules.outline import InstrumentOutline


@dataclass(frozen=True, slots=True)
class InstrumentComparison:
    """One instrument; `outline` is that of now where it is asked still."""

    outline: InstrumentOutline
    rows: tuple[Row, ...]

    @property
    def comparable(self) -> int:
        return sum(row.is_comparable for row in self.rows)

    @property
    def changed(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_change)


@dataclass(frozen=True, slots=True)
class Stand:
    """What one side of a comparison is: of how many of its statements a level was agreed. None where nobody looked."""

    round: Round
    agreed: int | None = None
    asked: int = 0

    @property
    def is_agreed(self) -> bool:
        return self.round.assessment.locked_at is not None

    @property
    def is_whole(self) -> bool:
        return self.agreed == self.asked


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `now` say what the two are.

    `editions` are the names of their editions, before and now, where they are not the same; else it is empty.

    Without a mapping between them there is nothing to compare, and no instrument.
    """

    before: Stand
    now: Stand
    instruments: tuple[InstrumentComparison, ...]
    editions: tuple[str, ...] = ()

    @property
    def moved(self) -> Moved:
        """How many statements of all instruments moved, and which way."""
        return moved(row for item in self.instruments for row in item.rows)

    @property
    def unlike(self) -> Unlike:
        """Of how many statements an agreed level is held against a mean of answers."""
        found = (row.agreed for item in self.instruments for row in item.rows)
        return unlike(sides for sides in found if sides is not None)


def comparable_rounds(city: City) -> QuerySet[Round]:
    """Return the revealed assessments of a city by their last round, the one that closed last on top."""
    return (
        Round.objects.filter(city=city, pk__in=latest_revealed())
        .select_related("assessment__edition", "city")
        .order_by("-closed_at", "-pk")
    )


def comparison_of(before: Round, now: Round) -> Comparison:
    """Hold a round against an earlier one, along the mapping where their editions differ.

    Of an agreed assessment the agreed levels count; they are as they were locked.
    """
    old, new = before.assessment.edition, now.assessment.edition
    changes = None if old == new else changes_between(old.pk, new.pk)
    names = () if old == new else (guide_of(old).name, guide_of(new).name)
    if changes is None and names:
        return Comparison(Stand(before), Stand(now), (), names)
    earlier, later = told(before), told(now)
    return Comparison(stand(before, earlier), stand(now, later), held(earlier, later, changes), names)


def stand(round_: Round, found: Mapping[str, Told]) -> Stand:
    asked = sum(len(tuple(item.outline.all_criteria)) for item in found.values())
    return Stand(round_, sum(item.results.agreed for item in found.values()), asked)


def held(
    earlier: Mapping[str, Told], later: Mapping[str, Told], changes: Iterable[Change] | None
) -> tuple[InstrumentComparison, ...]:
    found = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        own = None if changes is None else [change for change in changes if change.instrument == key]
        rows = compare(earlier.get(key), later.get(key), own)
        outline = (later.get(key) or earlier[key]).outline
        found.append(InstrumentComparison(outline, rows))
    return tuple(found)


def told(round_: Round) -> dict[str, Told]:
    """Return what a round says of each instrument."""
    outlines = asked_instruments(round_)
    frozen = counted(round_, outlines)
    return {outline.key: Told(outline, compute(frozen, outline)) for outline in outlines}


def row_words(row: Row) -> str:
    """Say in a sentence what a reader must know of a row beside its figures; nothing where they say it all."""
    before = get_text_list([f"“{side.outline.title}”" for side in row.before], _("and"))
    if row.now is None:
        gone = row.kind == Kind.DROPPED
        return _("No longer part of the framework.") if gone else _("Not asked this time.")
    if row.kind == Kind.NEW:
        return _("New in this edition.")
    if not row.before:
        return _("Not asked before.")
    if row.kind == Kind.REWORDED:
        return _("Reworded. Before: “%(statement)s”") % {"statement": row.before[0].outline.statement}
    if row.kind == Kind.SPLIT:
        return _("Not comparable: before, it was a part of %(titles)s.") % {"titles": before}
    if row.kind == Kind.MERGED:
        return _("Not comparable: it takes the place of %(titles)s.") % {"titles": before}
    return ""


def sides_words(row: Row) -> str:
    """Say which side of a row is agreed, where one alone is."""
    if not row.is_unlike:
        return ""
    return _("Agreed before, a mean now.") if row.before[0].is_agreed else _("A mean before, agreed now.")
