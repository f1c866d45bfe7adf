"""The library's map: the notes of a shelf's edition and what leads from one to another, drawn and in words."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.rules import NARROW
from charts.rules.linkage_layout import MapGroup, MapNote
from charts.rules.linkage_map import BESIDE, WIDE, LinkageMap, linkage_map
from framework.rules.guide import Guide, LinkageOutline, NoteOutline
from framework.views.library import page_context
from framework.views.shelf import Shelf, public_shelf


def library_map(request: HttpRequest, edition: str) -> HttpResponse:
    """The map of an edition that is for everybody."""
    return show_map(request, public_shelf(edition))


def show_map(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    guide = shelf.guide
    note = guide.by_ref.get(request.GET.get("note", ""))
    sort = "to" if request.GET.get("sort") == "to" else "from"
    context = page_context(shelf, "map") | {
        "note": note,
        "leading_from": [(guide.by_ref[edge.end], edge) for edge in guide.leading_from(note.ref)] if note else [],
        "leading_to": [(guide.by_ref[edge.start], edge) for edge in guide.leading_to(note.ref)] if note else [],
        "rows": [] if note else rows(guide, sort),
        "sort": sort,
        "wide": drawn(shelf, note, BESIDE if note else WIDE) if guide.notes else None,
        "narrow": drawn(shelf, note, NARROW) if guide.notes else None,
    }
    return render(request, "framework/map.html", context)


def rows(guide: Guide, sort: str) -> list[tuple[NoteOutline, NoteOutline, LinkageOutline]]:
    """Return the linkages: from, to and the words why, in the framework's order of either."""
    place = {ref: at for at, ref in enumerate(guide.by_ref)}
    first, then = ("end", "start") if sort == "to" else ("start", "end")
    ordered = sorted(guide.linkages, key=lambda edge: (place[getattr(edge, first)], place[getattr(edge, then)]))
    return [(guide.by_ref[edge.start], guide.by_ref[edge.end], edge) for edge in ordered]


def drawn(shelf: Shelf, note: NoteOutline | None, width: float) -> LinkageMap:
    guide = shelf.guide
    edges = len(guide.linkages)
    return linkage_map(
        [MapGroup(label, tuple(map_note(shelf, one, note) for one in notes)) for label, notes in groups(guide)],
        [(edge.start, edge.end) for edge in guide.linkages],
        focus=note.ref if note else "",
        title=_("Linkages of [%(ref)s] %(name)s") % {"ref": note.ref, "name": note.name} if note else _("Linkages"),
        description=ngettext(
            "The notes in two columns, with %(count)d line from one to another. The page says the same in words.",
            "The notes in two columns, with %(count)d lines from one to another. The page says the same in words.",
            edges,
        )
        % {"count": edges},
        width=width,
    )


def groups(guide: Guide) -> list[tuple[str, tuple[NoteOutline, ...]]]:
    """Return the notes by area, or by component where it has none, under its name unless that is the note's own."""
    found: list[tuple[str, tuple[NoteOutline, ...]]] = []
    for component in guide.components:
        alone = len(component.notes) == 1 and not component.areas
        found.append(("" if alone else component.name, component.notes))
        found += [(area.name, area.notes) for area in component.areas]
    return [(label, notes) for label, notes in found if notes]


def map_note(shelf: Shelf, note: NoteOutline, focus: NoteOutline | None) -> MapNote:
    """Return a note as the map draws it: its link looks at it, or away from it."""
    leaving, arriving = len(shelf.guide.leading_from(note.ref)), len(shelf.guide.leading_to(note.ref))
    words = [
        f"{note.ref} {note.name}",
        ngettext("leads to %(count)d note", "leads to %(count)d notes", leaving) % {"count": leaving},
        ngettext("%(count)d note leads here", "%(count)d notes lead here", arriving) % {"count": arriving},
    ]
    address = shelf.url("map")
    if note is not focus:
        address = f"{address}?{urlencode({'note': note.ref})}"
    return MapNote(note.ref, note.name, f"{address}#map", ", ".join(words))
