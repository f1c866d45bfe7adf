"""Names among other words, in places that take no markup; where markup is taken, `<bdi>` does the same."""

from django import template

from cities.rules import direction

register = template.Library()


@register.filter
def isolated(name: object) -> str:
    """Let a name run its own way without turning the words beside it."""
    return direction.isolated(str(name))
