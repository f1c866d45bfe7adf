"""E-mail addresses out of a pasted list: one a line, or separated by commas or semicolons, with or without a name."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody in a list; `name` is empty where the list gives none. The address is in lower case."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that is no address, with the number of its line, from 1."""

    line: int
    text: str


def read_addresses(
    pasted: str, is_address: Callable[[str], bool]
) -> tuple[tuple[Addressee, ...], tuple[Unreadable, ...]]:
    """Return everybody in a pasted list, each once and in order, and every entry that is no address.

    Understands `ann@city.example`, `Ann Lee <ann@city.example>`, `"Lee, Ann" <ann@city.example>`, and lines copied
    from a table: `Ann Lee⇥ann@city.example`.
    """
    people: dict[str, Addressee] = {}
    wrong: list[Unreadable] = []
    for number, line in enumerate(pasted.splitlines(), 1):
        for entry in entries_of(line):
            person = addressee(entry)
            if person is None or not is_address(person.email):
                wrong.append(Unreadable(number, entry.strip()))
            elif person.email not in people or not people[person.email].name:
                people[person.email] = person
    return tuple(people.values()), tuple(wrong)


def entries_of(line: str) -> list[str]:
    """Split a line at commas and semicolons outside quotes; empty entries are left out."""
    parts = re.findall(r'(?:"[^"]*"|[^",;])+', line)
    return [part for part in parts if part.strip()]


def addressee(entry: str) -> Addressee | None:
    """Return who an entry names; None where no word of it looks like an address."""
    entry = entry.strip()
    if entry.endswith(">"):
        name, _, email = entry[:-1].rpartition("<")
        return None if {"<", ">"} & set(name + email) else Addressee(email.strip().lower(), name.strip('" '))
    words = entry.split()
    emails = [word for word in words if "@" in word]
    if len(emails) != 1:
        return None
    name = " ".join(word for word in words if word != emails[0]).strip('" ')
    return Addressee(emails[0].strip().lower(), name)
