"""How editions lead to one another, and what became of the criteria on the way."""

from framework.models import CriterionMapping, Edition
from framework.rules.mapping import Change, Kind, compose_all, reverse


def replaced_by_edition() -> dict[int, int | None]:
    """Return by the id of every edition the id of the one it replaces."""
    return dict(Edition.objects.values_list("pk", "replaces_id"))


def way_back(edition_id: int | None, replaced: dict[int, int | None]) -> list[int]:
    """Return an edition and those before it, the latest first."""
    found: list[int] = []
    while edition_id is not None and edition_id not in found:
        found.append(edition_id)
        edition_id = replaced.get(edition_id)
    return found


def editions_before(edition: Edition) -> tuple[str, ...]:
    """Return the keys of the editions that this one replaces, directly or over others."""
    ids = way_back(edition.pk, replaced_by_edition())[1:]
    return tuple(Edition.objects.filter(pk__in=ids).values_list("key", flat=True))


def related_editions(edition_id: int) -> list[int]:
    """Return the ids of the other editions that a mapping joins with this one, before or after it. One query."""
    replaced = replaced_by_edition()
    before = way_back(edition_id, replaced)[1:]
    return before + [other for other in replaced if edition_id in way_back(other, replaced)[1:]]


def changes_between(earlier_id: int, later_id: int) -> tuple[Change, ...] | None:
    """Return what became of the criteria of one edition in another; None where no mapping joins them. Two queries.

    The way may lead over several editions, and backwards too: from an edition to one that it replaces.
    """
    replaced = replaced_by_edition()
    way = way_back(later_id, replaced)
    if earlier_id in way:
        return steps(way[: way.index(earlier_id)])
    way = way_back(earlier_id, replaced)
    return reverse(steps(way[: way.index(later_id)])) if later_id in way else None


def steps(edition_ids: list[int]) -> tuple[Change, ...]:
    """Join the mappings of editions that replace each other, given the latest first."""
    found: dict[int, list[Change]] = {edition_id: [] for edition_id in reversed(edition_ids)}
    rows = CriterionMapping.objects.filter(edition__in=edition_ids).values_list(
        "edition_id", "instrument", "old_ref", "new_ref", "kind"
    )
    for edition_id, instrument, old, new, kind in rows:
        found[edition_id].append(Change(instrument, old, new, Kind(kind)))
    return compose_all(found.values()) if found else ()
