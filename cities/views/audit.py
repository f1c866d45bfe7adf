"""The log of who did what, for administrators: on a page with a filter, and as a file."""

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from cities.access import CityRequest, city_view
from cities.forms.city import AuditForm
from cities.forms.log import thing_word, verb_word
from cities.models import AuditEntry
from cities.permissions import Permission
from cities.queries import AuditFilter, audit_actors, audit_of, audit_types

A_PAGE = 50
COLUMNS = ("at", "city_id", "actor_id", "verb", "object_type", "object_id", "fields", "request_id")


@city_view(Permission.MANAGE_CITY)
def audit(request: CityRequest) -> HttpResponse:
    """The log, newest first."""
    form, chosen = filter_of(request)
    page = Paginator(audit_of(request.city, chosen), A_PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.did = verb_word(entry.verb)  # type: ignore[attr-defined]  # for the template
        entry.thing = thing_word(entry.object_type)  # type: ignore[attr-defined]  # as above
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "is_filtered": chosen != AuditFilter()}
    return render(request, "cities/audit.html", context)


@city_view(Permission.MANAGE_CITY)
def audit_file(request: CityRequest) -> StreamingHttpResponse:
    """The filtered log as CSV: ids and names of fields, nothing personal. Instants are in UTC."""
    _form, chosen = filter_of(request)
    entries = audit_of(request.city, chosen).iterator(chunk_size=2000)
    name = f"log-{request.city.slug}-{request.city.date_at(timezone.now())}.csv"
    return StreamingHttpResponse(
        lines_of(entries),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def filter_of(request: CityRequest) -> tuple[AuditForm, AuditFilter]:
    """Return the filter that the address asks for; one with a fault in it shows the fault and filters nothing."""
    types = [(name, thing_word(name)) for name in audit_types(request.city)]
    form = AuditForm(request.GET or None, actors=audit_actors(request.city), types=types)
    return form, AuditFilter(**form.cleaned_data) if form.is_valid() else AuditFilter()


class Line:
    """A file that hands back what is written to it, line by line."""

    def write(self, text: str) -> str:
        return text


def lines_of(entries: Iterator[AuditEntry]) -> Iterator[str]:
    """Write entries of the log as CSV."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for entry in entries:
        values = {name: getattr(entry, name) for name in COLUMNS}
        values |= {"at": entry.at.isoformat(), "fields": " ".join(entry.fields)}
        yield writer.writerow(values.values())
