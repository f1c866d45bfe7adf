"""The addresses of the API, each a function: find on the shelf, tell. All of them only read."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Query, Schema
from ninja.renderers import JSONRenderer
from pydantic import Field

from framework.queries.annotated import AnnotatedInstrument
from framework.queries.editions import shared_editions
from framework.queries.guide import guide_of
from framework.queries.linked import kin_of
from framework.rules.outline import CriterionOutline, GroupOutline
from framework.views.api import schemas
from framework.views.api.telling import Teller
from framework.views.origin import names_of, origin_of
from framework.views.shelf import Shelf, public_shelf

T = TypeVar("T")

VERSION = "1.0.0"
ROOT = "/api/v1"
ABOUT = (
    "The guidance, the instruments and the glossary of every edition of the framework that is shared with all, to read."
    " No key is needed. Words come in the language of `Accept-Language` where the edition has it, else in its own."
)
REFUSALS = {400: schemas.Refusal, 404: schemas.Refusal}


class Json(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Framework library",
    version=VERSION,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Json(),
)


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200, description="How many at most.")
    offset: int = Field(0, ge=0, le=100_000, description="How many to leave out first.")


def teller_of(request: HttpRequest, shelf: Shelf) -> Teller:
    request.told_languages = [shelf.guide.language]  # type: ignore[attr-defined]  # for the header of the answer
    return Teller(names_of(request, shelf), f"{origin_of(request)}{ROOT}/editions/{shelf.edition.key}")


def page_of(request: HttpRequest, items: Sequence[T], paging: Paging, tell: Callable[[T], Any]) -> dict[str, Any]:
    """Return the part of a list that was asked for, with the address of the next."""
    end = paging.offset + paging.limit
    more = urlencode({"limit": paging.limit, "offset": end})
    return {
        "count": len(items),
        "limit": paging.limit,
        "offset": paging.offset,
        "next": f"{origin_of(request)}{request.path}?{more}" if end < len(items) else None,
        "items": [tell(item) for item in items[paging.offset : end]],
    }


def get(path: str, response: Any, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function under an address, with what it answers and what it may refuse."""

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        found: Callable[..., Any] = api.get(
            path, response={200: response} | REFUSALS, operation_id=view.__name__, **kwargs
        )(view)
        return found

    return register


@get("/editions", schemas.Page[schemas.EditionSummary], summary="Editions, newest first; superseded ones last")
def editions(request: HttpRequest, paging: Query[Paging]) -> Any:
    shelves = [Shelf(edition, guide_of(edition)) for edition in shared_editions().order_by("-id")]
    shelves.sort(key=lambda shelf: shelf.guide.status == "superseded")
    return page_of(
        request,
        shelves,
        paging,
        lambda shelf: schemas.EditionSummary(**teller_of(request, shelf).edition_facts(shelf.guide)),
    )


@get("/editions/{slug:edition}", schemas.EditionDetail, summary="An edition, with its components and areas")
def edition(request: HttpRequest, edition: str) -> Any:
    shelf = public_shelf(edition)
    return teller_of(request, shelf).edition(shelf, kin_of(shelf.edition))


@get("/editions/{slug:edition}/notes", schemas.Page[schemas.NoteSummary], summary="Guidance notes, in order")
def notes(request: HttpRequest, edition: str, paging: Query[Paging]) -> Any:
    shelf = public_shelf(edition)
    teller = teller_of(request, shelf)
    return page_of(request, shelf.guide.notes, paging, lambda note: teller.note_summary(note, shelf.guide))


@get(
    "/editions/{slug:edition}/notes/{ref:ref}",
    schemas.NoteDetail,
    summary="A guidance note with all its parts",
    exclude_none=True,
)
def note(request: HttpRequest, edition: str, ref: str) -> Any:
    shelf = public_shelf(edition)
    return teller_of(request, shelf).note(shelf.note(ref), shelf.guide)


@get("/editions/{slug:edition}/instruments", schemas.Page[schemas.InstrumentSummary], summary="Instruments")
def instruments(request: HttpRequest, edition: str, paging: Query[Paging]) -> Any:
    shelf = public_shelf(edition)
    teller = teller_of(request, shelf)
    return page_of(
        request,
        shelf.instruments,
        paging,
        lambda found: schemas.InstrumentSummary(**teller.instrument_facts(found)),
    )


@get(
    "/editions/{slug:edition}/instruments/{slug:instrument}",
    schemas.InstrumentDetail,
    summary="An instrument with its scale and groups",
)
def instrument(request: HttpRequest, edition: str, instrument: str) -> Any:
    shelf = public_shelf(edition)
    return teller_of(request, shelf).instrument(shelf.instrument(instrument))


@get(
    "/editions/{slug:edition}/instruments/{slug:instrument}/criteria",
    schemas.Page[schemas.Criterion],
    summary="The criteria of an instrument with their help, in order",
)
def criteria(request: HttpRequest, edition: str, instrument: str, paging: Query[Paging]) -> Any:
    shelf = public_shelf(edition)
    teller, found = teller_of(request, shelf), shelf.instrument(instrument)
    return page_of(request, list(criteria_of(found)), paging, lambda pair: teller.criterion(found, *pair))


@get(
    "/editions/{slug:edition}/instruments/{slug:instrument}/criteria/{ref:ref}",
    schemas.Criterion,
    summary="A criterion with its help",
)
def criterion(request: HttpRequest, edition: str, instrument: str, ref: str) -> Any:
    shelf = public_shelf(edition)
    found = shelf.instrument(instrument)
    for group, candidate in criteria_of(found):
        if candidate.ref == ref:
            return teller_of(request, shelf).criterion(found, group, candidate)
    raise Http404


@get("/editions/{slug:edition}/glossary", schemas.Page[schemas.Term], summary="The terms and what they mean")
def glossary(request: HttpRequest, edition: str, paging: Query[Paging]) -> Any:
    shelf = public_shelf(edition)
    return page_of(request, shelf.guide.terms, paging, teller_of(request, shelf).term)


@get(
    "/editions/{slug:edition}/phases",
    schemas.Page[schemas.Phase],
    summary="The phases of a roadmap, with key outputs and starter actions",
)
def phases(request: HttpRequest, edition: str, paging: Query[Paging]) -> Any:
    shelf = public_shelf(edition)
    teller = teller_of(request, shelf)
    return page_of(request, shelf.guide.phases, paging, lambda phase: teller.phase(phase, shelf.guide))


def criteria_of(instrument: AnnotatedInstrument) -> Iterator[tuple[str, CriterionOutline]]:
    """Yield the criteria in order, each with the reference of the group that holds it."""
    for group in instrument.outline.groups:
        yield from criteria_in(group)


def criteria_in(group: GroupOutline) -> Iterator[tuple[str, CriterionOutline]]:
    for criterion_ in group.criteria:
        yield group.ref, criterion_
    for below in group.groups:
        yield from criteria_in(below)


@cache
def openapi_document() -> dict[str, Any]:
    """Return the description of the API for programs (OpenAPI)."""
    return dict(api.get_openapi_schema(path_prefix=ROOT))
