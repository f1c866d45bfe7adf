"""A print stylesheet for pages that run from right to left: what it says of the left is said of the right. Pure."""

import re

# what is said in words, data and remarks stays as it is
PIECE = re.compile(r"""(/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))""", re.DOTALL)
SIDE = re.compile(r"\b(left|right)\b")
# top, right, bottom, left
FOUR_SIDES = re.compile(
    r"\b((?:margin|padding|border-width|inset)\s*:\s*)(\S+)\s+(\S+)\s+(\S+)\s+([^\s;}]+)(?=\s*[;}])"
)
OTHER = {"left": "right", "right": "left"}


def mirrored(css: str) -> str:
    """Return a stylesheet with left and right exchanged, in properties, values and the boxes of a page's margin."""
    pieces = PIECE.split(css)
    pieces[::2] = [exchanged(piece) for piece in pieces[::2]]
    return "".join(pieces) + "\n@page { direction: rtl }\n"


def exchanged(css: str) -> str:
    """Exchange the sides in a stretch of CSS without strings and remarks."""
    turned = FOUR_SIDES.sub(r"\1\2 \5 \4 \3", css)
    return SIDE.sub(lambda side: OTHER[side[1]], turned)
