"""Which letters the glyphs of a line stand for: what is printed can be copied, searched and read aloud.

Importing this changes WeasyPrint. It gives a glyph that shares its letters with others all of them or none, and a
glyph without any makes a file that PDF/UA-1 refuses (ISO 14289-1, 7.21.7).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from unicodedata import bidirectional, category, normalize

import pydyf
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # it has no types
from weasyprint.draw import text as drawing
from weasyprint.text.ffi import ffi, pango

from cities.rules.direction import CONTROLS, RIGHT_TO_LEFT

draw_first_line = drawing.draw_first_line

# more than Latin letters, punctuation and signs, of which each has a glyph
BEYOND_LATIN = re.compile(r"[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u22ff]")
ARABIC_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
COMBINING = frozenset({"Mn", "Mc", "Me", "Cf"})
NO_CONTROLS = dict.fromkeys(map(ord, CONTROLS))
WORD_JOINER = "\u2060"


def draw_line(stream: Any, box: Any, *arguments: Any) -> Any:
    """Draw a line of text, and say what its glyphs stand for where they do not say it themselves."""
    if not BEYOND_LATIN.search(box.text) or not box.text.strip():
        return draw_first_line(stream, box, *arguments)
    name_glyphs(stream, box.pango_layout)
    words = words_instead(box.text)
    if not words:
        return draw_first_line(stream, box, *arguments)
    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(words)}))
    emojis = draw_first_line(stream, box, *arguments)
    stream.end_marked_content()
    return emojis


drawing.draw_first_line = draw_line


def words_instead(text: str) -> str:
    """What is read in the place of a line whose glyphs do not follow its letters; empty where they do.

    In Hindi or Thai a vowel may stand before the consonant it follows. Lines with letters that run from right to left
    are left to the reader, who turns their glyphs round: words given in their place would be turned as well.
    """
    words = text.translate(NO_CONTROLS)
    if any(bidirectional(letter) in RIGHT_TO_LEFT for letter in words):
        return ""
    return words if any(category(letter) in COMBINING for letter in words) else ""


def name_glyphs(stream: Any, layout: Any) -> None:
    """Tell each font which letters its glyphs in this line stand for, before WeasyPrint does."""
    line, _ = layout.get_first_line()
    text = layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        font, _ = stream.add_font(item.item.analysis.font)
        for letters, glyphs in clusters(item, text):
            if len(glyphs) > 1:
                font.to_unicode = targets(letters, glyphs, own_letters(font)) | font.to_unicode


def clusters(item: Any, text: bytes) -> Iterator[tuple[str, list[int]]]:
    """Letters that are shaped together with the glyphs they gave, both in the order in which they are read."""
    shaped: dict[int, list[int]] = {}
    order = range(item.glyphs.num_glyphs)
    for index in reversed(order) if item.item.analysis.level % 2 else order:
        glyph = item.glyphs.glyphs[index].glyph
        found = shaped.setdefault(item.glyphs.log_clusters[index], [])
        # the others are invisible, or in no font
        if glyph < pango.PANGO_GLYPH_EMPTY:
            found.append(glyph)
    ends = [*list(shaped)[1:], item.item.length]
    for (start, glyphs), end in zip(shaped.items(), ends, strict=True):
        yield text[item.item.offset + start : item.item.offset + end].decode(), glyphs


def targets(letters: str, glyphs: Sequence[int], own: Mapping[int, str]) -> dict[int, str]:
    """Deal the letters of a cluster to its glyphs; none goes without.

    A glyph that is one letter's own stands for that letter, here as everywhere. What is left goes to the other
    glyphs, one letter each, and the rest to the last.
    """
    named = {glyph: own[glyph] for glyph in glyphs if glyph in own}
    left = list(letters)
    for letter in (letter for name in named.values() for letter in (name, *normalize("NFD", name))):
        if letter in left:
            left.remove(letter)
    others = list(dict.fromkeys(glyph for glyph in glyphs if glyph not in own))
    for place, glyph in enumerate(others, start=1):
        end = len(left) if place == len(others) else place
        named[glyph] = "".join(left[place - 1 : end]) or WORD_JOINER
    return named


def own_letters(font: Any) -> dict[int, str]:
    """The glyphs of a font that are a letter's own; forms of an Arabic letter stand for the letter itself."""
    known: dict[int, str] | None = vars(font).get("own_letters")
    if known is None:
        file = TTFont(BytesIO(font.file_content), fontNumber=font.index, lazy=True)
        letters = sorted((file.getBestCmap() or {}).items(), reverse=True)
        known = font.own_letters = {file.getGlyphID(name): letter_of(code) for code, name in letters}
    return known


def letter_of(code: int) -> str:
    """The letter with this number."""
    return ARABIC_FORMS.sub(lambda found: normalize("NFKC", found[0]).strip(), chr(code)) or chr(code)
