"""Scores from 0 to 100 under each other, with what they were before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.table import Table
from charts.rules.text import Line, shortened, stacked, text_width, whole, wrapped

GUTTER = 40  # right of the bars, for the number
GAP = 12  # between a label and the note at its right
LEADING = 16
BAR = 12
ROW_GAP = 14
TICK = 4
TICK_RISE = 3  # how far the tick stands out above and below the bar
STEPS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """What to draw: scores from 0 to 100, None where there is none; `note` is a word or two."""

    label: str
    score: float | None
    previous: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row as drawn: `y` is the top of the bar, `number` and `note` end at the right edge."""

    label: tuple[Line, ...]
    note: str
    y: float
    length: float
    number: str
    tick_x: float | None
    empty_label: str

    @property
    def baseline(self) -> float:
        """Of text inside the bar."""
        return self.y + BAR / 2 + 4

    @property
    def number_y(self) -> float:
        return self.y + BAR / 2 + 5.5

    @property
    def tick_y(self) -> float:
        return self.y - TICK_RISE


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on the axis; the outermost ones stay inside the picture."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Rows, an axis below them, and one line that explains the tick where any row has one."""

    template: ClassVar[str] = "charts/profile.html"
    text: ClassVar[float] = TEXT
    small: ClassVar[float] = SMALL
    bar: ClassVar[int] = BAR
    tick: ClassVar[int] = TICK
    tick_height: ClassVar[int] = BAR + 2 * TICK_RISE

    title: str
    description: str
    table: Table
    width: float
    height: float
    length: float
    bars: tuple[Bar, ...]
    guides: str
    axis: tuple[Mark, ...]
    axis_y: float
    previous_label: str
    previous_y: float

    @property
    def previous_baseline(self) -> float:
        return self.previous_y + BAR / 2 + TICK_RISE + 4


def profile(
    rows: Sequence[ProfileRow],
    *,
    title: str,
    description: str,
    head: tuple[str, str, str],
    previous_label: str,
    empty_label: str,
    width: float = NARROW,
) -> Profile:
    """Draw the rows, one or more, in the order given.

    `head` heads the table's columns for label, score and note; the column of previous scores, there if any
    row has one, is headed by `previous_label`. `empty_label` stands in the place of a bar without score.
    """
    length = width - GUTTER
    bars = _bars(rows, width, empty_label)
    axis_y = bars[-1].y + BAR + ROW_GAP + 4
    compared = any(row.previous is not None for row in rows)
    return Profile(
        title=title,
        description=description,
        table=_table(rows, title, head, previous_label if compared else "", empty_label),
        width=width,
        height=axis_y + (40 if compared else 6),
        length=length,
        bars=bars,
        guides=_guides(bars, length),
        axis=tuple(Mark(length * step / 100, str(step), _anchor(step)) for step in STEPS),
        axis_y=axis_y,
        previous_label=previous_label if compared else "",
        previous_y=axis_y + 16,
    )


def _bars(rows: Sequence[ProfileRow], width: float, empty_label: str) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    for row in rows:
        top = bars[-1].y + BAR + ROW_GAP if bars else 0
        bars.append(_bar(row, top, width, empty_label))
    return tuple(bars)


def _bar(row: ProfileRow, top: float, width: float, empty_label: str) -> Bar:
    length = width - GUTTER
    room = width - (text_width(row.note, SMALL) + GAP if row.note else 0)
    label = stacked(wrapped(row.label, room, TEXT, 2), top + TEXT, LEADING)
    return Bar(
        label=label,
        note=row.note,
        y=label[-1].y + 7.5,
        length=round(length * (row.score or 0) / 100, 1),
        number="–" if row.score is None else whole(row.score),
        tick_x=None if row.previous is None else _tick_x(row.previous, length),
        empty_label=shortened(empty_label, length - GAP, SMALL) if row.score is None else "",
    )


def _guides(bars: Sequence[Bar], length: float) -> str:
    """Short lines across each bar, so that none runs through a word."""
    return "".join(
        f"M{length * step / 100:g} {bar.y - 2:g}v{BAR + 4}"
        for bar in bars
        if not bar.empty_label
        for step in STEPS[1:-1]
    )


def _tick_x(score: float, length: float) -> float:
    """The tick's left edge; at 0 and 100 it is moved by its own half width rather than cut off."""
    return round(min(max(length * score / 100 - TICK / 2, 1), length - TICK - 1), 1)


def _anchor(step: int) -> str:
    return {0: "start", 100: "end"}.get(step, "middle")


def _table(
    rows: Sequence[ProfileRow],
    caption: str,
    head: tuple[str, str, str],
    previous_label: str,
    empty_label: str,
) -> Table:
    before = (previous_label,) if previous_label else ()
    return Table(
        caption,
        (*head, *before),
        tuple(
            (
                row.label,
                empty_label if row.score is None else whole(row.score),
                row.note,
                *("–" if row.previous is None else whole(row.previous) for _ in before),
            )
            for row in rows
        ),
    )
