"""What the library's templates need: addresses on the shelf, texts with their links, and the language of words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from framework.queries.languages import reading_languages
from framework.queries.messages import said
from framework.rules.marking import Segment
from framework.rules.sentences import first_sentence
from framework.views.shelf import Shelf

register = template.Library()
register.filter(first_sentence)
register.filter(said)


@register.simple_tag
def shelf_url(shelf: Shelf, name: str, *args: str) -> str:
    """Return the address of a page of the shelf's edition: `{% shelf_url shelf "note" note.ref %}`."""
    return shelf.url(name, *args)


@register.simple_tag(takes_context=True)
def marked(context: Mapping[str, Any], text: str) -> SafeString:
    """Write a text with its references as links, and its terms where the page's `marker` marks them. All is escaped."""
    shelf = context["shelf"]
    pieces = [(written(shelf, segment),) for segment in context["marker"].mark(text)]
    return format_html_join("", "{}", pieces)


def written(shelf: Shelf, segment: Segment) -> str:
    """Return a piece of a text as HTML, or plain, to be escaped."""
    if segment.kind == "note":
        address, name = shelf.url("note", segment.target), shelf.note(segment.target).name
        return format_html('<a href="{}" title="{}">{}</a>', address, name, segment.text)
    if segment.kind == "term":
        address = f"{shelf.url('glossary')}#t-{segment.target}"
        meaning = shelf.guide.terms_by_key[segment.target].definition
        return format_html('<a class="term" href="{}" title="{}">{}</a>', address, meaning, segment.text)
    return segment.text


@register.filter
def is_foreign(language: str) -> bool:
    """Tell whether words are in another language than the reader's; words that do not say theirs are not."""
    return bool(language) and language not in reading_languages()


@register.simple_tag
def lang(language: str) -> SafeString:
    """Write the attributes that say in which language words are, and which way it runs, where not as the reader's."""
    if not is_foreign(language):
        return SafeString("")
    runs_left = language.partition("-")[0] in settings.LANGUAGES_BIDI
    if runs_left == get_language_bidi():
        return format_html(' lang="{}"', language)
    return format_html(' lang="{}" dir="{}"', language, "rtl" if runs_left else "ltr")


@register.simple_tag
def shelf_sibling(shelf: Shelf, key: str) -> str:
    """Return the address of another edition, in public or inside the same city."""
    return shelf.contents_of(key)


@register.filter
def item(found: Mapping[Any, Any], key: object) -> Any:
    """Return what a mapping holds under a key; nothing where it holds none."""
    return found.get(key)


@register.simple_tag
def place_in(key: str | None, number: int) -> str:
    """Return the name of a point of a list or a row of a table that has a key, as linked data calls it."""
    return f"{key}.{number}" if key else ""
