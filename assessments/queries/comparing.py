"""Two revealed rounds of a city beside each other, statement by statement, in words and figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.queries.results import asked_instruments, compute, freeze
from assessments.rules.comparison import Row, Told, compare
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
class Comparison:
    """`editions` are the names of the two, before and now, where they are not the same; else it is empty.

    Without a mapping between them there is nothing to compare, and no instrument.
    """

    instruments: tuple[InstrumentComparison, ...]
    editions: tuple[str, ...] = ()


def earlier_rounds(round_: Round) -> QuerySet[Round]:
    """Return the revealed rounds of the city that closed before this one, the last first."""
    return (
        Round.objects.filter(city=round_.city, revealed_at__isnull=False, closed_at__lt=round_.closed_at)
        .select_related("assessment__edition", "city")
        .order_by("-closed_at", "-pk")
    )


def comparison_of(before: Round, now: Round) -> Comparison:
    """Hold a round against an earlier one, along the mapping where their editions differ."""
    old, new = before.assessment.edition, now.assessment.edition
    if old == new:
        return Comparison(held(before, now, None))
    changes, names = changes_between(old.pk, new.pk), (guide_of(old).name, guide_of(new).name)
    return Comparison(() if changes is None else held(before, now, changes), names)


def held(before: Round, now: Round, changes: Iterable[Change] | None) -> tuple[InstrumentComparison, ...]:
    earlier, later = told(before), told(now)
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
    frozen = freeze(round_, outlines)
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
