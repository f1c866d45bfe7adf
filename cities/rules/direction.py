"""Which way a name or a comment runs, and how it stands among words that run the other way. Pure."""

from unicodedata import bidirectional

RIGHT_TO_LEFT = frozenset({"R", "AL"})
LEFT_TO_RIGHT_ISOLATE = "\u2066"
FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
# UAX 9, table 4: what turns the text after it, or ends that
CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is Hebrew, Arabic or the like: HTML's `dir="auto"` (UAX 9, P2)."""
    for character in text:
        kind = bidirectional(character)
        if kind in RIGHT_TO_LEFT or kind == "L":
            return kind != "L"
    return False


def isolated(text: str) -> str:
    """Return `text` for a place that takes no markup, such as the title of a page: it turns nothing beside it.

    A text that cannot turn anything is returned as it is.
    """
    turns = any(bidirectional(character) in RIGHT_TO_LEFT or character in CONTROLS for character in text)
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}" if turns else text
