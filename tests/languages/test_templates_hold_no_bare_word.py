"""No template says a word that no catalogue can reach; mails and printed pages, which few tests open, included."""

import re

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(
    path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*") if path.suffix in (".html", ".txt")
)
WORD = re.compile(r"[A-Za-z]")
ATTRIBUTE = re.compile(r"""\b(alt|aria-label|aria-description|placeholder|title|label|data-copied)=["']([^"']*)["']""")
UNSEEN = re.compile(r"<!--.*?-->|<[^>]*>|&#?\w+;", re.DOTALL)


def words_left(source: str) -> list[str]:
    """Return what a template says by itself: texts and attributes outside translated sentences."""
    own, within = [], False
    source = re.sub(r"{% block role %}\w+{% endblock( role)? %}", "", source)  # a value of `role`, not words
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if name in ("blocktranslate", "comment", "endblocktranslate", "endcomment"):
            within = not name.startswith("end")
        own.append(token.contents if token.token_type == TokenType.TEXT and not within else "\0")
    text = re.sub('="[^"]*"', lambda value: value[0].replace(">", ""), "".join(own))
    said = [value for _name, value in ATTRIBUTE.findall(text)] + UNSEEN.sub("", text).split("\n")
    return [value.strip() for value in said if WORD.search(value)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_bare_word(name):
    assert words_left((FOLDER / name).read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Save</p>", ["Save"]),
        ('<p>{% translate "Save" %} now</p>', ["\0 now"]),
        ('<img alt="A city">', ["A city"]),
        ("<button aria-label='Close'>×</button>", ["Close"]),
        ('<img alt="{% translate \'A city\' %}" class="wide">', []),
        ("<p>{% blocktranslate %}{{ a }} of <b>{{ b }}</b>{% endblocktranslate %} · 3</p>", []),
        ("{# a note #}<p>{{ name }}</p>", []),
    ],
)
def test_a_bare_word_is_found(source, found):
    assert words_left(source) == found
