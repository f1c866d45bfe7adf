"""What the library's templates need: addresses on the shelf they were given."""

from django import template

from framework.views.shelf import Shelf

register = template.Library()


@register.simple_tag
def shelf_url(shelf: Shelf, name: str, *args: str) -> str:
    """Return the address of a page of the shelf's edition: `{% shelf_url shelf "note" note.ref %}`."""
    return shelf.url(name, *args)
