"""Finds words that no catalogue can reach: in plain letters on a page in one of the languages of `tests.pseudo`."""

import re
from html.parser import HTMLParser

import yaml
from babel import Locale
from django.apps import apps
from django.db.models import CharField, JSONField, QuerySet, TextField
from django.utils.text import capfirst

WORD = re.compile(r"[A-Za-z]{2,}")
# an address, and the number to quote on an error page
NO_WORDS = re.compile(r"\S+@\S+|https?://\S+|\b[0-9a-f]{32}\b")
SAID_ALOUD = ("alt", "aria-label", "aria-description", "data-copied", "data-label", "label", "placeholder", "title")
BUTTONS = ("submit", "button", "reset")
VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
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
    found |= set(Locale("eo").languages.values())  # names of languages come from CLDR
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
    """Gathers what a page says: text, attributes and buttons, but for what is code or has a language of its own.

    Lines of a drawing are gathered apart: a name may be broken there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.drawn: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each element with whether it is silent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.said += [value for name, value in attrs if name in SAID_ALOUD and value]
        if tag == "input" and named.get("type") in BUTTONS:
            self.said.append(named.get("value") or "")
        if tag not in VOID:
            names = tag == "select" and named.get("name") in NAMES_OF_THE_WORLD
            self.open.append((tag, tag in SILENT or names or (tag != "html" and "lang" in named)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if name in SAID_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _silent in self.open):
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not any(silent for _tag, silent in self.open):
            lines = self.drawn if any(tag == "text" for tag, _silent in self.open) else self.said
            lines.append(" ".join(data.split()))


def bare_words(page: str, data: list[str]) -> list[str]:
    """Return what a page says in plain words, what people wrote and names of ours apart."""
    parser = Said()
    parser.feed(page)
    faults = [text for text in parser.said if is_bare(text, data)]
    return faults + [line for line in parser.drawn if is_bare(line, data) and not is_part(line.rstrip("…"), data)]


def is_part(line: str, data: list[str]) -> bool:
    return any(line in text for text in data)


def is_bare(text: str, data: list[str]) -> bool:
    return bool(WORD.search(text) and WORD.search(without(text, data)))


def without(text: str, data: list[str]) -> str:
    """Return a text without what people wrote in it."""
    rest = OURS.sub("", NO_WORDS.sub("", text))
    for known in data:
        if known in rest:
            rest = rest.replace(known, "")
    return rest
