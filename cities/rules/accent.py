"""The one colour that a city can set: what makes it fit to write in and to write on."""

import re

from charts.rules.palette import READABLE, contrast

PAPER = "#fbfaf7"
"""The portal's background; it is a little darker than a sheet, so what is readable on it is so on both."""

NEEDED = READABLE
"""The contrast that words need."""

OURS = "#0b5563"
"""What the portal wears where a city sets nothing."""

FORM = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Tell whether `text` is a colour as `#rrggbb`, in lower case."""
    return FORM.fullmatch(text) is not None


def accent_contrast(colour: str) -> float:
    """Return the contrast of text in this colour on the portal's paper, from 1 to 21. Source: WCAG 2.2, 1.4.3."""
    return contrast(colour, PAPER)


def is_readable(colour: str) -> bool:
    """Tell whether links in this colour, and white words on it, can be read."""
    return accent_contrast(colour) >= NEEDED
