"""Jinja for the one kind of page that is too long for Django's own templates. Nothing else is drawn with it."""

import re
from functools import cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext
from heroicons.jinja import heroicon_micro
from jinja2 import Environment
from jinja2.ext import Extension

from cities.templatetags.names import isolated

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Takes the indentation out of templates as they are read, never of what they draw: it is most of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return INDENTATION.sub("", source)


def environment(**options: Any) -> Environment:
    """Return Jinja as our templates use it: every word through `_`, all else escaped, no blank lines for its tags."""
    options |= {"trim_blocks": True, "lstrip_blocks": True, "extensions": [Unindented]}
    made = Environment(**options)  # noqa: S701 - Django's backend turns the escaping on
    made.globals |= {"_": gettext, "heroicon_micro": cache(heroicon_micro)}
    made.filters |= {"isolated": isolated, "linebreaksbr": linebreaksbr}
    return made
