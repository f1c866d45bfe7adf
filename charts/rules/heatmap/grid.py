"""Where the cells of a heatmap stand, and the labels of their rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from charts.rules import SMALL, TEXT
from charts.rules.text import Line, stacked, text_width, wrapped

GAP = 2  # between cells
LEADING = 15
HEADING_LEADING = 13
HEADING_GAP = 6  # below the headings
LABEL_GAP = 8  # right of a label, or above it
LABEL_SHARE = 0.45  # of the width, at most
LINES = 3
CELL_WIDTH = 40  # at least
CELL_HEIGHT = 26  # at least
NOTE_LEADING = 13  # from a number to the note below it


@dataclass(frozen=True, slots=True)
class Heading:
    """A row's or a column's label; each line begins at `x`, or is centred on it."""

    x: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where cells stand: `left` of the first column, `column` from one to the next, `tops` of the rows."""

    left: float
    column: float
    tops: tuple[float, ...]
    height: float

    @property
    def bottom(self) -> float:
        return self.tops[-1] + self.height

    def middle(self, column: int) -> float:
        return self.left + (column + 0.5) * self.column - GAP / 2

    def cell(self, row: int, column: int, inset: float = 0) -> str:
        x, y = self.left + column * self.column + inset, self.tops[row] + inset
        width, height = self.column - GAP - 2 * inset, self.height - 2 * inset
        return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"

    def baseline(self, row: int) -> float:
        """The baseline of a line of text in the middle of a row's cells."""
        return round(self.tops[row] + self.height / 2 + TEXT * 0.36, 1)


def laid_out(
    row_labels: Sequence[str], column_labels: Sequence[str], width: float, *, is_noted: bool
) -> tuple[Grid, tuple[Heading, ...], tuple[Heading, ...]]:
    """Return where cells stand, and the labels of columns and of rows. Where numbers have notes, cells are higher."""
    left = _left(row_labels, column_labels, width)
    column = (width - left + GAP) / len(column_labels)
    # what was merged stays readable: a heading has as many lines as it needs
    headings = [wrapped(label, column - GAP, SMALL, len(label)) for label in column_labels]
    labels = [wrapped(label, left - LABEL_GAP if left else width, TEXT, LINES) for label in row_labels]
    head = max(map(len, headings)) * HEADING_LEADING + HEADING_GAP
    height = CELL_HEIGHT + (NOTE_LEADING if is_noted else 0)
    grid = _beside(labels, left, column, head, height) if left else _below(labels, column, head, height)
    return grid, _columns(grid, headings, head), _rows(grid, labels)


def fits(column_labels: Sequence[str], width: float) -> bool:
    """Tell whether every word of the column labels has room on a line of its own column."""
    return len(column_labels) * _column(column_labels) <= width + GAP


def _left(row_labels: Sequence[str], column_labels: Sequence[str], width: float) -> float:
    """The room for labels beside their cells; 0 where their longest word would not fit."""
    cell = _column(column_labels)
    widest = max(text_width(label, TEXT) for label in row_labels) + LABEL_GAP
    left = min(widest, width * LABEL_SHARE, width - len(column_labels) * cell)
    return left if left >= _longest_word(row_labels, TEXT) + LABEL_GAP else 0


def _column(column_labels: Sequence[str]) -> float:
    """The least width of a column, the gap after it included."""
    return max(CELL_WIDTH, _longest_word(column_labels, SMALL)) + GAP


def _longest_word(labels: Sequence[str], size: float) -> float:
    return max(text_width(word, size) for label in labels for word in label.split())


def _beside(labels: Sequence[tuple[str, ...]], left: float, column: float, head: float, height: float) -> Grid:
    """Rows of one height, that of the longest label."""
    height = max(height, max(map(len, labels)) * LEADING + LABEL_GAP)
    return Grid(left, column, tuple(head + row * (height + GAP) for row in range(len(labels))), height)


def _below(labels: Sequence[tuple[str, ...]], column: float, head: float, height: float) -> Grid:
    """Each row under its own label, as many lines as that has."""
    bottoms = accumulate((len(lines) * LEADING + 2 * LABEL_GAP + height for lines in labels), initial=head)
    return Grid(0, column, tuple(bottom - height for bottom in bottoms)[1:], height)


def _columns(grid: Grid, headings: Sequence[tuple[str, ...]], head: float) -> tuple[Heading, ...]:
    """Column labels end on one line, however many lines they have."""
    return tuple(
        Heading(
            round(grid.middle(column), 1),
            stacked(lines, head - HEADING_GAP - (len(lines) - 1) * HEADING_LEADING, HEADING_LEADING),
        )
        for column, lines in enumerate(headings)
    )


def _rows(grid: Grid, labels: Sequence[tuple[str, ...]]) -> tuple[Heading, ...]:
    """Row labels are centred beside their cells, or end just above them."""
    return tuple(
        Heading(
            0,
            stacked(
                lines,
                grid.baseline(row) - (len(lines) - 1) * LEADING / 2
                if grid.left
                else grid.tops[row] - 6 - (len(lines) - 1) * LEADING,
                LEADING,
            ),
        )
        for row, lines in enumerate(labels)
    )
