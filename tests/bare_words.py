"""Finds words that no catalogue can reach: in plain letters on a page in one of the languages of `tests.pseudo`."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import yaml
from django.apps import apps
from django.db.models import CharField, JSONField, QuerySet, TextField
from django.utils.text import capfirst

WORD = re.compile(r"[A-Za-z]{2,}")
# an address, and the number to quote on an error page
NO_WORDS = re.compile(r"\S+@\S+|https?://\S+|\b[0-9a-f]{32}\b")
SAID_ALOUD = ("alt", "aria-label", "aria-description", "data-copied", "data-label", "label", "placeholder", "title")
BUTTONS = ("submit", "button", "reset")
SILENT = ("script", "style", "code")
NAMES_OF_THE_WORLD = ("country", "currency", "time_zone")  # from CLDR, which knows neither of the two languages
# names and measures that stand in every language as they are
OURS = re.compile(r"\b(PAS 181|PDF|CSV|PNG|JPEG|QR|UTC|kB|KB|MB)\b")


def data_of(*folders) -> list[str]:
    """Return all that people wrote: the texts of every row, and of the files of an edition; the longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [field.name for field in model._meta.fields if isinstance(field, (CharField, TextField, JSONField))]
        gather(list(QuerySet(model).values_list(*fields)), found)
    for folder in folders:
        for path in folder.rglob("*.yaml"):
            gather(yaml.safe_load(path.read_text()), found)
    texts = {" ".join(text.split()) for text in found if WORD.search(text)}
    return sorted(texts | set(map(capfirst, texts)), key=len, reverse=True)


def gather(value: object, found: set[str]) -> None:
    """Collect every text within lists and dictionaries."""
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, dict):
        gather(list(value.values()), found)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            gather(inner, found)


class Said(HTMLParser):
    """Gathers what a page says: text, attributes and buttons, but for what is code or has a language of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        has_own_language = tag != "html" and "lang" in named
        if tag in SILENT or has_own_language or (tag == "select" and named.get("name") in NAMES_OF_THE_WORLD):
            self.silent.append(tag)
        self.said += [value for name, value in attrs if name in SAID_ALOUD and value]
        if tag == "input" and named.get("type") in BUTTONS:
            self.said.append(named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def said_on(page: str) -> list[str]:
    """Return all that a page says."""
    parser = Said()
    parser.feed(page)
    return [" ".join(text.split()) for text in parser.said if text.strip()]


def bare_words(texts: Iterable[str], data: list[str]) -> list[str]:
    """Return the texts that hold plain words, those that people wrote and names of ours apart."""
    return [text for text in texts if WORD.search(text) and WORD.search(without(text, data))]


def without(text: str, data: list[str]) -> str:
    """Return a text without what people wrote in it."""
    rest = OURS.sub("", NO_WORDS.sub("", text))
    for known in data:
        if known in rest:
            rest = rest.replace(known, "")
    return rest
