"""The page that tells developers how to use an edition in systems of their own."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framework.views.api.endpoints import ROOT, openapi_document
from framework.views.library import page_context
from framework.views.linked import files_of
from framework.views.origin import names_of, origin_of
from framework.views.shelf import Shelf, public_shelf


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API; it is a link where nothing but the edition has to be filled in."""

    path: str
    summary: str

    @property
    def is_link(self) -> bool:
        return "{" not in self.path


def data(request: HttpRequest, edition: str) -> HttpResponse:
    """How to use a shared edition elsewhere: downloads, identifiers, API."""
    return show_data(request, public_shelf(edition))


def show_data(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """The same inside a city, for an edition that may be its own: then the API knows nothing of it."""
    names, guide = names_of(request, shelf), shelf.guide
    examples = [names.note(note.ref) for note in guide.notes[:1]]
    examples += [names.criterion(criterion.instrument, criterion.ref) for criterion in guide.criteria[:1]]
    examples += [names.term(term.key) for term in guide.terms[:1]]
    context = page_context(shelf, "data") | {
        "files": files_of(shelf),
        "examples": examples,
        "asking": f'curl -L -H "Accept: text/turtle" {names.contents}',
        "api_example": f'curl "{origin_of(request)}{ROOT}/editions?limit=10"',
        "endpoints": endpoints_of(shelf.edition.key) if shelf.edition.shared else [],
        "openapi": f"{ROOT}/openapi.json",
    }
    return render(request, "framework/data.html", context)


def endpoints_of(edition: str) -> list[Endpoint]:
    """Return the addresses of the API with the edition filled in."""
    return [
        Endpoint(path.replace("{edition}", edition), methods["get"]["summary"])
        for path, methods in openapi_document()["paths"].items()
    ]
