"""How editions lead to one another, and what became of the criteria on the way."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F

from framework.models import Criterion, CriterionMapping, Edition
from framework.rules.keys import owner_of
from framework.rules.mapping import Change, Kind, compose_all, fork, reverse


class Step(NamedTuple):
    """One edition to the next on a way.

    `is_onward`: from the earlier to the later of the two. `is_mapped`: the later one carries a mapping from the earlier
    one; else it only changes its wording. `digests` are the fingerprints of both.
    """

    earlier: int
    later: int
    digests: tuple[str, str]
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


class Joints(NamedTuple):
    """What leads on from each edition, by its id, and whose own each is."""

    beside: dict[int, list[tuple[int, Step]]]
    owners: dict[int, str]


def read_joints() -> Joints:
    """Return how all editions are joined. One query."""
    editions = Edition.objects.only("pk", "key", "digest", "replaces", "extends").order_by("pk")
    found = {edition.pk: edition for edition in editions}
    beside: dict[int, list[tuple[int, Step]]] = defaultdict(list)
    for later in found.values():
        for one, is_mapped in ((later.replaces_id, True), (later.extends_id, False)):
            if one is not None:
                digests = (found[one].digest, later.digest)
                beside[one].append((later.pk, Step(one, later.pk, digests, is_mapped, is_onward=True)))
                beside[later.pk].append((one, Step(one, later.pk, digests, is_mapped, is_onward=False)))
    return Joints(beside, {pk: owner_of(edition.key) for pk, edition in found.items()})


def way_between(start: int, end: int, joints: Joints) -> tuple[Step, ...] | None:
    """Return the shortest way from one edition to another, or None. It is the same one in both directions.

    It leads over editions for everybody, and over a city's own only where it begins or ends at one of that city: what
    one city writes decides nothing between editions that others use.
    """
    if start > end:
        back = way_between(end, start, joints)
        return back and tuple(step._replace(is_onward=not step.is_onward) for step in reversed(back))
    passable = {"", joints.owners[start], joints.owners[end]}
    ways: dict[int, tuple[Step, ...]] = {start: ()}
    for here in (reached := [start]):
        for there, step in joints.beside[here]:
            if there not in ways and (there == end or joints.owners[there] in passable):
                ways[there] = (*ways[here], step)
                reached.append(there)
    return ways.get(end)


def changes_between(earlier_id: int, later_id: int) -> tuple[Change, ...] | None:
    """Return what became of the criteria of one edition in another; None where no mapping joins them.

    The way may lead over several editions and backwards too: to an edition that was replaced, or whose wording another
    changes. One query, once a process has read what stands on the way.
    """
    return () if earlier_id == later_id else changes_to(later_id, [earlier_id]).get(earlier_id)


def changes_to(later_id: int, earlier_ids: Iterable[int]) -> dict[int, tuple[Change, ...]]:
    """Return `changes_between` of several editions and a later one, by the earlier one's id, those joined with it.

    One query for all of them.
    """
    joints = read_joints()
    ways = {earlier_id: way_between(earlier_id, later_id, joints) for earlier_id in earlier_ids}
    return {earlier_id: changes_along(way) for earlier_id, way in ways.items() if way is not None}


def joined_with(edition_id: int, others: Iterable[int]) -> list[int]:
    """Return those of other editions that a mapping joins with this one. One query, where there are others at all."""
    found = [other for other in others if other != edition_id]
    joints = read_joints() if found else None
    return [other for other in found if joints and way_between(other, edition_id, joints)]


@lru_cache(maxsize=64)
def changes_along(way: tuple[Step, ...]) -> tuple[Change, ...]:
    """Return what became of the criteria on a way. Two queries; the fingerprints of the steps name what is kept."""
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
