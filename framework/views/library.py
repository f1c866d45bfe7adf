"""The library's pages. Each takes the shelf it reads from; the public ones find it by the edition in the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from framework.views.shelf import Shelf, public_shelf


def contents(request: HttpRequest, edition: str) -> HttpResponse:
    """The guidance notes of an edition by component and area."""
    return show_contents(request, public_shelf(edition))


def note(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    """One guidance note, to read."""
    return show_note(request, public_shelf(edition), ref)


def show_contents(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    return render(request, "framework/contents.html", {"shelf": shelf, "guide": shelf.guide})


def show_note(request: HttpRequest, shelf: Shelf, ref: str) -> HttpResponse:
    before, after = shelf.guide.neighbours(shelf.note(ref).ref)
    context = {"shelf": shelf, "guide": shelf.guide, "note": shelf.note(ref), "before": before, "after": after}
    return render(request, "framework/note.html", context)
