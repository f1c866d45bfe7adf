"""Where the notes of a linkage map stand, and which way a line goes from one to another. Lengths and lines only."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.rules import SMALL
from charts.rules.text import BOLD, shortened, text_width, wrapped

LABELS = 0.335  # of the width, on each side
REF_SHARE = 0.25  # of a label, at most; wider references stand above the names
REF_GAP = 8
NODE_GAP = 12  # between a label and the point of its note
LEADING = 1.2  # of the size of the text
ROW = 36  # at least, so that a finger finds it
GROUP_GAP = 14  # above a group
PADDING = 7  # above and below the lines of a row
PORT = 4  # what leaves, leaves above the middle of a note; what arrives, arrives below
CLEAR = 5  # between a point and the tip of an arrow
ARROW = 7
HEADING_LINES = 3
NAME_LINES = 3
NAME_LINES_BELOW = 4


@dataclass(frozen=True, slots=True)
class MapNote:
    """A note to draw. `title` says in words what its link, `href`, leads to."""

    ref: str
    name: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class MapGroup:
    """Notes that belong together, in order; the label may be empty."""

    label: str
    notes: tuple[MapNote, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a column: a heading, or a note; `ref` is its reference as far as it fits, `labels` name the
    linkages that are looked at."""

    lines: tuple[str, ...]
    height: float
    ref: str = ""
    note: MapNote | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a drawing: how wide labels are, where references stand, how large the text is."""

    width: float
    label: float
    ref: float
    above: bool
    size: float

    @property
    def leading(self) -> float:
        return round(self.size * LEADING, 1)

    @property
    def name_room(self) -> float:
        """For a line of a name, which is bold where it is looked at."""
        return (self.label if self.above else self.label - self.ref - REF_GAP) / BOLD

    @property
    def bold_room(self) -> float:
        """For other words, all of them bold."""
        return self.label / BOLD

    def node_x(self, side: int) -> float:
        """Where the points of the left (0) or the right column (1) stand."""
        return round(self.width - self.label - NODE_GAP if side else self.label + NODE_GAP, 1)


def frame(groups: Sequence[MapGroup], width: float, size: float) -> Frame:
    """Measure a drawing: names stand beside their references, or below where those would take too much."""
    label = round(width * LABELS, 1)
    widest = max((text_width(note.ref, size, bold=True) for group in groups for note in group.notes), default=0)
    return Frame(width, label, round(widest, 1), widest > label * REF_SHARE or width < 600, size)


def group_rows(measures: Frame, group: MapGroup, edges: Sequence[tuple[str, str]], focus: str) -> list[Row]:
    """Return the heading of a group, or the gap in its place, and its notes."""
    lines = wrapped(group.label, measures.bold_room, SMALL, HEADING_LINES)
    heading = Row(lines, GROUP_GAP + round(len(lines) * SMALL * LEADING, 1))
    return [heading, *(note_row(measures, note, edges, focus) for note in group.notes)]


def note_row(measures: Frame, note: MapNote, edges: Sequence[tuple[str, str]], focus: str) -> Row:
    """Return the row of a note, with a label for each edge between it and the one in focus."""
    most = NAME_LINES_BELOW if measures.above else NAME_LINES
    lines = wrapped(note.name, measures.name_room, measures.size, most)
    between = [(start, end) for start, end in edges if focus in (start, end) and note.ref in (start, end)]
    ways = () if note.ref == focus else tuple(f"{start} → {end}" for start, end in between)
    labels = tuple(shortened(way, measures.name_room, SMALL) for way in ways)
    above = 1 if measures.above else 0
    height = (len(lines) + len(labels) + above) * measures.leading + 2 * PADDING
    ref = shortened(note.ref, measures.bold_room, measures.size)
    return Row(lines, max(ROW, round(height, 1)), ref, note, labels)


def columns(groups: Sequence[Sequence[Row]]) -> tuple[list[Row], list[Row]]:
    """Divide the groups into two columns of heights as equal as can be; one group alone is divided itself."""
    if len(groups) < 2:
        rows = [row for group in groups for row in group]
        middle = balance([row.height for row in rows])
        gap = [Row((), rows[0].height)] if rows[middle:] else []
        return rows[:middle], [*gap, *rows[middle:]]
    middle = balance([sum(row.height for row in group) for group in groups])
    left, right = groups[:middle], groups[middle:]
    return [row for group in left for row in group], [row for group in right for row in group]


def balance(heights: Sequence[float]) -> int:
    """Return before which place to divide so that the higher part is as low as can be."""
    return min(range(1, len(heights) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))


def curve(measures: Frame, start: tuple[int, float], end: tuple[int, float]) -> str:
    """Return the path of an edge between two points, each given by its column and the height of its note."""
    (side, y), (other, to) = start, end
    x, to_x = measures.node_x(side), measures.node_x(other)
    inward = 1 if other == 0 else -1
    tip = to_x + inward * (CLEAR + ARROW)
    leaves, arrives = y - PORT, to + PORT
    if side != other:
        middle = measures.width / 2
        bends = (middle, middle)
    else:
        reach = (measures.node_x(1) - measures.node_x(0)) * min(0.9, 0.25 + abs(to - y) / 700)
        bends = (x + inward * reach, x + inward * reach)
    return f"M{x:.1f} {leaves:.1f}C{bends[0]:.1f} {leaves:.1f} {bends[1]:.1f} {arrives:.1f} {tip:.1f} {arrives:.1f}"


def arrow(measures: Frame, side: int, y: float) -> str:
    """Return the head of an edge that arrives at a note."""
    inward = 1 if side == 0 else -1
    tip, arrives = measures.node_x(side) + inward * CLEAR, y + PORT
    return f"M{tip:.1f} {arrives:.1f}l{inward * (ARROW + 1)} -3.5v7z"
