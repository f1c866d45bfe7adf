"""Files to take away: those that an edition was loaded from, and the schemas that editors read."""

from django.http import Http404, HttpRequest, HttpResponse

from framework.models import Edition
from framework.queries.sources import sources_of
from framework.rules.keys import written_key
from framework.rules.packing import pack
from framework.rules.schema import SCHEMAS, schema_text
from framework.views.shelf import public_edition


def files(request: HttpRequest, edition: str) -> HttpResponse:
    """The files that a shared edition was loaded from, in a zip."""
    return edition_files(public_edition(edition))


def edition_files(edition: Edition) -> HttpResponse:
    """Return the files of an edition in a zip. The same files give the same bytes."""
    name = written_key(edition.key)
    return HttpResponse(
        pack(sources_of(edition), name),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )


def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of one kind of file."""
    if name not in SCHEMAS:
        raise Http404
    return HttpResponse(schema_text(name), content_type="application/schema+json")
