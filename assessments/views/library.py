"""The library inside a city: the editions that the city may use, with what its assessments say beside each note."""

from django.http import Http404, HttpResponse

from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import editions_for
from framework.models import Edition
from framework.queries.guide import guide_of
from framework.views import library
from framework.views.files import edition_files
from framework.views.shelf import Shelf


def city_shelf(request: CityRequest, key: str) -> Shelf:
    """Return the shelf of an edition that the city may use, or raise Http404."""
    edition = city_edition(request, key)
    return Shelf(edition, guide_of(edition), "library", (request.city.slug,))


def city_edition(request: CityRequest, key: str) -> Edition:
    """Return an edition that the city may use, or raise Http404."""
    edition = editions_for(request.city).filter(key=key).first()
    if edition is None:
        raise Http404
    return edition


@city_view(Permission.VIEW_CITY)
def contents(request: CityRequest, edition: str) -> HttpResponse:
    """The guidance notes of an edition by component and area."""
    return library.show_contents(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def note(request: CityRequest, edition: str, ref: str) -> HttpResponse:
    """One guidance note, to read."""
    return library.show_note(request, city_shelf(request, edition), ref)


@city_view(Permission.VIEW_CITY)
def files(request: CityRequest, edition: str) -> HttpResponse:
    """The files that an edition was loaded from, in a zip."""
    return edition_files(city_edition(request, edition))
