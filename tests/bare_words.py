"""Finds words that no catalogue can reach: in plain letters on a page in one of the languages of `tests.pseudo`."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import yaml
from django.apps import apps
from django.db.models import CharField, JSONField, QuerySet, TextField

WORD = re.compile(r"[A-Za-z]{2,}")
SAID_ALOUD = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label", "data-copied")
BUTTONS = ("submit", "button", "reset")
SILENT = ("script", "style", "template")
# names and measures that stand in every language as they are
OURS = ("PAS 181", "PDF", "CSV", "PNG", "JPEG", "JSON", "QR", "UTC", "GMT", "CET", "URL", "kB", "KB", "MB", "ID")


def data_of(*folders) -> list[str]:
    """Return all that people wrote: the texts of every row, and of the files of an edition; the longest first."""
    found: set[str] = set()
    for model in apps.get_models():
        fields = [field.name for field in model._meta.fields if isinstance(field, (CharField, TextField, JSONField))]
        for row in QuerySet(model).values_list(*fields):
            gather(row, found)
    for folder in folders:
        for path in folder.rglob("*.yaml"):
            gather(yaml.safe_load(path.read_text()), found)
    return sorted({" ".join(text.split()) for text in found if WORD.search(text)}, key=len, reverse=True)


def gather(value: object, found: set[str]) -> None:
    """Collect every text within lists and dictionaries."""
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, dict):
        for inner in value.values():
            gather(inner, found)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            gather(inner, found)


class Said(HTMLParser):
    """Gathers what a page says: text and attributes, but for what has a language of its own or is code."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self.silent or tag in (*SILENT, "code", "option") and (tag in SILENT or tag == "code" or "lang" in named):
            if tag not in ("br", "img", "input", "meta", "link", "hr", "path", "rect"):
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


def bare_words(texts: Iterable[str], data: Iterable[str]) -> list[str]:
    """Return the texts that hold plain words, those that people wrote and names of ours apart."""
    return [text for text in texts if WORD.search(text) and WORD.search(without(text, data))]


def without(text: str, data: Iterable[str]) -> str:
    """Return a text without what people wrote in it, and without addresses."""
    rest = re.sub(r"\S+@\S+|https?://\S+", "", " ".join(text.split()))
    for known in data:
        rest = rest.replace(known, "")
    for name in OURS:
        rest = re.sub(rf"\b{name}\b", "", rest)
    return rest


def said_on(page: str) -> list[str]:
    """Return all that a page says."""
    parser = Said()
    parser.feed(page)
    return [" ".join(text.split()) for text in parser.said if text.strip()]
