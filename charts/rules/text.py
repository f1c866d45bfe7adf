"""How words fit into a drawing, where nothing wraps by itself: estimated widths, lines, whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from charts.rules.letters import is_emoji, letters, plain, width_beyond_latin

# Advance widths in em of Inter, the widest of the fonts we name: what fits in Inter fits in the others.
_GROUPS = {
    0.28: " !'’,.:;ijlI|",
    0.38: '()/[]\\ftr{}"',
    0.5: "-–*^_`?s1",
    0.57: "Jkxz7Lacvy",
    0.69: "#&$+<=>~ABCDGHKPRSTVXYUN",
    0.78: "OQ",
    0.95: "mwMW%@—…",
}
_WIDTHS = {character: width for width, characters in _GROUPS.items() for character in characters}
_OTHER = 0.62

BOLD = 1.07
"""How much wider than plain ones bold letters are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with the height of its baseline."""

    text: str
    y: float


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The room `text` takes at this font size, rather too much than too little."""
    return _width(text) * size * (BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """In em. Kept, as the same names stand in many drawings, and each is measured several times."""
    return sum(map(_letter_width, letters(text)))


def _letter_width(letter: str) -> float:
    """In em; an accent makes a Latin letter no wider."""
    base = letter if letter in _WIDTHS else plain(letter)
    if is_emoji(letter) or not (base in _WIDTHS or base.isascii()):
        return width_beyond_latin(letter)
    return _WIDTHS.get(base, _OTHER)


def shortened(text: str, room: float, size: float) -> str:
    """`text`, or as much of its beginning as fits with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    kept = letters(text)
    while kept and text_width(f"{''.join(kept)}…", size) > room:
        kept.pop()
    return f"{''.join(kept).rstrip()}…"


def wrapped(text: str, room: float, size: float, lines: int) -> tuple[str, ...]:
    """`text` broken at its spaces into at most so many lines; what is left over is shortened."""
    done: list[str] = []
    for word in text.split():
        longer = f"{done[-1]} {word}" if done else word
        if done and (text_width(longer, size) <= room or len(done) == lines):
            done[-1] = longer
        else:
            done.append(word)
    return tuple(shortened(line, room, size) for line in done)


def stacked(texts: Sequence[str], first: float, leading: float) -> tuple[Line, ...]:
    """Lines under each other, the first at height `first`."""
    return tuple(Line(text, round(first + leading * index, 1)) for index, text in enumerate(texts))


def whole(score: float) -> str:
    """A score without decimals; halves go up, as `floatformat` has them."""
    return str(floor(score + 0.5))


def points_between(before: float, now: float) -> int:
    """Points from one score to another as both are read, without decimals: what stands beside them must add up."""
    return int(whole(now)) - int(whole(before))
