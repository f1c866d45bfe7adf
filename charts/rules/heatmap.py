"""Scores from 0 to 100 by row and column: shades with the numbers in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.palette import MUTED, ladder
from charts.rules.table import Table
from charts.rules.text import Line, stacked, text_width, whole, wrapped

SHADES = ladder(5)
GAP = 2  # between cells
LEADING = 15
HEADING_LEADING = 13
HEADING_GAP = 6  # below the headings
LABEL_GAP = 8  # right of a label, or above it
LABEL_SHARE = 0.45  # of the width, at most
LINES = 3
CELL_WIDTH = 40  # at least
CELL_HEIGHT = 26  # at least


@dataclass(frozen=True, slots=True)
class Heading:
    """A row's or a column's label; each line begins at `x`, or is centred on it."""

    x: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one row that share a colour, run together: `xs` places every character."""

    xs: str
    y: float
    ink: str
    text: str


@dataclass(frozen=True, slots=True)
class Shade:
    """All cells of one colour as one path."""

    fill: str
    path: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Cells drawn colour by colour. `withheld` explains the dash, where there is one."""

    template: ClassVar[str] = "charts/heatmap.html"
    text: ClassVar[float] = TEXT
    small: ClassVar[float] = SMALL

    title: str
    description: str
    table: Table
    width: float
    height: float
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]
    shades: tuple[Shade, ...]
    blanks: str
    numbers: tuple[Numbers, ...]
    withheld: str
    withheld_y: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where cells stand: `left` of the first column, `column` from one to the next, `tops` of the rows."""

    left: float
    column: float
    tops: tuple[float, ...]
    height: float

    def middle(self, column: int) -> float:
        return self.left + (column + 0.5) * self.column - GAP / 2

    def cell(self, row: int, column: int, inset: float = 0) -> str:
        x, y = self.left + column * self.column + inset, self.tops[row] + inset
        width, height = self.column - GAP - 2 * inset, self.height - 2 * inset
        return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"


def fits(column_labels: Sequence[str], width: float) -> bool:
    """Tell whether every word of the column labels has room on a line of its own column."""
    return len(column_labels) * _column(column_labels) <= width + GAP


def heatmap(
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    title: str,
    description: str,
    row_heading: str,
    withheld_label: str,
    width: float = NARROW,
) -> Heatmap:
    """Draw `values[row][column]`, at least one, None where a value is withheld.

    Row labels stand left of their cells, or above them where the columns leave no room. `row_heading` says in
    the table what the rows are; `withheld_label` stands in its withheld cells and once under the picture.
    """
    left = _left(row_labels, column_labels, width)
    column = (width - left + GAP) / len(column_labels)
    # what was merged stays readable: a heading has as many lines as it needs
    headings = [wrapped(label, column - GAP, SMALL, len(label)) for label in column_labels]
    labels = [wrapped(label, left - LABEL_GAP if left else width, TEXT, LINES) for label in row_labels]
    head = max(map(len, headings)) * HEADING_LEADING + HEADING_GAP
    grid = _beside(labels, left, column, head) if left else _below(labels, column, head)
    bottom = grid.tops[-1] + grid.height
    withheld = any(value is None for _, _, value in _cells(values))
    return Heatmap(
        title=title,
        description=description,
        table=_table(row_labels, (row_heading, *column_labels), values, title, withheld_label),
        width=width,
        height=bottom + (22 if withheld else 0),
        columns=_columns(grid, headings, head),
        rows=_rows(grid, labels),
        shades=_shades(grid, values),
        blanks="".join(grid.cell(row, column, 0.5) for row, column, value in _cells(values) if value is None),
        numbers=tuple(numbers for row, shown in enumerate(values) for numbers in _numbers(grid, row, shown)),
        withheld=f"– {withheld_label}" if withheld else "",
        withheld_y=bottom + 17,
    )


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


