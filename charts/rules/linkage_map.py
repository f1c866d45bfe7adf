"""Notes and what leads from one to another: two columns of names with the linkages between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.linkage_layout import (
    LEADING,
    NODE_GAP,
    REF_GAP,
    Frame,
    MapGroup,
    MapNote,
    Row,
    arrow,
    columns,
    curve,
    frame,
    group_rows,
)
from charts.rules.palette import ACCENT, ANCHORS, INK, MUTED, RULE
from charts.rules.text import Line, stacked, text_width

WIDE, BESIDE = 960, 720
"""Across a page, and where words stand beside the map."""
WIDE_TEXT = 14
RADIUS = 4


@dataclass(frozen=True, slots=True)
class Words:
    """Lines under each other that begin, or end, at `x`."""

    x: float
    anchor: str
    lines: tuple[Line, ...]
    size: float
    colour: str
    weight: int = 400

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The room the lines take: left, top, right, bottom."""
        width = max(text_width(line.text, self.size, bold=self.weight > 400) for line in self.lines)
        left = self.x if self.anchor == "start" else self.x - width
        return left, self.lines[0].y - self.size * 0.8, left + width, self.lines[-1].y + self.size * 0.25


@dataclass(frozen=True, slots=True)
class Node:
    """A note as drawn: its point, what stands beside it, and the box that a pointer meets."""

    note: MapNote
    x: float
    y: float
    words: tuple[Words, ...]
    left: float
    top: float
    width: float
    height: float
    colour: str
    focused: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A linkage as drawn, from `start` to `end`; `head` is the arrow where it arrives."""

    start: str
    end: str
    path: str
    head: str
    colour: str
    stroke: float
    dashes: str


@dataclass(frozen=True, slots=True)
class LinkageMap:
    """Edges are in the order in which they are drawn, those that matter most last."""

    template: ClassVar[str] = "charts/linkage_map.html"
    radius: ClassVar[int] = RADIUS

    title: str
    description: str
    width: float
    height: float
    text: float
    headings: tuple[Words, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def linkage_map(
    groups: Sequence[MapGroup],
    edges: Sequence[tuple[str, str]],
    *,
    focus: str = "",
    title: str,
    description: str,
    width: float = WIDE,
) -> LinkageMap:
    """Draw the notes, one or more, and the edges between them, each from one reference to another.

    With a `focus`, the reference of a note, its edges stand out: what leads from it whole, what leads to it dashed,
    and each is named at the neighbour. On the `NARROW` width of a phone references stand above the names.
    """
    measures = frame(groups, width, TEXT if width <= NARROW else WIDE_TEXT)
    sides = columns([group_rows(measures, group, edges, focus) for group in groups])
    near = {ref for edge in edges if focus in edge for ref in edge}
    placed = [(side, row, top) for side, rows in enumerate(sides) for row, top in _tops(rows)]
    nodes = {
        row.note.ref: (side, _node(measures, row.note, row, top, side, _colour(row.note.ref, near, focus), focus))
        for side, row, top in placed
        if row.note
    }
    return LinkageMap(
        title=title,
        description=description,
        width=width,
        height=round(max(sum(row.height for row in rows) for rows in sides), 1),
        text=measures.size,
        headings=tuple(_heading(measures, row, top, side) for side, row, top in placed if not row.note and row.lines),
        nodes=tuple(node for _, node in nodes.values()),
        edges=_edges(measures, nodes, edges, focus),
    )


def _tops(rows: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    """Yield the rows of a column with the heights at which they begin."""
    return zip(rows, accumulate((row.height for row in rows), initial=0.0), strict=False)


def _colour(ref: str, near: set[str], focus: str) -> str:
    """The colour of a note's words: those that the focus does not touch stand back, still readable."""
    if ref == focus:
        return ACCENT
    return MUTED if focus and ref not in near else INK


def _outer(measures: Frame, side: int) -> tuple[float, str]:
    """Where words at a column begin, or end, beside its points."""
    x = measures.node_x(side)
    return (x + NODE_GAP, "start") if side else (x - NODE_GAP, "end")


def _heading(measures: Frame, row: Row, top: float, side: int) -> Words:
    x, anchor = _outer(measures, side)
    leading = SMALL * LEADING
    first = top + row.height - (len(row.lines) - 1) * leading - 3
    return Words(x, anchor, stacked(row.lines, first, leading), SMALL, MUTED, 600)


def _node(measures: Frame, note: MapNote, row: Row, top: float, side: int, colour: str, focus: str) -> Node:
    x, anchor = _outer(measures, side)
    refs = 1 if measures.above else 0
    lines = refs + len(row.lines) + len(row.labels)
    first = top + (row.height - lines * measures.leading) / 2 + measures.size * 0.9
    name_x = x if measures.above else x + (1 if side else -1) * (measures.ref + REF_GAP)
    leading = measures.leading
    names = stacked(row.lines, first + refs * leading, leading)
    labels = stacked(row.labels, first + (refs + len(row.lines)) * leading, leading)
    weight = 700 if note.ref == focus else 400
    words = [Words(x, anchor, (Line(row.ref, round(first, 1)),), measures.size, colour, 700)]
    words += [Words(name_x, anchor, names, measures.size, colour, weight)]
    words += [Words(name_x, anchor, labels, SMALL, ACCENT, 600)] if labels else []
    return Node(
        note=note,
        x=measures.node_x(side),
        y=round(top + row.height / 2, 1),
        words=tuple(words),
        left=measures.node_x(1) - NODE_GAP / 2 if side else 0.5,
        top=round(top + 1, 1),
        width=measures.label + NODE_GAP * 1.5 - 0.5,
        height=row.height - 2,
        colour=colour,
        focused=note.ref == focus,
    )


def _edges(
    measures: Frame, nodes: Mapping[str, tuple[int, Node]], edges: Sequence[tuple[str, str]], focus: str
) -> tuple[Edge, ...]:
    """Draw what the focus does not touch first, then what leads to it, then what leads from it."""
    drawn = []
    for start, end in sorted(edges, key=lambda edge: (edge[0] == focus) * 2 + (edge[1] == focus)):
        (side, one), (other, two) = nodes[start], nodes[end]
        colour, stroke, dashes = _style(start, end, focus)
        path = curve(measures, (side, one.y), (other, two.y))
        drawn.append(Edge(start, end, path, arrow(measures, other, two.y), colour, stroke, dashes))
    return tuple(drawn)


def _style(start: str, end: str, focus: str) -> tuple[str, float, str]:
    """Colour, width and dashes of an edge."""
    if not focus:
        return ANCHORS[3], 1, ""
    if start == focus:
        return ACCENT, 2.25, ""
    return (INK, 1.75, "6 4") if end == focus else (RULE, 1, "")
