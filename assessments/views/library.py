"""The library inside a city: the editions that the city may use, with what its assessments say beside each note."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from assessments.queries.standing import note_standing, notes_in_brief
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import edition_of, editions_for
from framework.models import Edition
from framework.queries import NoFramework
from framework.queries.editions import edition_entries
from framework.queries.guide import guide_of
from framework.views import library, linkage_map, searching
from framework.views.data import show_data
from framework.views.files import edition_files
from framework.views.linked import show_edition_file
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
def editions(request: CityRequest) -> HttpResponse:
    """Lead to the edition that the city works with; the others are listed there."""
    try:
        return redirect("library:contents", request.city.slug, edition_of(request.city).key)
    except NoFramework:
        return render(request, "framework/editions.html", {"editions": []})


@city_view(Permission.VIEW_CITY)
def contents(request: CityRequest, edition: str) -> HttpResponse:
    """The guidance notes of an edition by component and area, with where the city stands on each."""
    shelf = city_shelf(request, edition)
    found = edition_entries(editions_for(request.city))
    more: dict[str, object] = {}
    if sees_results(request):
        more = {"brief_template": "assessments/_note_brief.html", "briefs": notes_in_brief(request.city, shelf.edition)}
    return library.show_contents(request, shelf, found, more)


@city_view(Permission.VIEW_CITY)
def note(request: CityRequest, edition: str, ref: str) -> HttpResponse:
    """One guidance note, to read, with where the city stands on its criteria."""
    shelf = city_shelf(request, edition)
    more: dict[str, object] = {}
    if sees_results(request):
        more = {
            "standing_template": "assessments/_note_standing.html",
            "standing": note_standing(request.city, shelf.edition, shelf.note(ref).ref),
            "runs": request.membership.may(Permission.RUN_ASSESSMENTS),
        }
    return library.show_note(request, shelf, ref, more)


@city_view(Permission.VIEW_CITY)
def instrument(request: CityRequest, edition: str, instrument: str) -> HttpResponse:
    """One instrument: its scale and its criteria with their help."""
    return library.show_instrument(request, city_shelf(request, edition), instrument)


@city_view(Permission.VIEW_CITY)
def phases(request: CityRequest, edition: str) -> HttpResponse:
    """The phases with their key outputs and starter actions."""
    return library.show_phases(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def glossary(request: CityRequest, edition: str) -> HttpResponse:
    """The terms and what they mean."""
    return library.show_glossary(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def files(request: CityRequest, edition: str) -> HttpResponse:
    """The files that an edition was loaded from, in a zip."""
    return edition_files(city_edition(request, edition))


@city_view(Permission.VIEW_CITY)
def library_search(request: CityRequest, edition: str) -> HttpResponse:
    """Search an edition that the city may use."""
    return searching.show_search(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def library_map(request: CityRequest, edition: str) -> HttpResponse:
    """The notes of an edition, and what leads from one to another."""
    return linkage_map.show_map(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def data(request: CityRequest, edition: str) -> HttpResponse:
    """How to use the edition in systems of one's own."""
    return show_data(request, city_shelf(request, edition))


@city_view(Permission.VIEW_CITY)
def linked_file(request: CityRequest, edition: str, form: str) -> HttpResponse:
    """The edition as Turtle or JSON-LD; the city's own are here alone."""
    return show_edition_file(request, city_shelf(request, edition), form)


def sees_results(request: CityRequest) -> bool:
    return request.membership.may(Permission.VIEW_RESULTS)