def _beside(labels: Sequence[tuple[str, ...]], left: float, column: float, head: float) -> _Grid:
    """Rows of one height, that of the longest label."""
    height = max(CELL_HEIGHT, max(map(len, labels)) * LEADING + LABEL_GAP)
    return _Grid(left, column, tuple(head + row * (height + GAP) for row in range(len(labels))), height)


def _below(labels: Sequence[tuple[str, ...]], column: float, head: float) -> _Grid:
    """Each row under its own label, as many lines as that has."""
    bottoms = accumulate((len(lines) * LEADING + 2 * LABEL_GAP + CELL_HEIGHT for lines in labels), initial=head)
    return _Grid(0, column, tuple(bottom - CELL_HEIGHT for bottom in bottoms)[1:], CELL_HEIGHT)


def _columns(grid: _Grid, headings: Sequence[tuple[str, ...]], head: float) -> tuple[Heading, ...]:
    """Column labels end on one line, however many lines they have."""
    return tuple(
        Heading(
            round(grid.middle(column), 1),
            stacked(lines, head - HEADING_GAP - (len(lines) - 1) * HEADING_LEADING, HEADING_LEADING),
        )
        for column, lines in enumerate(headings)
    )


def _rows(grid: _Grid, labels: Sequence[tuple[str, ...]]) -> tuple[Heading, ...]:
    """Row labels are centred beside their cells, or end just above them."""
    return tuple(
        Heading(
            0,
            stacked(
                lines,
                _middle(grid, row) - (len(lines) - 1) * LEADING / 2
                if grid.left
                else grid.tops[row] - 6 - (len(lines) - 1) * LEADING,
                LEADING,
            ),
        )
        for row, lines in enumerate(labels)
    )


def _middle(grid: _Grid, row: int) -> float:
    """The baseline of a line of text in the middle of a row's cells."""
    return round(grid.tops[row] + grid.height / 2 + TEXT * 0.36, 1)


def _cells(values: Sequence[Sequence[float | None]]) -> Iterator[tuple[int, int, float | None]]:
    for row, shown in enumerate(values):
        for column, value in enumerate(shown):
            yield row, column, value


def shade_of(score: float) -> int:
    """The shade of a score: a step of 20 each, as the bands have it; 100 belongs to the last."""
    return min(int(score // 20), len(SHADES) - 1)


def _shades(grid: _Grid, values: Sequence[Sequence[float | None]]) -> tuple[Shade, ...]:
    paths = [""] * len(SHADES)
    for row, column, value in _cells(values):
        if value is not None:
            paths[shade_of(value)] += grid.cell(row, column)
    return tuple(Shade(tone.fill, path) for tone, path in zip(SHADES, paths, strict=True) if path)


def _numbers(grid: _Grid, row: int, values: Sequence[float | None]) -> list[Numbers]:
    """The row's numbers, gathered by colour; withheld ones are a dash."""
    gathered: dict[str, list[tuple[str, float]]] = {}
    for column, value in enumerate(values):
        text = "–" if value is None else whole(value)
        ink = MUTED if value is None else SHADES[shade_of(value)].text
        start = grid.middle(column) - text_width(text, TEXT) / 2
        starts = accumulate((text_width(character, TEXT) for character in text[:-1]), initial=start)
        gathered.setdefault(ink, []).extend(zip(text, starts, strict=True))
    return [
        Numbers(
            xs=" ".join(f"{x:.1f}" for _, x in characters),
            y=_middle(grid, row),
            ink=ink,
            text="".join(character for character, _ in characters),
        )
        for ink, characters in gathered.items()
    ]


def _table(
    row_labels: Sequence[str],
    head: tuple[str, ...],
    values: Sequence[Sequence[float | None]],
    caption: str,
    withheld_label: str,
) -> Table:
    return Table(
        caption,
        head,
        tuple(
            (label, *(withheld_label if value is None else whole(value) for value in row))
            for label, row in zip(row_labels, values, strict=True)
        ),
    )
