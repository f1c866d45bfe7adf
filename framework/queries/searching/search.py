"""Search an edition: entries by how well they fit, and what to mark in them."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache

from framework.queries.searching.asking import Asked, Wanted, cleaned, suggestions, understood
from framework.queries.searching.entries import Entry, Kind
from framework.queries.searching.index import AT, SearchIndex
from framework.queries.searching.language import language
from framework.queries.searching.weighing import weighed
from framework.rules.excerpt import Finder, Segment, excerpt, marked, spans

EXCERPT = 240
"""Letters in the piece of a text that is shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry as it is shown: its name and the piece of it that fits best, divided at what was found."""

    entry: Entry
    name: tuple[Segment, ...]
    part: str
    text: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first.

    `corrected` are the words that the edition spells otherwise, `missing` those that it does not know at all.
    `complete` says that each entry holds all other words; `suggested` are other things to search for.
    """

    text: str
    entries: tuple[Entry, ...]
    corrected: tuple[Wanted, ...]
    missing: tuple[str, ...]
    complete: bool
    suggested: tuple[str, ...]
    wanted: tuple[Wanted, ...]

    def count(self, kind: Kind | None = None) -> int:
        """How many were found, of one kind or of all."""
        return sum(kind in (None, entry.kind) for entry in self.entries)

    def of(self, kind: Kind | None) -> tuple[Entry, ...]:
        """Return those of one kind, or all."""
        return tuple(entry for entry in self.entries if kind in (None, entry.kind))

    def hits(self, entries: Iterable[Entry]) -> list[Hit]:
        """Return how entries are shown."""
        finders = {code: finder(self.wanted, code) for code in {entry.language for entry in self.entries}}
        return [hit(entry, finders[entry.language]) for entry in entries]


def search(index: SearchIndex, text: str) -> Found:
    """Find what a text asks for, cleaned or not: never an error, whatever it is."""
    text = cleaned(text)
    asked = understood(index, text)
    known = [word for word in asked.wanted if word.is_known]
    places, complete = best_places(index, known, asked)
    ordered = dict.fromkeys((*asked.referred, *places))
    return Found(
        text=text,
        entries=tuple(index.entries[at] for at in ordered),
        corrected=tuple(word for word in known if word.instead),
        missing=tuple(word.typed for word in asked.wanted if not word.is_known),
        complete=complete,
        suggested=suggestions(index, text, asked.wanted),
        wanted=asked.wanted,
    )


def best_places(index: SearchIndex, known: list[Wanted], asked: Asked) -> tuple[list[int], bool]:
    """Return where those entries stand that hold as many of the words as any does, and whether that is all of them."""
    for least in range(len(known), 0, -1):
        query = weighed(index, known, least, asks_meaning=asked.asks_meaning)
        hits = index.searcher.search(query, len(index.entries), count=False).hits
        if hits:
            places = index.searcher.fast_field_values(AT, [address for _, address in hits])
            return [int(at) for at in places if at is not None], least == len(known)
    return [], True


def hit(entry: Entry, find: Finder) -> Hit:
    """Show an entry by the first of the passages that hold most of what was wanted."""

    def held(text: str) -> set[Hashable]:
        return {span.wanted for span in spans(text, find)}

    in_name = held(entry.name)
    # its other names only tell more where the name itself does not say it
    passages = [one for one in entry.passages if one.part != "also" or held(one.text) - in_name]
    best = max(passages, key=lambda passage: len(held(passage.text)))
    return Hit(entry, marked(entry.name, find), best.part, excerpt(best.text, find, EXCERPT))


def finder(wanted: tuple[Wanted, ...], code: str) -> Finder:
    """Return what says of a word of a text in which place of `wanted` it stands."""
    speech = language(code)

    @cache
    def find(word: str) -> int | None:
        plain, stem = speech.plain(word), speech.stem(word)
        return next((at for at, one in enumerate(wanted) if plain in one.words or stem in one.stems), None)

    return find
