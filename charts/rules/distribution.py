"""How many chose each level: one bar divided by share, with those who do not know beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.palette import ladder
from charts.rules.table import Table
from charts.rules.text import shortened, text_width

HEIGHT = 24
EDGE = 0.5  # half a line, so that outlines are not cut off
BAR = 232
BOX = 101
PADDING = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """One level's part of the bar. `count` is empty where the number does not fit."""

    x: float
    width: float
    fill: str
    ink: str
    count: str

    @property
    def start(self) -> float:
        """Where the count begins to stand in the middle. Given, since WeasyPrint takes long to centre a text."""
        return round(self.x + (self.width - text_width(self.count, TEXT)) / 2, 1)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A bar that keeps its place for those who do not know, so that bars under each other line up."""

    template: ClassVar[str] = "charts/distribution.html"
    width: ClassVar[int] = NARROW
    height: ClassVar[int] = HEIGHT
    text: ClassVar[float] = TEXT
    small: ClassVar[float] = SMALL
    bar: ClassVar[int] = BAR
    box: ClassVar[int] = BOX
    box_x: ClassVar[float] = NARROW - EDGE - BOX

    title: str
    description: str
    table: Table
    segments: tuple[Segment, ...]
    separators: str
    empty_label: str
    dont_know: str

    @property
    def dont_know_start(self) -> float:
        """Where the words in the box begin."""
        return round(self.box_x + (BOX - text_width(self.dont_know, SMALL)) / 2, 1)


def distribution(
    counts: Sequence[int],
    labels: Sequence[str],
    *,
    dont_know: int,
    title: str,
    description: str,
    head: tuple[str, str],
    dont_know_label: str,
    empty_label: str,
) -> Distribution:
    """Draw the counts of a scale's levels, lowest first.

    `head` heads the table's two columns. `empty_label` says why there is nothing to see ("No answers",
    "Withheld") where all counts are 0; the table then says it too, unless somebody answered *don't know*.
    """
    unseen = not any(counts) and not dont_know
    rows = zip((*labels, dont_know_label), (*counts, dont_know), strict=True)
    segments = _segments(counts)
    return Distribution(
        title=title,
        description=description,
        table=Table(title, head, tuple((label, empty_label if unseen else str(count)) for label, count in rows)),
        segments=segments,
        separators="".join(f"M{segment.x} {EDGE}v{HEIGHT - 1}" for segment in segments[1:]),
        empty_label="" if segments else shortened(empty_label, BAR - 2 * PADDING, TEXT),
        dont_know=_boxed(dont_know_label, dont_know) if dont_know else "",
    )


def _boxed(label: str, count: int) -> str:
    """Label and count; a long label gives way to the count."""
    room = BOX - PADDING - text_width(f" {count}", SMALL)
    return f"{shortened(label, room, SMALL)} {count}"


def _segments(counts: Sequence[int]) -> tuple[Segment, ...]:
    """One segment a level that anybody chose. Edges are rounded, not widths: together they fill the bar."""
    total = sum(counts)
    edges = [round(EDGE + BAR * below / total, 1) for below in accumulate(counts, initial=0)] if total else []
    return tuple(
        Segment(
            x=left,
            width=round(right - left, 1),
            fill=tone.fill,
            ink=tone.text,
            count=str(count) if text_width(str(count), TEXT) + PADDING / 2 <= right - left else "",
        )
        for count, tone, left, right in zip(counts, ladder(len(counts)), edges, edges[1:], strict=False)
        if count
    )
