"""Under which addresses the portal's things are known outside it."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from framework.rules.linked import Names
from framework.views.shelf import Shelf


def origin_of(request: HttpRequest) -> str:
    """Return the portal's address without a slash: the one that was set, else the one that was asked."""
    return settings.PORTAL_URL or f"{request.scheme}://{request.get_host()}"


def vocabulary_of(request: HttpRequest) -> str:
    """Return the address that the terms of our vocabulary begin with."""
    return f"{origin_of(request)}{reverse('framework:vocabulary-terms')}#"


def names_of(request: HttpRequest, shelf: Shelf) -> Names:
    """Return what the parts of an edition are called: where everybody reads them, or where the city does."""
    key = shelf.edition.key
    contents = reverse("framework:contents", args=[key]) if shelf.edition.shared else shelf.url("contents")
    return Names(origin_of(request) + contents, vocabulary_of(request))


def shared_at(request: HttpRequest) -> str:
    """Return the address of the contents of a shared edition, with `{}` for its key."""
    return origin_of(request) + reverse("framework:contents", args=["key"]).replace("key", "{}")
