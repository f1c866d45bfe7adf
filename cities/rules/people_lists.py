"""People out of a list as spreadsheets give it: e-mail, name, organisation; separated by tab, semicolon or comma."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cities.rules.addresses import Unreadable, addressee, entries_of

SEPARATORS = ("\t", ";", ",")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in a list, with the number of the line, from 1. What the list does not say is empty."""

    line: int
    email: str
    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What a list holds: everybody once, in order; the lines without an address; how many stood there again."""

    people: tuple[Listed, ...]
    wrong: tuple[Unreadable, ...]
    again: int


def read_list(text: str, is_address: Callable[[str], bool]) -> PeopleList:
    """Read a list. A first line without an address that names a column with “mail” in it says what the columns are.

    Without it they are e-mail, name, organisation. In place of an address `Ann Lee <ann@city.example>` may stand, and
    a line of addresses alone names so many people.
    """
    people: dict[str, Listed] = {}
    wrong: list[Unreadable] = []
    again, columns = 0, None
    for number, line in enumerate(lines_of(text), 1):
        cells = cells_of(line)
        if not any(cells):
            continue
        if columns is None:
            columns = columns_of(cells)
            if columns:
                continue
        found = people_in(number, cells, columns, is_address)
        if not found:
            wrong.append(Unreadable(number, line.strip()))
        for person in found:
            again += person.email in people
            people.setdefault(person.email, person)
    return PeopleList(tuple(people.values()), tuple(wrong), again)


def lines_of(text: str) -> list[str]:
    """Split a text as an editor numbers its lines."""
    return re.split(r"\r\n|\r|\n", text.removeprefix(BYTE_ORDER_MARK))


def cells_of(line: str) -> list[str]:
    """Split a line at tabs, else at semicolons, else at commas, where they stand outside quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    separator = next((mark for mark in SEPARATORS if mark in bare), ",")
    rows = list(csv.reader([line.strip()], delimiter=separator, skipinitialspace=True))
    cells = [cell.strip() for cell in rows[0]] if rows else []
    # of addresses copied out of a mail some have commas between them, others semicolons
    return [entry.strip() for entry in entries_of(line)] if any(cell.count("@") > 1 for cell in cells) else cells


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that a heading names; nothing where the line is none."""
    if any("@" in cell for cell in cells):
        return {}
    words = {"email": ("mail",), "organisation": ("organi", "company"), "name": ("name",)}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for column, marks in words.items():
            if column not in found and any(mark in cell.casefold() for mark in marks):
                found[column] = place
                break
    return found if "email" in found else {}


def people_in(
    number: int, cells: Sequence[str], columns: dict[str, int] | None, is_address: Callable[[str], bool]
) -> list[Listed]:
    """Return everybody whom a line names; nobody where one of its addresses is none."""
    places = [place for place, cell in enumerate(cells) if "@" in cell]
    if columns and columns["email"] < len(cells):
        places = [columns["email"]]
    found = [(place, addressee(cells[place])) for place in places]
    if not found or any(person is None or not is_address(person.email) for _place, person in found):
        return []
    if len(found) > 1:
        return [Listed(number, person.email, person.name) for _place, person in found if person]
    place, person = found[0]
    if person is None:
        return []
    if columns:
        rest = [
            cells[columns[name]] if columns.get(name, len(cells)) < len(cells) else ""
            for name in ("name", "organisation")
        ]
    else:
        rest = [person.name] * bool(person.name) + [cell for at, cell in enumerate(cells) if at != place] + ["", ""]
    return [Listed(number, person.email, person.name or rest[0], rest[1])]
