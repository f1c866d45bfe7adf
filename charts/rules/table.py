"""The equivalent table of a chart: the same facts for those who do not see, or do not trust, the picture."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Noted:
    """A cell with something quiet below what it says."""

    text: str
    note: str


Cell: TypeAlias = str | Noted


@dataclass(frozen=True, slots=True)
class Table:
    """Words only, ready to show. The first cell of each row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
