"""Reads of instruments. Everything comes back as plain outlines."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from framework.models import Criterion, Edition, Group, Instrument, Level, Note
from framework.queries.languages import preferred, spoken
from framework.rules.outline import (
    CriterionHelp,
    CriterionOutline,
    GroupOutline,
    InstrumentOutline,
    LevelOutline,
    NoteName,
)

CHECKLIST = "success-factors"
"""The key of the instrument that a new assessment asks unless another is chosen."""


class NoFramework(Exception):
    """There is no edition, or none with this instrument; the operator has to load one."""


def current_edition() -> Edition:
    """Return the edition that a city uses unless it chose another: the newest of the shared ones that are published.

    A draft serves only while no edition is published, and one that was superseded never.
    """
    shared = Edition.objects.filter(shared=True).exclude(status=Edition.Status.SUPERSEDED).exclude(instruments=None)
    newest = shared.order_by("-status", "-id").first()  # “published” sorts after “draft”
    if newest is None:
        raise NoFramework
    return newest


def current_instrument(key: str) -> Instrument:
    """Return the instrument `key` of the current edition. Raises NoFramework."""
    try:
        return current_edition().instruments.get(key=key)
    except Instrument.DoesNotExist as error:
        raise NoFramework(key) from error


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


def choices_to_ask(edition: Edition) -> list[InstrumentChoice]:
    """Return the instruments of an edition, in two queries."""
    instruments = preferred(
        Instrument.objects.filter(spoken("texts", "edition"), edition=edition)
        .order_by("key")
        .values("id", "key", name=F("texts__name"), summary=F("texts__summary"), language=F("texts__language"))
    )
    rows = preferred(
        Group.objects.filter(
            spoken("texts", "instrument__edition"), instrument__in=[row["id"] for row in instruments], parent=None
        )
        .annotate(own=Count("criteria", distinct=True), below=Count("groups__criteria", distinct=True))
        .order_by("position")
        .values(
            "id",
            "instrument_id",
            "ref",
            name=F("texts__name"),
            language=F("texts__language"),
            criteria_count=F("own") + F("below"),
        )
    )
    groups: dict[int, list[GroupChoice]] = defaultdict(list)
    for row in rows:
        choice = GroupChoice(row["id"], row["ref"], row["name"], row["criteria_count"])
        groups[row["instrument_id"]].append(choice)
    return [InstrumentChoice(row["key"], row["name"], row["summary"], tuple(groups[row["id"]])) for row in instruments]


def groups_by_id(ids: Collection[int]) -> list[Group]:
    """Return groups with their instruments, in the framework's order."""
    return list(Group.objects.filter(id__in=ids).select_related("instrument").order_by("instrument__key", "position"))


def top_groups(instrument: Instrument) -> list[Group]:
    """Return the groups at the top of an instrument, in order."""
    groups = Group.objects.filter(instrument=instrument, parent=None)
    return list(groups.select_related("instrument").order_by("position"))


def instrument_outline(instrument_id: int) -> InstrumentOutline:
    """Return a whole instrument in four queries, however large it is, in the reader's language where it is there."""
    return instrument_outlines([instrument_id])[instrument_id]


def instrument_outlines(ids: Collection[int]) -> dict[int, InstrumentOutline]:
    """Return whole instruments by id, in four queries, in the reader's language where it is there."""
    every = preferred(
        Instrument.objects.filter(spoken("texts", "edition"), spoken("edition__texts", "edition"), id__in=ids).values(
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
            language=F("texts__language"),
            edition_language=F("edition__texts__language"),
        ),
        "id",
        "language",
        language="edition_language",
    )
    rows = preferred(every)
    levels, groups = levels_of({row["scale_id"] for row in rows}), groups_of(ids)
    return {
        row["id"]: InstrumentOutline(
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
            levels=tuple(levels[row["scale_id"]]),
            groups=groups[row["id"]],
        )
        for row in rows
    }


