"""Scores from 0 to 100 by row and column: shades with the numbers in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar, TypeVar

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.heatmap.grid import NOTE_LEADING, Grid, Heading, laid_out
from charts.rules.palette import MUTED, ladder
from charts.rules.table import Cell, Noted, Table
from charts.rules.text import Line, stacked, text_width, whole

T = TypeVar("T")

SHADES = ladder(5)
FOOT_LEADING = 17  # of what explains the picture, below it


@dataclass(frozen=True, slots=True)
class Note:
    """What stands quietly below a number: `short` in the picture, in its `words` in the table."""

    short: str
    words: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of one row that share a colour, run together: `xs` places every character."""

    xs: str
    y: float
    ink: str
    text: str
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Shade:
    """All cells of one colour as one path."""

    fill: str
    path: str


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Cells drawn colour by colour. `foot` explains the notes and the dash, where there are any."""

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
    notes: tuple[Numbers, ...]
    foot: tuple[Line, ...]


def heatmap(
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    values: Sequence[Sequence[float | None]],
    *,
    title: str,
    description: str,
    row_heading: str,
    withheld_label: str,
    notes: Sequence[Sequence[Note | None]] = (),
    notes_label: str = "",
    width: float = NARROW,
) -> Heatmap:
    """Draw `values[row][column]`, at least one, None where a value is withheld.

    Row labels stand left of their cells, or above them where the columns leave no room. `row_heading` says in
    the table what the rows are; `withheld_label` stands in its withheld cells and once under the picture.
    Where there are `notes`, each stands below its value, and `notes_label` says once what they are.
    """
    beside = notes or [[None] * len(row) for row in values]
    noted = any(note for _, _, note in _cells(beside))
    withheld = any(value is None for _, _, value in _cells(values))
    grid, columns, rows = laid_out(row_labels, column_labels, width, is_noted=noted)
    said = [*([notes_label] if noted else []), *([f"– {withheld_label}"] if withheld else [])]
    return Heatmap(
        title=title,
        description=description,
        table=_table(row_labels, (row_heading, *column_labels), values, beside, title, withheld_label),
        width=width,
        height=grid.bottom + (5 + FOOT_LEADING * len(said) if said else 0),
        columns=columns,
        rows=rows,
        shades=_shades(grid, values),
        blanks="".join(grid.cell(row, column, 0.5) for row, column, value in _cells(values) if value is None),
        numbers=tuple(text for row, shown in enumerate(values) for text in _numbers(grid, row, shown, beside[row])),
        notes=tuple(text for row, shown in enumerate(values) for text in _notes(grid, row, shown, beside[row])),
        foot=stacked(said, grid.bottom + FOOT_LEADING, FOOT_LEADING),
    )


def _cells(values: Sequence[Sequence[T]]) -> Iterator[tuple[int, int, T]]:
    for row, shown in enumerate(values):
        for column, value in enumerate(shown):
            yield row, column, value


def shade_of(score: float) -> int:
    """The shade of a score: a step of 20 each, as the bands have it; 100 belongs to the last."""
    return min(int(score // 20), len(SHADES) - 1)


def _shades(grid: Grid, values: Sequence[Sequence[float | None]]) -> tuple[Shade, ...]:
    paths = [""] * len(SHADES)
    for row, column, value in _cells(values):
        if value is not None:
            paths[shade_of(value)] += grid.cell(row, column)
    return tuple(Shade(tone.fill, path) for tone, path in zip(SHADES, paths, strict=True) if path)


def _numbers(grid: Grid, row: int, values: Sequence[float | None], notes: Sequence[Note | None]) -> list[Numbers]:
    """The row's numbers, higher and bold where there are notes below them; withheld ones are a dash."""
    middle = grid.baseline(row)
    return _gathered(
        grid,
        ["–" if value is None else whole(value) for value in values],
        values,
        [round(middle - NOTE_LEADING / 2, 1) if note else middle for note in notes],
        TEXT,
        bold=any(notes),
    )


def _notes(grid: Grid, row: int, values: Sequence[float | None], notes: Sequence[Note | None]) -> list[Numbers]:
    """What stands below the row's numbers."""
    below = round(grid.baseline(row) + NOTE_LEADING / 2, 1)
    return _gathered(grid, [note.short if note else "" for note in notes], values, [below] * len(notes), SMALL)


def _gathered(
    grid: Grid,
    texts: Sequence[str],
    values: Sequence[float | None],
    ys: Sequence[float],
    size: float,
    *,
    bold: bool = False,
) -> list[Numbers]:
    """A text for each column, centred in its cell; gathered by colour and height."""
    gathered: dict[tuple[str, float], list[tuple[str, float]]] = {}
    for column, (text, value, y) in enumerate(zip(texts, values, ys, strict=True)):
        ink = MUTED if value is None else SHADES[shade_of(value)].text
        start = grid.middle(column) - text_width(text, size, bold=bold) / 2
        starts = accumulate((text_width(character, size, bold=bold) for character in text[:-1]), initial=start)
        if text:
            gathered.setdefault((ink, y), []).extend(zip(text, starts, strict=True))
    return [
        Numbers(
            xs=" ".join(f"{x:.1f}" for _, x in characters),
            y=y,
            ink=ink,
            text="".join(character for character, _ in characters),
            is_bold=bold,
        )
        for (ink, y), characters in gathered.items()
    ]


def _table(
    row_labels: Sequence[str],
    head: tuple[str, ...],
    values: Sequence[Sequence[float | None]],
    notes: Sequence[Sequence[Note | None]],
    caption: str,
    withheld_label: str,
) -> Table:
    def cell(value: float | None, note: Note | None) -> Cell:
        text = withheld_label if value is None else whole(value)
        return Noted(text, note.words) if note else text

    return Table(
        caption,
        head,
        tuple((label, *map(cell, row, noted)) for label, row, noted in zip(row_labels, values, notes, strict=True)),
    )
