"""Where a city stands: of each criterion, what the newest revealed round in which it was asked says.

Counts only; what the minimum group withholds is decided in `rules.results`, as for results pages. Criteria are the
same across editions by instrument key and reference.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Count, F, OuterRef, Subquery

from assessments.models import Rating, Round
from assessments.queries.results import rated_in, tally_from, what_counts
from assessments.rules.attention import Thresholds
from assessments.rules.results import CriterionSpec, Figures, GroupSpec, results_of
from assessments.rules.scoring import weighted_mean
from assessments.rules.tally import Tally
from cities.models import City
from framework.queries.annotated import read_instruments
from framework.queries.languages import reading_languages
from framework.rules.guide import Guide, NoteCriterion
from framework.rules.outline import InstrumentOutline, LevelOutline

Identity: TypeAlias = tuple[str, str]
"""A criterion across editions: instrument key and reference."""
EVERYBODY = ""
"""The one part of a breakdown in which all sectors are together."""


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
class Standing:
    """What was said of a criterion last. `figures` is None where they are withheld, `weight` is that of the edition."""

    asking: Asking
    figures: Figures | None
    weight: float

    @property
    def levels(self) -> tuple[LevelOutline, ...]:
        return self.asking.outline.levels


@dataclass(frozen=True, slots=True)
class NoteStanding:
    """Where a city stands on the criteria of a note, in the framework's order."""

    asked: tuple[tuple[NoteCriterion, Standing], ...]
    never_asked: tuple[NoteCriterion, ...]


@dataclass(frozen=True, slots=True)
class NoteBrief:
    """A note in a line: how many of its criteria were asked, and the score of those that may be shown."""

    criteria: int
    asked: int
    score: float | None
    coverage: float | None


def note_standing(city: City, guide: Guide, ref: str) -> NoteStanding:
    """Return where the city stands on the criteria of a note."""
    criteria = list(guide.criteria_of(ref))
    found = standings(city, {(item.instrument, item.ref) for item in criteria})
    pairs = [(item, found.get((item.instrument, item.ref))) for item in criteria]
    return NoteStanding(
        asked=tuple((item, standing) for item, standing in pairs if standing),
        never_asked=tuple(item for item, standing in pairs if not standing),
    )


def notes_in_brief(city: City, guide: Guide) -> dict[str, NoteBrief]:
    """Return where the city stands on each note that has criteria, by its reference."""
    found = standings(city, {(item.instrument, item.ref) for item in guide.criteria if item.notes})
    return {note.ref: brief for note in guide.notes if (brief := brief_of(guide.criteria_of(note.ref), found))}


def brief_of(criteria: Iterable[NoteCriterion], found: Mapping[Identity, Standing]) -> NoteBrief | None:
    """Return criteria in a line; nothing of none. What is withheld is in no figure."""
    identities = [(item.instrument, item.ref) for item in criteria]
    if not identities:
        return None
    standing = [found[identity] for identity in identities if identity in found]
    shown = [(item.figures, item.weight) for item in standing if item.figures]
    invited = sum(figures.tally.asked for figures, _ in shown)
    rated = sum(figures.tally.rated for figures, _ in shown)
    return NoteBrief(
        criteria=len(identities),
        asked=len(standing),
        score=weighted_mean((figures.score, weight) for figures, weight in shown if figures.score is not None),
        coverage=rated / invited if invited else None,
    )


def standings(city: City, wanted: Collection[Identity]) -> dict[Identity, Standing]:
    """Return where a city stands on criteria, those never asked left out. Three queries, whatever their number."""
    asked = newest_askings(city, wanted)
    rounds = {asking.round_id for asking in asked.values()}
    if not rounds:
        return {}
    tallies, raters = tallies_of(rounds, asked), raters_of(rounds)
    together: dict[tuple[int, str], list[Identity]] = defaultdict(list)
    for identity, asking in asked.items():
        together[asking.round_id, identity[0]].append(identity)
    found: dict[Identity, Standing] = {}
    for part, identities in together.items():
        found |= computed({identity: asked[identity] for identity in identities}, tallies, raters.get(part, 0))
    return found


