"""Reads of the framework. Everything comes back as plain outlines in the edition's language."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from django.db.models import Count, F

from framework.models import Criterion, Edition, Group, Instrument, Level
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

CHECKLIST = "success-factors"
"""The key of the instrument that a new assessment asks unless another is chosen."""


class NoFramework(Exception):
    """No edition holds the instrument; the operator has to load one."""


class GroupRow(TypedDict):
    id: int
    parent_id: int | None
    ref: str
    name: str
    summary: str
    source: str


def current_instrument(key: str) -> Instrument:
    """Return the instrument `key` of the edition new assessments use: the newest not superseded."""
    found = (
        Instrument.objects.filter(key=key)
        .exclude(edition__status=Edition.Status.SUPERSEDED)
        .order_by("-edition__id")
        .first()
    )
    if found is None:
        raise NoFramework(key)
    return found


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A top group that an assessment can ask, with how many criteria it holds, subgroups included."""

    id: int
    ref: str
    name: str
    criteria: int


@dataclass(frozen=True, slots=True)
class InstrumentChoice:
    """An instrument that an assessment can ask, by group."""

    key: str
    name: str
    summary: str
    groups: tuple[GroupChoice, ...]

    @property
    def criteria(self) -> int:
        return sum(group.criteria for group in self.groups)


def choices_to_ask() -> list[InstrumentChoice]:
    """Return the instruments of the edition that new assessments use, in two queries.

    Raises NoFramework where none is loaded.
    """
    edition = Edition.objects.exclude(status=Edition.Status.SUPERSEDED).exclude(instruments=None).order_by("-id")[:1]
    instruments = list(
        Instrument.objects.filter(edition__in=edition.values("id"), texts__language=F("edition__language"))
        .order_by("key")
        .values("id", "key", name=F("texts__name"), summary=F("texts__summary"))
    )
    if not instruments:
        raise NoFramework
    rows = (
        Group.objects.filter(
            instrument__in=[row["id"] for row in instruments],
            parent=None,
            texts__language=F("instrument__edition__language"),
        )
        .annotate(own=Count("criteria", distinct=True), below=Count("groups__criteria", distinct=True))
        .order_by("position")
        .values_list("instrument_id", "id", "ref", "texts__name", F("own") + F("below"))
    )
    groups: dict[int, list[GroupChoice]] = defaultdict(list)
    for instrument_id, *group in rows:
        groups[instrument_id].append(GroupChoice(*group))
    return [InstrumentChoice(row["key"], row["name"], row["summary"], tuple(groups[row["id"]])) for row in instruments]


def groups_by_id(ids: Collection[int]) -> list[Group]:
    """Return groups with their instruments, in the framework's order."""
    return list(Group.objects.filter(id__in=ids).select_related("instrument").order_by("instrument__key", "position"))


def top_groups(instrument: Instrument) -> list[Group]:
    """Return the groups at the top of an instrument, in order."""
    groups = Group.objects.filter(instrument=instrument, parent=None)
    return list(groups.select_related("instrument").order_by("position"))


def instrument_outline(instrument_id: int) -> InstrumentOutline:
    """Return a whole instrument in four queries, however large it is."""
    row = (
        Instrument.objects.filter(texts__language=F("edition__language"))
        .filter(edition__texts__language=F("edition__language"))
        .values(
            "id",
            "key",
            "source",
            "scale_id",
            name=F("texts__name"),
            summary=F("texts__summary"),
            part=F("texts__part"),
            parts=F("texts__parts"),
            edition_name=F("edition__texts__name"),
            edition_version=F("edition__texts__version"),
            edition_notice=F("edition__texts__notice"),
        )
        .get(id=instrument_id)
    )
    return InstrumentOutline(
        id=row["id"],
        key=row["key"],
        source=row["source"],
        name=row["name"],
        summary=row["summary"],
        part=row["part"],
        parts=row["parts"],
        edition_name=row["edition_name"],
        edition_version=row["edition_version"],
        edition_notice=row["edition_notice"],
        levels=scale_levels(row["scale_id"]),
        groups=instrument_groups(instrument_id),
    )


def scale_levels(scale_id: int) -> tuple[LevelOutline, ...]:
    """Return the levels of a scale, lowest first."""
    rows = Level.objects.filter(scale_id=scale_id, texts__language=F("scale__edition__language"))
    return tuple(LevelOutline(*row) for row in rows.values_list("value", "texts__label", "texts__descriptor"))


def instrument_groups(instrument_id: int) -> tuple[GroupOutline, ...]:
    """Return the top groups of an instrument with all that they hold."""
    criteria = group_criteria(instrument_id)
    children: dict[int | None, list[GroupRow]] = defaultdict(list)
    rows = Group.objects.filter(instrument_id=instrument_id, texts__language=F("instrument__edition__language")).values(
        "id", "parent_id", "ref", "source", name=F("texts__name"), summary=F("texts__summary")
    )
    for row in rows:
        children[row["parent_id"]].append(GroupRow(**row))

    def outline(row: GroupRow) -> GroupOutline:
        return GroupOutline(
            id=row["id"],
            ref=row["ref"],
            name=row["name"],
            summary=row["summary"],
            source=row["source"],
            criteria=tuple(criteria[row["id"]]),
            groups=tuple(outline(child) for child in children[row["id"]]),
        )

    return tuple(outline(row) for row in children[None])


def group_criteria(instrument_id: int) -> dict[int, list[CriterionOutline]]:
    """Return the criteria of an instrument by the id of the group that holds them."""
    found: dict[int, list[CriterionOutline]] = defaultdict(list)
    rows = Criterion.objects.filter(
        instrument_id=instrument_id, texts__language=F("instrument__edition__language")
    ).values(
        "id",
        "group_id",
        "ref",
        "weight",
        "source",
        title=F("texts__title"),
        statement=F("texts__statement"),
        help=F("texts__help"),
    )
    for row in rows:
        found[row["group_id"]].append(
            CriterionOutline(
                id=row["id"],
                ref=row["ref"],
                title=row["title"],
                statement=row["statement"],
                help=row["help"],
                source=row["source"],
                weight=float(row["weight"]),
            )
        )
    return found
