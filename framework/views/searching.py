"""The library's search: what was found in the edition of a shelf, twenty a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from framework.queries.searching import LONGEST_QUERY, Entry, Found, Hit, Kind, index_of, search
from framework.rules.guide import NoteOutline
from framework.views.library import page_context
from framework.views.shelf import Shelf, public_shelf

A_PAGE = 20

KINDS: Mapping[Kind, tuple[Promise, Promise]] = {
    Kind.NOTE: (_("Guidance note"), _("Notes")),
    Kind.CRITERION: (_("Statement"), _("Statements")),
    Kind.TERM: (_("Term"), _("Terms")),
}
"""What one of a kind is called, and several."""

PARTS: Mapping[str, Promise] = {
    "also": _("Also called"),
    "anchors": _("What a level looks like"),
    "context": _("Context"),
    "definition": _("Meaning"),
    "discussion": _("Discussion"),
    "evidence": _("Good evidence"),
    "further": _("Further reading"),
    "linkages": _("Linkages"),
    "meaning": _("What it means"),
    "need": _("Need"),
    "question": _("To ask in the room"),
    "recommendations": _("Recommendations"),
    "statement": _("Statement"),
}
"""What the part of an entry is called that an excerpt is from."""


@dataclass(frozen=True, slots=True)
class ShownHit:
    """What was found, with where it leads and what its kind and the part shown are called."""

    hit: Hit
    url: str
    kind: Promise
    part: Promise
    notes: tuple[NoteOutline, ...]


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A way to narrow what was found down; `query` is that of its address."""

    name: Promise
    count: int
    query: str
    chosen: bool


def library_search(request: HttpRequest, edition: str) -> HttpResponse:
    """Search an edition that is for everybody."""
    return show_search(request, public_shelf(edition))


def show_search(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    typed = request.GET.get("q", "")
    kind = next((kind for kind in Kind if kind == request.GET.get("kind")), None)
    found = search(index_of(shelf.edition), typed)
    page = Paginator(found.of(kind), A_PAGE).get_page(request.GET.get("page"))
    context = page_context(shelf, "search") | {
        "found": found,
        "kind": kind,
        "choices": choices(found, kind),
        "page": page,
        "hits": [shown(shelf, hit) for hit in found.hits(page)],
        "query": query_of(found.text, kind),
        "longest": LONGEST_QUERY,
        "is_cut": len(typed.strip()) > LONGEST_QUERY,
    }
    return render(request, "framework/search.html", context)


def query_of(text: str, kind: Kind | None) -> str:
    return urlencode({"q": text} | ({"kind": kind} if kind else {}))


def choices(found: Found, chosen: Kind | None) -> list[KindChoice]:
    """Return all that was found, then each kind of it."""
    everything = KindChoice(_("All"), found.count(), query_of(found.text, None), chosen is None)
    return [
        everything,
        *(
            KindChoice(several, found.count(kind), query_of(found.text, kind), kind is chosen)
            for kind, (_one, several) in KINDS.items()
        ),
    ]


def shown(shelf: Shelf, hit: Hit) -> ShownHit:
    one, _several = KINDS[hit.entry.kind]
    notes = () if hit.entry.kind is Kind.NOTE else tuple(shelf.guide.by_ref[ref] for ref in hit.entry.notes)
    return ShownHit(hit, url_of(shelf, hit.entry), one, PARTS[hit.part], notes)


def url_of(shelf: Shelf, entry: Entry) -> str:
    """Return where to read what was found."""
    if entry.kind is Kind.NOTE:
        return shelf.url("note", entry.ref)
    if entry.kind is Kind.TERM:
        return f"{shelf.url('glossary')}#t-{entry.ref}"
    return f"{shelf.url('instrument', entry.instrument)}#c-{entry.ref}"