def newest_askings(city: City, wanted: Collection[Identity]) -> dict[Identity, Asking]:
    """Return for each criterion the revealed round that closed last of those that asked it."""
    found: dict[Identity, Asking] = {}
    for row in revealed_parts(city):
        asking = asking_from(row, city)
        for criterion in asking.outline.only([asking.group]).all_criteria:
            if (asking.outline.key, criterion.ref) in wanted:
                found.setdefault((asking.outline.key, criterion.ref), asking)
    return found


def revealed_parts(city: City) -> Iterable[Mapping[str, Any]]:
    """Return what the revealed rounds of a city asked, a row a top group, the round that closed last on top.

    Of an assessment only the latest round counts: until that is revealed, the one before has no page either.
    """
    latest = Round.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    rounds = Round.objects.filter(city=city, revealed_at__isnull=False, pk=Subquery(latest))
    return rounds.order_by("-closed_at", "-pk").values(
        "pk",
        "closed_at",
        "assessment_id",
        title=F("assessment__title"),
        minimum=F("assessment__minimum_group"),
        consensus=F("assessment__consensus_threshold"),
        coverage=F("assessment__coverage_threshold"),
        edition=F("assessment__edition_id"),
        digest=F("assessment__edition__digest"),
        status=F("assessment__edition__status"),
        instrument=F("assessment__asked_groups__group__instrument__key"),
        group=F("assessment__asked_groups__group__ref"),
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
        thresholds=Thresholds(row["consensus"], row["coverage"]),
        outline=next(item.outline for item in instruments if item.outline.key == row["instrument"]),
        group=row["group"],
    )


def tallies_of(rounds: Collection[int], asked: Mapping[Identity, Asking]) -> dict[Identity, Tally]:
    """Return the answers to each criterion in the round chosen for it, from one grouped count."""
    counts: dict[Identity, dict[tuple[str, int | None], int]] = defaultdict(dict)
    rows = (
        Rating.objects.filter(
            round__in=rounds,
            criterion__instrument__key__in={key for key, _ in asked},
            criterion__ref__in={ref for _, ref in asked},
        )
        .values_list("round_id", "criterion__instrument__key", "criterion__ref", "state", "level", "carried")
        .annotate(people=Count("pk"))
        .order_by()
    )
    for round_id, key, ref, state, level, carried, people in rows:
        asking = asked.get((key, ref))
        if asking and asking.round_id == round_id:
            answer, given = what_counts(state, level, carried), counts[key, ref]
            given[answer] = given.get(answer, 0) + people
    return {
        identity: tally_from(given, asked[identity].outline.lowest, len(asked[identity].outline.levels))
        for identity, given in counts.items()
    }


def raters_of(rounds: Collection[int]) -> dict[tuple[int, str], int]:
    """Return by round and instrument key how many people rated something."""
    rows = (
        rated_in(*rounds)
        .values_list("round_id", "criterion__instrument__key")
        .annotate(people=Count("participant", distinct=True))
        .order_by()
    )
    return {(round_id, key): people for round_id, key, people in rows}


def computed(
    asked: Mapping[Identity, Asking], tallies: Mapping[Identity, Tally], raters: int
) -> dict[Identity, Standing]:
    """Return what may be shown of criteria of one instrument in one round; by the roll-up, and so by its rule."""
    asking = next(iter(asked.values()))
    weights = {item.ref: item.weight for item in asking.outline.all_criteria}
    results = results_of(
        [GroupSpec(EVERYBODY, tuple(CriterionSpec(ref) for _, ref in asked))],
        {identity[1]: {EVERYBODY: tallies[identity]} for identity in asked if identity in tallies},
        part_sizes={EVERYBODY: raters},
        levels=len(asking.outline.levels),
        minimum_group=asking.minimum_group,
        thresholds=asking.thresholds,
    )
    figures = {result.key: result.figures for result in results.all_criteria}
    return {identity: Standing(asked[identity], figures[identity[1]], weights[identity[1]]) for identity in asked}
