"""Editions as a list shows them."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from framework.models import Edition
from framework.queries.languages import preferred, spoken


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """An edition, to choose it. `replaces_id` is that of the edition whose place it takes."""

    id: int
    replaces_id: int | None
    key: str
    name: str
    version: str
    notice: str
    status: str
    language: str

    @property
    def status_label(self) -> str:
        return str(Edition.Status(self.status).label)

    @property
    def is_superseded(self) -> bool:
        return self.status == Edition.Status.SUPERSEDED


def shared_editions() -> QuerySet[Edition]:
    """Return the editions that are for everybody."""
    return Edition.objects.filter(shared=True)


def edition_entries(editions: QuerySet[Edition]) -> list[EditionEntry]:
    """Return editions newest first, superseded ones last, in one query."""
    rows = preferred(
        editions.filter(spoken("texts"))
        .order_by("-id")
        .values(
            "id",
            "replaces_id",
            "key",
            "status",
            name=F("texts__name"),
            version=F("texts__version"),
            notice=F("texts__notice"),
            text_language=F("texts__language"),
        ),
        language="text_language",
    )
    entries = [
        EditionEntry(
            row["id"],
            row["replaces_id"],
            row["key"],
            row["name"],
            row["version"],
            row["notice"],
            row["status"],
            row["text_language"],
        )
        for row in rows
    ]
    return sorted(entries, key=lambda entry: entry.is_superseded)
