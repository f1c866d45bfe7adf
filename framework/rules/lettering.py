"""Terms in the order of the alphabet, under their letters."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from framework.rules.guide import TermOutline

OTHER = "#"
"""Where terms stand that begin with no letter."""


def by_letter(terms: Iterable[TermOutline]) -> list[tuple[str, list[TermOutline]]]:
    """Return terms under the letters they begin with. Accents do not count; what begins with no letter comes first."""
    in_order = sorted(terms, key=lambda term: (letter_of(term.name), bare(term.name)))
    return [(letter, list(found)) for letter, found in groupby(in_order, key=lambda term: letter_of(term.name))]


def letter_of(name: str) -> str:
    """Return the letter under which a name stands: É under E."""
    first = bare(name)[:1].upper()
    return first if first.isalpha() else OTHER


def bare(name: str) -> str:
    """Return a name as it is sorted: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name.strip())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
