"""What leads on in a text: references such as `[B5]`, and terms of the glossary. Text in, pieces of it out.

Pages and print share it: what a piece looks like, and where it leads, is theirs to say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from framework.rules.guide import Guide

REFERENCE = r"\[(?P<ref>[0-9A-Za-z.]{1,20})\]"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text. `target` is the ref of a note or the key of a term, and empty for plain text."""

    kind: Literal["text", "note", "term"]
    text: str
    target: str = ""


Marked = tuple[Segment, ...]


@dataclass(frozen=True)
class Vocabulary:
    """What an edition's texts can lead to: `keys` are those of the terms by the forms in which texts use them."""

    refs: frozenset[str]
    keys: Mapping[str, str]
    pattern: re.Pattern[str]

    def key_of(self, form: str) -> str | None:
        """Return the key of the term that stands in a text as `form`; small letters in the glossary stand for any."""
        return self.keys.get(form) or self.keys.get(form.lower())


def vocabulary(guide: Guide) -> Vocabulary:
    """Return what the texts of a guide can lead to. Terms that are everyday words besides lead nowhere."""
    marked = [(term.key, form) for term in guide.terms if term.marked for form in (term.name, *term.also)]
    keys = {written: key for key, form in marked for written in cases(form)}
    # the longest first: of “open data platform” and “open data”, what stands there whole
    forms = "|".join(written_as(form) for form in sorted(keys, key=len, reverse=True))
    terms_of = rf"|(?<![\w-])(?P<term>{forms})(?![\w-])" if forms else ""
    return Vocabulary(frozenset(guide.by_ref), keys, re.compile(REFERENCE + terms_of))


def cases(form: str) -> Iterator[str]:
    """Yield a form as the glossary has it, and as a sentence begins with it."""
    yield form
    if not form.islower():
        yield form[:1].upper() + form[1:]


def written_as(form: str) -> str:
    """Return the pattern of a form: in any case, but with its own capitals where it has some. “IT” is not “it”."""
    return f"(?i:{re.escape(form)})" if form.islower() else re.escape(form)


@dataclass
class Marker:
    """Marks the texts of one page in reading order: every reference, and each term where it first stands.

    `seen` are the keys of terms that need no mark any more.
    """

    words: Vocabulary
    seen: set[str] = field(default_factory=set)

    def mark(self, text: str) -> Marked:
        """Return the pieces of a text; together they read as it does."""
        return joined(self.pieces(text))

    def pieces(self, text: str) -> Iterator[Segment]:
        end = 0
        for found in self.words.pattern.finditer(text):
            yield Segment("text", text[end : found.start()])
            yield self.piece(found)
            end = found.end()
        yield Segment("text", text[end:])

    def piece(self, found: re.Match[str]) -> Segment:
        """Return what was found, as a link where it leads anywhere."""
        if found["ref"] is not None:
            return self.reference(found[0], found["ref"])
        key = self.words.key_of(found[0])
        if key is None or key in self.seen:
            return Segment("text", found[0])
        self.seen.add(key)
        return Segment("term", found[0], key)

    def reference(self, text: str, ref: str) -> Segment:
        return Segment("note", text, ref) if ref in self.words.refs else Segment("text", text)


def joined(pieces: Iterable[Segment]) -> Marked:
    """Put plain pieces that follow one another together, and leave out those that are empty."""
    whole: list[Segment] = []
    for piece in pieces:
        if whole and (piece.kind, whole[-1].kind) == ("text", "text"):
            whole[-1] = Segment("text", whole[-1].text + piece.text)
        elif piece.text:
            whole.append(piece)
    return tuple(whole)
