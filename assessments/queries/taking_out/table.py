"""A table that can be taken out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from framework.rules.outline import InstrumentOutline

Row: TypeAlias = tuple[Any, ...]
"""A cell is a text, a number, or empty; a date is a text, in the form of ISO 8601."""


@dataclass(frozen=True, slots=True)
class Table:
    """`title` and `holds` are for people; `columns` have a key and what it means; `rows` makes the rows anew each time.

    `codes` are what the codes in a column mean, by the column, then by the code.
    """

    name: str
    title: str
    holds: str
    columns: Mapping[str, str]
    rows: Callable[[], Iterator[Row]]
    is_empty: bool
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def level_cells(index: float | None, outline: InstrumentOutline) -> tuple[Any, Any]:
    """Return the value of a level and its name; both empty without one. `index` counts from 0 for the lowest."""
    if index is None:
        return "", ""
    place = int(index)
    return outline.levels[place].value, outline.levels[place].label


def rounded(value: float | None, digits: int = 2) -> float | str:
    """Return a figure as it is written, whole ones without a point; empty without one."""
    if value is None:
        return ""
    short = round(value, digits)
    return int(short) if short == int(short) else short
