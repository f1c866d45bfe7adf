"""Two languages that nobody speaks, made from the messages themselves: what stays in plain letters is no message.

`eo-xa` is longer, accented and writes 12,5 (of Esperanto it has the code alone); `ar-xb` runs from right to left. Both
put each message into ⟦ ⟧ and keep what a translation has to keep.
"""

import re
from functools import cache
from pathlib import Path

import allauth
import django
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

from scf_portal.catalogues import PRINTF, TAG, compiled

LONGER, MIRRORED = "eo-xa", "ar-xb"
LANGUAGES = {LONGER: "Ļóńĝéŕ", MIRRORED: "مقلوب"}
KEPT = re.compile(rf"({PRINTF.pattern}|{TAG.pattern}|\{{[^{{}}]*\}}|&#?\w+;)")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SMALL, LARGE = "áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýž", "ÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŢÚṼŴẊÝŽ"
ARABIC = "ابصدهفجحيجكلمنوثقرستعطشخىز"
ACCENTED = str.maketrans(LETTERS + LETTERS.upper(), SMALL + LARGE)
TURNED = str.maketrans(LETTERS + LETTERS.upper(), ARABIC * 2)
VOWEL = re.compile("([aeiou])", re.IGNORECASE)


def spoken(text: str, language: str) -> str:
    """Return a message in one of the two languages. What has no letters is left alone."""
    parts = KEPT.split(text)
    if not any(part.strip() and re.search("[A-Za-z]", part) for part in parts[::2]):
        return text
    parts[::2] = [said(part, language) for part in parts[::2]]
    inner = "".join(parts)
    left, right = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    return f"{inner[:left]}⟦{inner[left:right]}⟧{inner[right:]}"


def said(words: str, language: str) -> str:
    """Return plain words in the letters of a language; the longer one says every vowel twice."""
    if language == MIRRORED:
        return words.translate(TURNED)
    return VOWEL.sub(r"\1\1", words).translate(ACCENTED)


@cache
def messages() -> list[tuple]:
    """Return what our catalogue and those of Django and allauth hold: words, context."""
    found = {}
    packages = [Path(package.__file__).parent for package in (django, allauth)]
    upstream = [path for package in packages for path in sorted(package.rglob("locale/en/LC_MESSAGES/django.po"))]
    for path in (*upstream, settings.BASE_DIR / "locale" / "django.pot"):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    found[message.id, message.context] = None
    return list(found)


@cache
def catalogue(language: str) -> bytes:
    """Return the compiled catalogue of a language."""
    made = Catalog()
    for words, context in messages():
        string = spoken(words, language) if isinstance(words, str) else tuple(spoken(word, language) for word in words)
        made.add(words, string, context=context)
    return compiled(made)


def write_catalogues(folder: Path) -> None:
    """Write both languages under a folder for `LOCALE_PATHS`."""
    for language in LANGUAGES:
        start, _, end = language.partition("-")
        inner = folder / f"{start}_{end.upper()}" / "LC_MESSAGES"
        inner.mkdir(parents=True)
        (inner / "django.mo").write_bytes(catalogue(language))


def speak(settings, folder: Path) -> None:
    """Let the portal offer both languages, beside its own, as long as pytest's `settings` last."""
    write_catalogues(folder)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, folder]
    settings.FORMAT_MODULE_PATH = ["tests.formats", *settings.FORMAT_MODULE_PATH]
    settings.LANGUAGES = [*settings.LANGUAGES, *LANGUAGES.items()]
