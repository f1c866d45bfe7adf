"""Linked data: an edition and our vocabulary to download, and the way there from a page's address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from framework.queries.linked import LinkedFile, linked_edition, linked_vocabulary
from framework.rules.linked import CLASSES, PROPERTIES
from framework.views.open_data import kept_by_caches, open_to_all, with_fingerprint
from framework.views.origin import names_of, shared_at, vocabulary_of
from framework.views.shelf import Shelf, public_shelf

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json"}
ARCHIVE = "application/zip"
PAGE = "text/html"


class SeeOther(HttpResponseRedirect):
    """What was asked for is no document; one that describes it is elsewhere."""

    status_code = 303


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file to download, as pages show it."""

    name: str
    address: str
    form: str

    @property
    def type(self) -> str:
        return TYPES.get(self.form, ARCHIVE)

    @property
    def use(self) -> str:
        """Say what the form is good for."""
        return {
            "ttl": _("Turtle, for triple stores and SPARQL."),
            "jsonld": _("JSON-LD, for programs that read JSON."),
            "zip": _("The files in YAML that it was loaded from, to write an edition of your own."),
        }[self.form]


def files_of(shelf: Shelf) -> list[FileEntry]:
    """Return the files of an edition: linked data, and what it was loaded from."""
    key = shelf.edition.key
    linked = [FileEntry(f"{key}.{form}", shelf.url(form), form) for form in TYPES]
    return [*linked, FileEntry(f"{key}.zip", shelf.url("files"), "zip")]


@require_safe
def edition_file(request: HttpRequest, edition: str, form: str) -> HttpResponse:
    """A shared edition as Turtle or JSON-LD."""
    shelf = public_shelf(edition)
    file = file_of(request, shelf, form)
    return kept_by_caches(request, download(file, shelf.edition.key, form), file.languages, file.digest)


def show_edition_file(request: HttpRequest, shelf: Shelf, form: str) -> HttpResponse:
    """Any edition as Turtle or JSON-LD, for those who may see it alone."""
    file = file_of(request, shelf, form)
    return with_fingerprint(request, download(file, shelf.edition.key, form), file.digest)


def file_of(request: HttpRequest, shelf: Shelf, form: str) -> LinkedFile:
    return linked_edition(shelf.edition, names_of(request, shelf), shared_at(request), form)


@require_safe
def vocabulary_file(request: HttpRequest, form: str) -> HttpResponse:
    """Our vocabulary as Turtle or JSON-LD."""
    file = linked_vocabulary(vocabulary_of(request), form)
    return kept_by_caches(request, download(file, "vocabulary", form), file.languages, file.digest)


@require_safe
def vocabulary(request: HttpRequest) -> HttpResponse:
    """Our vocabulary, to read: each term with what it means."""
    files = [FileEntry(f"vocabulary.{form}", reverse(f"framework:vocabulary-{form}"), form) for form in TYPES]
    context = {"classes": CLASSES, "properties": PROPERTIES, "namespace": vocabulary_of(request), "files": files}
    return render(request, "framework/vocabulary.html", context)


@require_safe
def vocabulary_terms(request: HttpRequest) -> HttpResponse:
    """The address that the terms of the vocabulary begin with: on to the form that suits who asks."""
    form = form_asked(request)
    address = reverse(f"framework:vocabulary-{form}") if form else reverse("framework:vocabulary")
    return elsewhere(address)


def download(file: LinkedFile, name: str, form: str) -> HttpResponse:
    response = HttpResponse(file.content, content_type=f"{TYPES[form]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def form_asked(request: HttpRequest) -> str:
    """Return `ttl` or `jsonld` where that is what the program wants most, and nothing for a browser."""
    wanted = request.get_preferred_type([PAGE, *TYPES.values()])
    return next((form for form, type_ in TYPES.items() if type_ == wanted), "")


def elsewhere(address: str) -> HttpResponse:
    """Lead to a description of what was asked for (303), which depends on what was asked to be sent."""
    response = SeeOther(address)
    patch_vary_headers(response, ["Accept"])
    return open_to_all(response)


def described(view: View[P]) -> View[P]:
    """Send programs that ask a public page for linked data to that of its edition.

    The page is made first, so that what is not there is not there in any form.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if (form := form_asked(request)) and request.method in ("GET", "HEAD"):
            return elsewhere(reverse(f"framework:{form}", args=[str(kwargs["edition"])]))
        patch_vary_headers(response, ["Accept"])
        return response

    return answer
