"""How editions lead to one another, and what became of the criteria on the way."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F

from framework.models import Criterion, CriterionMapping, Edition
from framework.rules.mapping import Change, Kind, compose_all, fork, reverse


class Step(NamedTuple):
    """One edition to the next on a way.

    `is_onward`: from the earlier to the later of the two. `is_mapped`: the later one carries a mapping from the earlier
    one; else it only changes its wording.
    """

    earlier: int
    later: int
    is_mapped: bool
    is_onward: bool


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
    """Return the ids of the other editions that a mapping joins with this one. One query."""
    return [other for other in ways_from(edition_id) if other != edition_id]


def ways_from(edition_id: int) -> dict[int, list[Step]]:
    """Return by the id of each edition that can be reached the shortest way to it."""
    beside: dict[int, list[tuple[int, Step]]] = defaultdict(list)
    for later, replaced, worded in Edition.objects.values_list("pk", "replaces_id", "extends_id"):
        for one, is_mapped in ((replaced, True), (worded, False)):
            if one is not None:
                beside[one].append((later, Step(one, later, is_mapped, is_onward=True)))
                beside[later].append((one, Step(one, later, is_mapped, is_onward=False)))
    ways: dict[int, list[Step]] = {edition_id: []}
    for here in (reached := [edition_id]):
        for there, step in beside[here]:
            if there not in ways:
                ways[there] = [*ways[here], step]
                reached.append(there)
    return ways


def changes_between(earlier_id: int, later_id: int) -> tuple[Change, ...] | None:
    """Return what became of the criteria of one edition in another; None where no mapping joins them.

    The way may lead over several editions and backwards too: to an edition that was replaced, or whose wording another
    changes. Two queries, and a third where there is wording on the way.
    """
    if earlier_id == later_id:
        return ()
    way = ways_from(earlier_id).get(later_id)
    if way is None:
        return None
    stored = stored_changes([step.later for step in way if step.is_mapped])
    worded = worded_changes([step for step in way if not step.is_mapped])
    found = [stored[step.later] if step.is_mapped else worded[step] for step in way]
    return compose_all(
        changes if step.is_onward else reverse(changes) for step, changes in zip(way, found, strict=True)
    )


def stored_changes(edition_ids: Iterable[int]) -> dict[int, list[Change]]:
    """Return the mappings that editions carry, by the edition's id."""
    found: dict[int, list[Change]] = defaultdict(list)
    rows = CriterionMapping.objects.filter(edition__in=edition_ids).values_list(
        "edition_id", "instrument", "old_ref", "new_ref", "kind"
    )
    for edition_id, instrument, old, new, kind in rows:
        found[edition_id].append(Change(instrument, old, new, Kind(kind)))
    return found


def worded_changes(steps: list[Step]) -> dict[Step, tuple[Change, ...]]:
    """Return what became of criteria in editions that change the wording of another: by reference, same or reworded."""
    if not steps:
        return {}
    statements: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    rows = Criterion.objects.filter(
        instrument__edition__in={step.earlier for step in steps} | {step.later for step in steps},
        texts__language=F("instrument__edition__language"),
    ).values_list("instrument__edition_id", "instrument__key", "ref", "texts__statement")
    for edition_id, instrument, ref, statement in rows:
        statements[edition_id][instrument, ref] = statement
    return {step: fork(statements[step.earlier], statements[step.later]) for step in steps}
