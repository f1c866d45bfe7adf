"""What leads on in a text: references such as `[B5]`, and terms of the glossary. Text in, pieces of it out.

Pages and print share it: what a piece looks like, and where it leads, is theirs to say.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from framework.rules.guide import Guide

# a reference, or what a term can begin with: a word, or a sign that stands in none
PIECE = re.compile(r"\[(?P<ref>[0-9A-Za-z.]{1,20})\]|[\w-]+|(?<![\w-])[^\w\s-]")
INSIDE = re.compile(r"[\w-]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text. `target` is the ref of a note or the key of a term, and empty for plain text."""

    kind: Literal["text", "note", "term"]
    text: str
    target: str = ""


Marked = tuple[Segment, ...]


@dataclass(frozen=True)
class Forms:
    """Forms in their order. `shorter` has, by form, the longest other one that it begins with, or nothing.

    So the longest form that a text begins with is found at once, however many there are: it is the one that would
    stand right before the text in that order, or one that this one begins with.
    """

    ordered: Sequence[str]
    shorter: Mapping[str, str]
    most: int

    def longest(self, text: str, start: int) -> str:
        """Return the longest form that stands whole at this place of a text, or nothing."""
        ahead = text[start : start + self.most]
        place = bisect_right(self.ordered, ahead)
        form = self.ordered[place - 1] if place else ""
        while form and not (ahead.startswith(form) and not INSIDE.match(text, start + len(form))):
            form = self.shorter[form]
        return form


@dataclass(frozen=True)
class Vocabulary:
    """What an edition's texts can lead to: `keys` are those of the terms by the forms in which texts use them.

    A form in small letters stands for any case, all others as they are written. `begins` are the words that one or
    another begins with.
    """

    refs: frozenset[str]
    keys: Mapping[str, str]
    small: Forms
    others: Forms
    begins: frozenset[str]

    def form_at(self, text: str, lowered: str, start: int) -> str:
        """Return the longest form that stands at this place of a text, as the glossary has it, or nothing."""
        return max(self.others.longest(text, start), self.small.longest(lowered, start), key=len)


@lru_cache(maxsize=16)
def vocabulary(guide: Guide) -> Vocabulary:
    """Return what the texts of a guide can lead to. Terms that are everyday words besides lead nowhere."""
    marked = [(term.key, form) for term in guide.terms if term.marked for form in (term.name, *term.also)]
    keys = {written: key for key, form in marked for written in cases(form)}
    small, others = [form for form in keys if form.islower()], [form for form in keys if not form.islower()]
    begins = frozenset(found[0].lower() for form in keys if (found := PIECE.match(form)))
    return Vocabulary(frozenset(guide.by_ref), keys, forms_of(small), forms_of(others), begins)


def cases(form: str) -> Iterator[str]:
    """Yield a form as the glossary has it, and as a sentence begins with it."""
    yield form
    if not form.islower():
        yield form[:1].upper() + form[1:]


def forms_of(forms: Iterable[str]) -> Forms:
    ordered = sorted(forms)
    shorter: dict[str, str] = {}
    above = [""]
    for form in ordered:
        while not form.startswith(above[-1]):
            above.pop()
        shorter[form] = above[-1]
        above.append(form)
    return Forms(ordered, shorter, max(map(len, ordered), default=0))


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
        lowered = text.replace("İ", "i").lower()  # the one letter that has two in place of it
        end = after = 0
        while found := PIECE.search(text, after):
            start, after = found.span()
            if found["ref"] is not None:
                piece = self.reference(found[0], found["ref"])
            elif found[0].lower() in self.words.begins and (form := self.words.form_at(text, lowered, start)):
                after = start + len(form)
                piece = self.term(text[start:after], self.words.keys[form])
            else:
                continue
            yield Segment("text", text[end:start])
            yield piece
            end = after
        yield Segment("text", text[end:])

    def term(self, text: str, key: str) -> Segment:
        """Return a term as a link where it stands first."""
        if key in self.seen:
            return Segment("text", text)
        self.seen.add(key)
        return Segment("term", text, key)

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
