"""What a search shows of a text: its words that were found, marked, in a piece of it. Pure; no markup anywhere."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from framework.rules.words import words_in

ELLIPSIS = "…"
LEAD = 60
"""How many letters may stand before the first mark of an excerpt."""

Finder = Callable[[str], Hashable | None]
"""Says of a word which of the wanted ones it is; None for a word that nobody wants."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, ready to be escaped; `marked` where it is a word that was found."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Where a word stands that was found, and which of the wanted ones it is."""

    start: int
    end: int
    wanted: Hashable


def spans(text: str, find: Finder) -> tuple[Span, ...]:
    """Return the words of a text that were found, whole words alone, in order."""
    found = ((word, find(word.group())) for word in words_in(text))
    return tuple(Span(word.start(), word.end(), wanted) for word, wanted in found if wanted is not None)


def marked(text: str, find: Finder) -> tuple[Segment, ...]:
    """Divide a whole text at the words that were found. Joined again, the segments are the text."""
    return divided(text, spans(text, find), 0, len(text))


def excerpt(text: str, find: Finder, width: int) -> tuple[Segment, ...]:
    """Divide the piece of a text that holds most of what was found.

    It is about `width` letters long and begins and ends between words; an ellipsis stands for what is left out.
    """
    text = " ".join(text.split())
    found = spans(text, find)
    start = beginning(text, found, width)
    end = len(text) if start + width >= len(text) else max(text.rfind(" ", start, start + width), start)
    if end == start:  # one word longer than the excerpt
        end = min(start + width, len(text))
    before = (Segment(ELLIPSIS, marked=False),) if start else ()
    after = (Segment(ELLIPSIS, marked=False),) if end < len(text) else ()
    return (*before, *divided(text, found, start, end), *after)


def beginning(text: str, found: Sequence[Span], width: int) -> int:
    """Where an excerpt begins: some words before the place from which on it holds most of what was found."""
    if len(text) <= width or not found or found[-1].end <= width:
        return 0

    def held(first: Span) -> tuple[int, int]:
        inside = Counter(span.wanted for span in found if first.start <= span.start < first.start + width - LEAD)
        return len(inside), inside.total()

    first = max(found, key=held)
    earliest = max(first.start - LEAD, 0)
    if not earliest:
        return 0
    sentence = text.rfind(". ", earliest, first.start)
    return sentence + 2 if sentence >= 0 else min(text.find(" ", earliest) % len(text) + 1, first.start)


def divided(text: str, found: Sequence[Span], start: int, end: int) -> tuple[Segment, ...]:
    """Divide `text[start:end]`; a word that does not stand in it whole is not marked."""
    segments, at = [], start
    for span in found:
        if start <= span.start and span.end <= end:
            if at < span.start:
                segments.append(Segment(text[at : span.start], marked=False))
            segments.append(Segment(text[span.start : span.end], marked=True))
            at = span.end
    if at < end:
        segments.append(Segment(text[at:end], marked=False))
    return tuple(segments)