def scale_levels(scale_id: int) -> tuple[LevelOutline, ...]:
    """Return the levels of a scale, lowest first."""
    return tuple(levels_of([scale_id])[scale_id])


def levels_of(scales: Collection[int]) -> dict[int, list[LevelOutline]]:
    """Return the levels of scales by the scale's id, lowest first."""
    found: dict[int, list[LevelOutline]] = defaultdict(list)
    rows = Level.objects.filter(spoken("texts", "scale__edition"), scale_id__in=scales).values(
        "id",
        "scale_id",
        "value",
        label=F("texts__label"),
        descriptor=F("texts__descriptor"),
        language=F("texts__language"),
    )
    for row in preferred(rows):
        found[row["scale_id"]].append(LevelOutline(row["value"], row["label"], row["descriptor"], row["language"]))
    return found


def groups_of(instruments: Collection[int]) -> dict[int, tuple[GroupOutline, ...]]:
    """Return the top groups of instruments by the instrument's id, with all that they hold."""
    criteria = group_criteria(instruments)
    children: dict[int | None, list[Mapping[str, Any]]] = defaultdict(list)
    rows = Group.objects.filter(spoken("texts", "instrument__edition"), instrument_id__in=instruments).values(
        "id",
        "instrument_id",
        "parent_id",
        "ref",
        "source",
        name=F("texts__name"),
        summary=F("texts__summary"),
        language=F("texts__language"),
    )
    for row in preferred(rows):
        children[row["parent_id"]].append(row)

    def outline(row: Mapping[str, Any]) -> GroupOutline:
        return GroupOutline(
            id=row["id"],
            ref=row["ref"],
            name=row["name"],
            summary=row["summary"],
            source=row["source"],
            criteria=tuple(criteria[row["id"]]),
            groups=tuple(outline(child) for child in children[row["id"]]),
            language=row["language"],
        )

    return {
        instrument: tuple(outline(row) for row in children[None] if row["instrument_id"] == instrument)
        for instrument in instruments
    }


def group_criteria(instruments: Collection[int]) -> dict[int, list[CriterionOutline]]:
    """Return the criteria of instruments by the id of the group that holds them."""
    found: dict[int, list[CriterionOutline]] = defaultdict(list)
    rows = Criterion.objects.filter(spoken("texts", "instrument__edition"), instrument_id__in=instruments).values(
        "id",
        "group_id",
        "ref",
        "weight",
        "source",
        title=F("texts__title"),
        statement=F("texts__statement"),
        language=F("texts__language"),
    )
    for row in preferred(rows):
        found[row["group_id"]].append(
            CriterionOutline(
                id=row["id"],
                ref=row["ref"],
                title=row["title"],
                statement=row["statement"],
                source=row["source"],
                weight=float(row["weight"]),
                language=row["language"],
            )
        )
    return found


def criterion_help(instrument_id: int) -> dict[int, CriterionHelp]:
    """Return the help of every criterion of an instrument by the criterion's id, in two queries."""
    notes: dict[int, list[NoteName]] = defaultdict(list)
    named = Note.objects.filter(spoken("texts", "edition"), criteria__instrument_id=instrument_id).values(
        "ref", criterion_id=F("criteria__id"), name=F("texts__name"), language=F("texts__language")
    )
    for row in preferred(named, "criterion_id", "ref"):
        notes[row["criterion_id"]].append(NoteName(row["ref"], row["name"]))
    rows = Criterion.objects.filter(spoken("texts", "instrument__edition"), instrument_id=instrument_id).values(
        "id",
        meaning=F("texts__meaning"),
        evidence=F("texts__evidence"),
        question=F("texts__question"),
        anchors=F("texts__anchors"),
        language=F("texts__language"),
    )
    return {
        row["id"]: CriterionHelp(
            meaning=row["meaning"],
            evidence=row["evidence"],
            question=row["question"],
            anchors=dict(sorted((int(value), anchor) for value, anchor in row["anchors"].items())),
            notes=tuple(notes[row["id"]]),
        )
        for row in preferred(rows)
    }
