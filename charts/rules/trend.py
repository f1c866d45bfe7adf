"""Scores from 0 to 100 over time: a strip a row, with a point for each date. Gaps stay gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.table import Cell, Table
from charts.rules.text import Line, stacked, text_width, whole, wrapped

LEFT, RIGHT = 30, 40  # for the first number and the last
STRIP = 30
INSET = 4  # from the edge of a strip to the outermost points
LEADING = 16
ROW_GAP = 12
DOT = 3.5
CROSS = 3
GAP = 12  # between a label and its note, between two dates
CLOSEST = 9  # two points nearer than this could not be told apart


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Scores by date, None where there is none; `words` say each in the table, `note` the change in a word."""

    label: str
    scores: tuple[float | None, ...]
    words: tuple[Cell, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Strip:
    """One row as drawn: `y` is the top of the strip; `line` joins neighbours, `gaps` are crosses as a path."""

    label: tuple[Line, ...]
    note: str
    y: float
    line: str
    dots: tuple[Spot, ...]
    gaps: str
    first: str
    last: str

    @property
    def number_y(self) -> float:
        return self.y + STRIP / 2 + 5

    @property
    def middle(self) -> float:
        return self.y + STRIP / 2


@dataclass(frozen=True, slots=True)
class DateMark:
    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strips:
    """Strips under each other, the dates below them, and a line that explains the cross where there is one."""

    template: ClassVar[str] = "charts/trend.html"
    text: ClassVar[float] = TEXT
    small: ClassVar[float] = SMALL
    strip: ClassVar[int] = STRIP
    left: ClassVar[int] = LEFT
    dot: ClassVar[float] = DOT

    title: str
    description: str
    table: Table
    width: float
    height: float
    length: float
    rows: tuple[Strip, ...]
    dates: tuple[DateMark, ...]
    dates_y: float
    gap_label: str
    gap_y: float
    gap_mark: str

    @property
    def right(self) -> float:
        return self.left + self.length


def strips(
    rows: Sequence[TrendRow],
    days: Sequence[date],
    *,
    titles: Sequence[str],
    title: str,
    description: str,
    head: tuple[str, str],
    gap_label: str,
    width: float = NARROW,
) -> Strips:
    """Draw the rows, one or more, over two days or more, the earliest first; `titles` name the days.

    `head` heads the table's columns for the label and the note. `gap_label` explains the mark of a missing score.
    """
    length = width - LEFT - RIGHT
    places = _places(days, length)
    drawn: list[Strip] = []
    for row in rows:
        top = drawn[-1].y + STRIP + ROW_GAP if drawn else 0
        drawn.append(_strip(row, places, top, width))
    has_gaps = any(strip.gaps for strip in drawn)
    dates_y = drawn[-1].y + STRIP + 16
    return Strips(
        title=title,
        description=description,
        table=Table(title, (head[0], head[1], *titles), tuple((row.label, row.note, *row.words) for row in rows)),
        width=width,
        height=dates_y + (26 if has_gaps else 6),
        length=length,
        rows=tuple(drawn),
        dates=_dates(places, titles),
        dates_y=dates_y,
        gap_label=gap_label if has_gaps else "",
        gap_y=dates_y + 19,
        gap_mark=_cross(LEFT + INSET, dates_y + 15),
    )


def _places(days: Sequence[date], length: float) -> tuple[float, ...]:
    """The days to scale; where that would put two on each other, all equally far apart."""
    room, span = length - 2 * INSET, (days[-1] - days[0]).days
    shares = [(day - days[0]).days / span for day in days] if span else [0.0] * len(days)
    if any(room * (later - earlier) < CLOSEST for earlier, later in pairwise(shares)):
        shares = [place / (len(days) - 1) for place in range(len(days))]
    return tuple(round(LEFT + INSET + room * share, 1) for share in shares)


def _strip(row: TrendRow, places: Sequence[float], top: float, width: float) -> Strip:
    room = width - (text_width(row.note, SMALL) + GAP if row.note else 0)
    label = stacked(wrapped(row.label, room, TEXT, 2), top + TEXT, LEADING)
    y = label[-1].y + 6.5
    spots = [
        None if score is None else Spot(x, round(y + INSET + (STRIP - 2 * INSET) * (1 - score / 100), 1))
        for x, score in zip(places, row.scores, strict=True)
    ]
    return Strip(
        label=label,
        note=row.note,
        y=y,
        line=_line(spots),
        dots=tuple(spot for spot in spots if spot),
        gaps="".join(_cross(x, y + STRIP / 2) for x, score in zip(places, row.scores, strict=True) if score is None),
        first=_number(row.scores[0]),
        last=_number(row.scores[-1]),
    )


def _number(score: float | None) -> str:
    return "–" if score is None else whole(score)


def _line(spots: Sequence[Spot | None]) -> str:
    """A path from point to point that begins anew after each gap."""
    path, before = [], None
    for spot in spots:
        if spot:
            path.append(f"{'L' if before else 'M'}{spot.x:g} {spot.y:g}")
        before = spot
    return "".join(path)


def _cross(x: float, y: float) -> str:
    arm = 2 * CROSS
    return f"M{x - CROSS:g} {y - CROSS:g}l{arm} {arm}M{x + CROSS:g} {y - CROSS:g}l-{arm} {arm}"


def _dates(places: Sequence[float], titles: Sequence[str]) -> tuple[DateMark, ...]:
    """The first and the last day, and of those between as many as have room."""
    first = DateMark(places[0] - INSET, titles[0], "start")
    last = DateMark(places[-1] + INSET, titles[-1], "end")
    reached, end = first.x + text_width(titles[0], SMALL), last.x - text_width(titles[-1], SMALL)
    between = []
    for x, text in list(zip(places, titles, strict=True))[1:-1]:
        half = text_width(text, SMALL) / 2
        if x - half > reached + GAP and x + half < end - GAP:
            between.append(DateMark(x, text, "middle"))
            reached = x + half
    return (first, *between, last)
