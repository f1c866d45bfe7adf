"""Texts cut to what a line of a list has room for."""

import re

# A small letter after the stop says that no sentence ended there: “e.g. this”.
FIRST = re.compile(r"\s*(.+?[.!?…。！？][”’»\"')\]]*)(?=\s+[^\sa-z]|\s*$)", re.DOTALL)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text; all of it where no end can be told."""
    found = FIRST.match(text)
    return found[1] if found else text
