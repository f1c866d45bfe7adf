"""Which revealed round said something of each criterion of an edition last, and under which reference it did.

What another edition asked counts where a mapping joins the two and the statement is the same or reworded.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Exists, F, OuterRef, Q

from assessments.models import Rating, Round
from assessments.queries.agreed import agreed_in
from assessments.queries.results import latest_revealed
from assessments.rules.attention import Thresholds
from assessments.rules.bands import Limits
from assessments.rules.positions import Agreed
from cities.models import City
from framework.models import Edition
from framework.queries.annotated import read_instruments
from framework.queries.languages import reading_languages
from framework.queries.mapping import changes_to
from framework.rules.mapping import COMPARABLE, Change, Kind
from framework.rules.outline import InstrumentOutline

Identity: TypeAlias = tuple[str, str]
"""A criterion of one edition: instrument key and reference."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A part of an instrument that a revealed round asked: `group` is the reference of the top group."""

    round_id: int
    assessment_id: int
    title: str
    closed_on: date
    minimum_group: int
    thresholds: Thresholds
    outline: InstrumentOutline
    group: str


@dataclass(frozen=True, slots=True)
class Said:
    """Where a criterion was asked last, under which reference, and whether in other words.

    `was_asked` tells whether anybody was, `agreed` what was agreed there.
    """

    asking: Asking
    ref: str
    is_reworded: bool
    was_asked: bool
    agreed: Agreed | None = None


def newest_askings(city: City, edition: Edition, wanted: Collection[Identity]) -> dict[Identity, Said]:
    """Return for each criterion the revealed round that closed last of those that asked somebody, or agreed a level.

    What reviewers alone looked at, and what was not agreed on where nobody answers alone, leaves standing what was said
    before. Two queries; one more where other editions were asked.
    """
    parts = list(revealed_parts(city))
    called = names_in(edition, {row["edition"] for row in parts})
    # the newest first, and none older than one that asked somebody
    possible: dict[Identity, list[Said]] = defaultdict(list)
    settled: set[Identity] = set()
    for row in parts:
        asking = asking_from(row, city)
        key = asking.outline.key
        for criterion in asking.outline.only([asking.group]).all_criteria:
            now = called(row["edition"], key, criterion.ref)
            identity = (key, now.new) if now else None
            if now is None or identity is None or identity not in wanted or identity in settled:
                continue
            possible[identity].append(Said(asking, criterion.ref, now.kind == Kind.REWORDED, row["was_asked"]))
            if row["was_asked"]:
                settled.add(identity)
    agreed = agreed_in({said.asking.assessment_id for every in possible.values() for said in every})
    found: dict[Identity, Said] = {}
    for identity, every in possible.items():
        for said in every:
            position = agreed.get(said.asking.assessment_id, {}).get(identity[0], {}).get(said.ref)
            if said.was_asked or position:
                found[identity] = replace(said, agreed=position)
                break
    return found


def names_in(edition: Edition, asked: Collection[int]) -> Callable[[int, str, str], Change | None]:
    """Return what tells how a criterion of another edition, by instrument key and reference, is called in `edition`.

    It tells nothing of those that cannot be compared. One query, where other editions were asked at all.
    """
    others = [pk for pk in asked if pk != edition.pk]
    changes = changes_to(edition.pk, others) if others else {}
    found = {
        (pk, change.instrument, change.old): change
        for pk, became in changes.items()
        for change in became
        if change.kind in COMPARABLE
    }

    def called(pk: int, instrument: str, ref: str) -> Change | None:
        same = Change(instrument, ref, ref, Kind.SAME)
        return same if pk == edition.pk else found.get((pk, instrument, ref))

    return called


def revealed_parts(city: City) -> Iterable[Mapping[str, Any]]:
    """Return what the revealed assessments of a city asked, a row a top group, the one that closed last on top.

    Of an assessment it is the latest revealed round that says when. `was_asked` tells whether anybody was, of the part.
    """
    group = OuterRef("assessment__asked_groups__group")
    asked = Rating.objects.filter(
        Q(criterion__group=group) | Q(criterion__group__parent=group),
        round__assessment=OuterRef("assessment"),
        round__revealed_at__isnull=False,
        participant__withdrawn_at=None,
    )
    rounds = Round.objects.filter(city=city, pk__in=latest_revealed())
    return rounds.order_by("-closed_at", "-pk").values(
        "pk",
        "closed_at",
        "assessment_id",
        title=F("assessment__title"),
        minimum=F("assessment__minimum_group"),
        consensus=F("assessment__consensus_threshold"),
        coverage=F("assessment__coverage_threshold"),
        divergence=F("assessment__divergence_threshold"),
        green=F("assessment__green_from"),
        amber_green=F("assessment__amber_green_from"),
        amber=F("assessment__amber_from"),
        amber_red=F("assessment__amber_red_from"),
        edition=F("assessment__edition_id"),
        digest=F("assessment__edition__digest"),
        status=F("assessment__edition__status"),
        instrument=F("assessment__asked_groups__group__instrument__key"),
        group=F("assessment__asked_groups__group__ref"),
        was_asked=Exists(asked),
    )


def asking_from(row: Mapping[str, Any], city: City) -> Asking:
    """Make an asking from a row of `revealed_parts`, with the words of the edition that was asked."""
    instruments = read_instruments(row["edition"], row["digest"], row["status"], reading_languages())
    return Asking(
        round_id=row["pk"],
        assessment_id=row["assessment_id"],
        title=row["title"],
        closed_on=city.date_at(row["closed_at"]),
        minimum_group=row["minimum"],
        thresholds=Thresholds(
            row["consensus"],
            row["coverage"],
            row["divergence"],
            Limits(row["green"], row["amber_green"], row["amber"], row["amber_red"]),
        ),
        outline=next(item.outline for item in instruments if item.outline.key == row["instrument"]),
        group=row["group"],
    )
