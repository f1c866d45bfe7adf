"""Where a city stands: of each criterion, what the newest revealed round in which it was asked says.

Counts only; what the minimum group withholds is decided in `rules.results`, as for results pages.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Value
from django.db.models.functions import Cast

from assessments.models import Rating
from assessments.queries.askings import Asking, Identity, Said, newest_askings
from assessments.queries.counting import PERSON, Counts, round_to_show, tally_from, that_count, what_counts
from assessments.rules.positions import Agreed
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.roll_up import Figures, coverage_of
from assessments.rules.scoring import weighted_mean
from assessments.rules.tally import Tally
from cities.models import City
from framework.models import Edition
from framework.queries.guide import guide_of
from framework.rules.guide import NoteCriterion
from framework.rules.outline import LevelOutline

EVERYBODY = ""
"""The one part of a breakdown in which all sectors are together."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was said of a criterion last.

    `ref` is its reference in the edition that was asked, `weight` its weight there. `figures` is None where they are
    withheld, `score` is that of the agreed level where there is one, `covered` the answers that count in a coverage.
    `is_reworded`: it was asked in other words.
    """

    asking: Asking
    ref: str
    is_reworded: bool
    figures: Figures | None
    weight: float
    agreed: Agreed | None = None
    score: float | None = None
    covered: Tally | None = None

    @property
    def levels(self) -> tuple[LevelOutline, ...]:
        return self.asking.outline.levels

    @property
    def level(self) -> float | None:
        """Where it stands, as level index: the agreed level, else the median."""
        if self.agreed:
            return self.agreed.level
        return self.figures.median if self.figures else None


@dataclass(frozen=True, slots=True)
class NoteStanding:
    """Where a city stands on the criteria of a note, in the framework's order."""

    asked: tuple[tuple[NoteCriterion, Standing], ...]
    never_asked: tuple[NoteCriterion, ...]


@dataclass(frozen=True, slots=True)
class NoteBrief:
    """A note in a line: how many of its criteria were asked, their score and its coverage.

    There is a score where at least half of the note's criteria have one that may be shown: fewer would speak for all.
    """

    criteria: int
    asked: int
    score: float | None
    coverage: float | None = None

    @property
    def is_too_little(self) -> bool:
        """Whether some of its criteria were asked, but fewer than half."""
        return 0 < 2 * self.asked < self.criteria


def note_standing(city: City, edition: Edition, ref: str) -> NoteStanding:
    """Return where the city stands on the criteria of a note."""
    criteria = list(guide_of(edition).criteria_of(ref))
    found = standings(city, edition, {(item.instrument, item.ref) for item in criteria})
    pairs = [(item, found.get((item.instrument, item.ref))) for item in criteria]
    return NoteStanding(
        asked=tuple((item, standing) for item, standing in pairs if standing),
        never_asked=tuple(item for item, standing in pairs if not standing),
    )


def notes_in_brief(city: City, edition: Edition) -> dict[str, NoteBrief]:
    """Return where the city stands on each note that has criteria, by its reference."""
    guide = guide_of(edition)
    found = standings(city, edition, {(item.instrument, item.ref) for item in guide.criteria if item.notes})
    return {note.ref: brief for note in guide.notes if (brief := brief_of(guide.criteria_of(note.ref), found))}


def brief_of(criteria: Iterable[NoteCriterion], found: Mapping[Identity, Standing]) -> NoteBrief | None:
    """Return criteria in a line; nothing of none. What is withheld is in no figure."""
    identities = [(item.instrument, item.ref) for item in criteria]
    if not identities:
        return None
    standing = [found[identity] for identity in identities if identity in found]
    scored = [(item.score, item.weight) for item in standing if item.score is not None]
    is_enough = 2 * len(scored) >= len(identities)
    return NoteBrief(
        criteria=len(identities),
        asked=len(standing),
        score=weighted_mean(scored) if is_enough else None,
        coverage=coverage_of(item.covered for item in standing if item.covered) if is_enough else None,
    )


