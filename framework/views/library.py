"""The library's pages. Each takes the shelf it reads from; the public ones find it by the edition in the address.

Pages inside a city show more beside the guidance: they hand it in as `more`, with the template that shows it as
`brief_template` for a note in the contents, as `standing_template` in place of a note's criteria.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framework.queries.editions import EditionEntry, edition_entries, shared_editions
from framework.rules.lettering import by_letter
from framework.rules.marking import Marker, vocabulary
from framework.views.linked import described
from framework.views.shelf import Shelf, public_shelf

More = Mapping[str, object]


def editions(request: HttpRequest) -> HttpResponse:
    """The editions that are for everybody."""
    return render(request, "framework/editions.html", {"editions": edition_entries(shared_editions())})


@described
def contents(request: HttpRequest, edition: str) -> HttpResponse:
    """The guidance notes of an edition by component and area."""
    return show_contents(request, public_shelf(edition), edition_entries(shared_editions()))


@described
def note(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    """One guidance note, to read."""
    return show_note(request, public_shelf(edition), ref)


@described
def instrument(request: HttpRequest, edition: str, instrument: str) -> HttpResponse:
    """One instrument: its scale and its criteria with their help."""
    return show_instrument(request, public_shelf(edition), instrument)


@described
def phases(request: HttpRequest, edition: str) -> HttpResponse:
    """The phases with their key outputs and starter actions."""
    return show_phases(request, public_shelf(edition))


@described
def glossary(request: HttpRequest, edition: str) -> HttpResponse:
    """The terms and what they mean."""
    return show_glossary(request, public_shelf(edition))


def page_context(shelf: Shelf, here: str) -> dict[str, object]:
    """Return what every page of an edition needs; `here` is the tool that the page belongs to.

    The marker marks references alone: a page on which terms are marked brings its own.
    """
    words = vocabulary(shelf.guide)
    return {
        "shelf": shelf,
        "guide": shelf.guide,
        "here": here,
        "marker": Marker(words, seen=set(words.keys.values())),
    }


def show_contents(
    request: HttpRequest, shelf: Shelf, found: list[EditionEntry], more: More | None = None
) -> HttpResponse:
    others = [entry for entry in found if entry.key != shelf.edition.key]
    context = page_context(shelf, "contents") | {"others": others} | dict(more or {})
    return render(request, "framework/contents.html", context)


def show_note(request: HttpRequest, shelf: Shelf, ref: str, more: More | None = None) -> HttpResponse:
    guide, note_ = shelf.guide, shelf.note(ref)
    before, after = guide.neighbours(ref)
    criteria = list(guide.criteria_of(ref))
    context = page_context(shelf, "contents") | {
        "note": note_,
        "marker": Marker(vocabulary(guide)),
        "component": guide.component_of(note_),
        "area": guide.area_of(note_),
        "criteria": criteria,
        "scored": {criterion.ref: criterion for criterion in criteria},
        "leads_to": [(guide.by_ref[linkage.end], linkage) for linkage in guide.leading_from(ref)],
        "linked_from": [(guide.by_ref[linkage.start], linkage) for linkage in guide.leading_to(ref)],
        "actions": guide.actions_of(ref),
        "outputs": guide.outputs_of(ref),
        "before": before,
        "after": after,
    }
    return render(request, "framework/note.html", context | dict(more or {}))


def show_instrument(request: HttpRequest, shelf: Shelf, key: str) -> HttpResponse:
    context = page_context(shelf, "instruments") | {"instrument": shelf.instrument(key)}
    return render(request, "framework/instrument.html", context)


def show_phases(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    steps = [(phase, shelf.guide.actions_in(phase.key)) for phase in shelf.guide.phases]
    return render(request, "framework/phases.html", page_context(shelf, "phases") | {"steps": steps})


def show_glossary(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    letters = by_letter(shelf.guide.terms)
    return render(request, "framework/glossary.html", page_context(shelf, "glossary") | {"letters": letters})
