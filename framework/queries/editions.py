"""Editions to choose from, each in a few words."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from framework.models import Edition
from framework.queries.languages import preferred, spoken


@dataclass(frozen=True, slots=True)
class EditionCard:
    """`replaces` is the name of the edition that this one replaces, empty without one."""

    id: int
    key: str
    name: str
    version: str
    status: str
    replaces: str

    @property
    def status_label(self) -> str:
        return str(Edition.Status(self.status).label)


def edition_cards(editions: QuerySet[Edition]) -> list[EditionCard]:
    """Return editions in their order, in the reader's language where they have it. Two queries."""
    rows = preferred(
        editions.filter(spoken("texts")).values(
            "id",
            "key",
            "status",
            "replaces_id",
            name=F("texts__name"),
            version=F("texts__version"),
            text_language=F("texts__language"),
        ),
        language="text_language",
    )
    before = preferred(
        Edition.objects.filter(spoken("texts"), pk__in=[row["replaces_id"] for row in rows]).values(
            "id", name=F("texts__name"), text_language=F("texts__language")
        ),
        language="text_language",
    )
    names = {row["id"]: row["name"] for row in before}
    return [
        EditionCard(
            row["id"], row["key"], row["name"], row["version"], row["status"], names.get(row["replaces_id"], "")
        )
        for row in rows
    ]