def standings(city: City, edition: Edition, wanted: Collection[Identity]) -> dict[Identity, Standing]:
    """Return where a city stands on criteria of an edition, those never asked left out.

    Three queries, whatever their number; one more where other editions were asked.
    """
    asked = newest_askings(city, edition, wanted)
    if not asked:
        return {}
    tallies, raters = counts_of(asked)
    together: dict[tuple[int, str], list[Identity]] = defaultdict(list)
    for identity, said in asked.items():
        together[said.asking.round_id, identity[0]].append(identity)
    found: dict[Identity, Standing] = {}
    for part, identities in together.items():
        these = {identity: asked[identity] for identity in identities}
        found |= computed(these, tallies, raters.get(part, 0))
    return found


def counts_of(asked: Mapping[Identity, Said]) -> tuple[dict[Identity, Tally], dict[tuple[int, str], int]]:
    """Return the answers to each criterion in the assessment chosen for it, and how many people rated something.

    The second is by round and instrument key. Both come from one query; its rows without a reference are people.
    """
    askings = {said.asking.assessment_id: said.asking for said in asked.values()}
    shown = Rating.objects.filter(
        round__assessment__in=askings, round__revealed_at__isnull=False, participant__withdrawn_at=None
    )
    answers = (
        shown.filter(
            criterion__instrument__key__in={key for key, _ in asked},
            criterion__ref__in={said.ref for said in asked.values()},
        )
        .order_by()
        .values_list(
            "round__assessment_id",
            "criterion__instrument__key",
            "criterion__ref",
            "round__number",
            "state",
            "level",
            "carried",
        )
        .annotate(people=Count("pk"))
    )
    no_words, no_number = Value(""), Value(0)
    no_level = Cast(Value(None), IntegerField())
    people = (
        that_count(shown)
        .order_by()
        .values_list(
            "round__assessment_id", "criterion__instrument__key", no_words, no_number, no_words, no_level, no_words
        )
        .annotate(people=Count(PERSON, distinct=True))
    )
    of = {(said.asking.assessment_id, identity[0], said.ref): identity for identity, said in asked.items()}
    counts: dict[Identity, dict[int, Counts]] = defaultdict(lambda: defaultdict(dict))
    raters: dict[tuple[int, str], int] = {}
    for assessment_id, key, ref, number, state, level, carried, found in answers.union(people, all=True):
        if not ref:
            raters[askings[assessment_id].round_id, key] = found
        elif identity := of.get((assessment_id, key, ref)):
            answer, given = what_counts(state, level, carried), counts[identity][number]
            given[answer] = given.get(answer, 0) + found
    return {identity: tally_shown(by_round, asked[identity].asking) for identity, by_round in counts.items()}, raters


def tally_shown(by_round: Mapping[int, Counts], asking: Asking) -> Tally:
    """Return the answers to a criterion in the last round in which they may be shown."""
    lowest, size = asking.outline.lowest, len(asking.outline.levels)
    tallies = {number: tally_from(given, lowest, size) for number, given in by_round.items()}
    return tallies[round_to_show(tallies, asking.minimum_group)]


def computed(
    asked: Mapping[Identity, Said], tallies: Mapping[Identity, Tally], raters: int
) -> dict[Identity, Standing]:
    """Return what may be shown of criteria of one instrument in one round; by the roll-up, and so by its rule."""
    asking = next(iter(asked.values())).asking
    weights = {item.ref: item.weight for item in asking.outline.all_criteria}
    results = results_of(
        [GroupSpec(EVERYBODY, tuple(CriterionSpec(ref) for _, ref in asked))],
        {identity[1]: {EVERYBODY: tallies[identity]} for identity in asked if identity in tallies},
        part_sizes={EVERYBODY: raters},
        levels=len(asking.outline.levels),
        minimum_group=asking.minimum_group,
        thresholds=asking.thresholds,
        agreed={ref: said.agreed for (_, ref), said in asked.items() if said.agreed},
    )
    found = {result.key: result for result in results.all_criteria}
    return {
        identity: Standing(
            said.asking,
            said.ref,
            said.is_reworded,
            found[identity[1]].figures,
            weights[said.ref],
            found[identity[1]].agreed,
            found[identity[1]].score,
            found[identity[1]].covered,
        )
        for identity, said in asked.items()
    }
