"""The shipped edition as its files say it, and the ways in which the tests beside this file walk through it."""

import re
from collections.abc import Iterator

from tests.conftest import SHIPPED_EDITION
from tests.editions import read_edition

FILES = read_edition(SHIPPED_EDITION)
NOTES = {note.ref: note for note in FILES.notes}
INSTRUMENTS = {instrument.key: instrument for instrument in FILES.instruments}
REFS = ["A", *(f"B{number}" for number in range(1, 15)), "C", "D"]

NO_WORDS = {
    *("key", "ref", "to", "note", "notes", "component", "area", "phase", "scale", "language", "status", "marked"),
    "source",
}
"""Fields that point at something, and hold nothing to read."""
NAMES = {"name", "title", "term", "also", "heading", "owner", "label", "part", "parts", "version", "columns"}
"""Fields that name something: what is named alike in two places is called alike."""


def criteria(instrument):
    return [criterion for holder in instrument.holders for criterion in holder.criteria]


def lists(note):
    return [block.list for block in note.discussion if block.list]


def tables(note):
    return [block.table for block in note.discussion if block.table]


def words(value: object, place: tuple[str, ...] = ()) -> Iterator[tuple[str, str, bool]]:
    """Yield all that a reader reads in a part of the edition: where it stands, the words, and if they are a name."""
    if isinstance(value, str):
        fields = [step for step in place if not step.isdigit()]
        if value and fields[-1] not in NO_WORDS:
            yield " ".join(place), value, fields[-1] in NAMES
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from words(part, (*place, str(key)))
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from words(part, (*place, str(at)))


def documents() -> dict[str, object]:
    """Return each file of the edition as plain data, by a name that a failing test shows."""
    return {
        "edition": FILES.edition.model_dump(),
        **{f"note {note.ref}": note.model_dump() for note in FILES.notes},
        **{instrument.key: instrument.model_dump() for instrument in FILES.instruments},
        **{
            kind: [part.model_dump() for part in getattr(FILES, kind)]
            for kind in ("components", "phases", "scales", "terms", "starter_actions")
        },
    }


DOCUMENTS = documents()


def texts(name: str) -> list[tuple[str, str]]:
    """Return the texts of a document, names aside, each with its place."""
    return [(place, text) for place, text, is_name in words(DOCUMENTS[name], (name,)) if not is_name]


def word_count(text: str) -> int:
    return len(text.split())


def syllables(word: str) -> int:
    """Count groups of vowels; a silent e in the last syllable is none."""
    groups = re.findall(r"[aeiouy]+", word)
    silent = len(groups) > 1 and re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouylcghsxz]es$", word) is not None
    return max(1, len(groups) - silent)


def school_grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid et al. 1975)."""
    found = re.findall(r"[a-z]+", text.lower().replace("’", ""))
    sentences = max(1, len(re.findall(r"[.!?:;](?:\s|$)", text)))
    return 0.39 * len(found) / sentences + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
