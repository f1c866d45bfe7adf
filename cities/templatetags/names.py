"""Names among other words, in places that take no markup; where markup is taken, `<bdi>` does the same."""

from django import template
from django.utils.translation import get_language

from cities.rules import direction, places

register = template.Library()


@register.filter
def isolated(name: object) -> str:
    """Let a name run its own way without turning the words beside it."""
    return direction.isolated(str(name))


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called, in the language of the page."""
    return places.language(code, get_language() or "en")
