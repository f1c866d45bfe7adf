"""Results by sector, by role and by organisation, beside one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Case, Count, F, IntegerField, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Round
from assessments.queries.agreed import agreed_of
from assessments.queries.counting import NOTHING, PERSON, ratings_until, tallies_by, that_count
from assessments.queries.figures import COVERAGE_BELOW, coverage_notes
from assessments.queries.kept import kept
from assessments.queries.results import first_of, spec_of
from assessments.queries.words import sector_word
from assessments.rules.anonymity import are_enough
from assessments.rules.breakdown import Breakdown, Place, breakdowns
from assessments.rules.frozen import FrozenParts
from assessments.rules.roll_up import Scale
from assessments.rules.tally import Tally
from charts.rules import COLUMN, NARROW
from charts.rules.heatmap import Heatmap, heatmap
from charts.rules.heatmap.grid import fits
from cities.models import Organisation, Role
from framework.rules.outline import InstrumentOutline

REST = "rest:"
"""Begins the name of all organisations of a sector together in which too few people answered."""
ITSELF = "is:"
"""Begins the name of an organisation that stands for itself, where it is kept."""
NAMES_SHOWN = 3
TITLES = {
    "sector": gettext_lazy("By sector"),
    "role": gettext_lazy("By role"),
    "organisation": gettext_lazy("By organisation"),
}


@dataclass(frozen=True, slots=True)
class PartsOf:
    """A breakdown of one instrument in words: the name of each part, and the picture. None: it may not be shown.

    `narrow` is the same picture for a phone, where its columns have room there.
    """

    name: str
    title: str
    names: tuple[str, ...]
    chart: Heatmap | None = None
    narrow: Heatmap | None = None


@dataclass(frozen=True, slots=True)
class InstrumentParts:
    outline: InstrumentOutline
    breakdowns: tuple[PartsOf, ...]


def parts_of(round_: Round, outlines: Sequence[InstrumentOutline]) -> list[InstrumentParts]:
    """Return the breakdowns of each instrument that a revealed round asked, drawn: four queries."""
    found = frozen_parts(round_, outlines)
    return [InstrumentParts(one, tuple(drawn(part, one) for part in found[one.key])) for one in outlines]


def frozen_parts(round_: Round, outlines: Sequence[InstrumentOutline]) -> dict[str, tuple[FrozenParts, ...]]:
    """Return by instrument key, for each dimension, what may be shown of a revealed round: four queries.

    What was agreed not to apply is in no figure of its group.
    """
    minimum = round_.assessment.minimum_group
    people, names = people_by_place(round_, minimum)
    large = [int(name) for name in names]
    dimensions = ("participant__sector", "participant__role", large_organisation(large))
    tallied = kept(
        f"places:{','.join(outline.key for outline in outlines)}:{','.join(map(str, large))}",
        [round_],
        lambda missing: tallies_by(ratings_until(*missing), outlines, {round_.assessment_id: minimum}, *dimensions),
    )
    answers = tallied.get(round_.assessment_id, NOTHING).answers
    agreed = agreed_of(round_.assessment)
    return {
        outline.key: as_frozen(
            breakdowns(
                [spec_of(group) for group in outline.groups],
                {
                    ref: by_place
                    for ref, by_place in placed(answers.get(outline.key, {})).items()
                    if ref not in agreed.get(outline.key, {}) or agreed[outline.key][ref].applies
                },
                people=people.get(outline.key, {}),
                dimensions=3,
                scale=Scale(len(outline.levels), round_.assessment.thresholds.bands),
                minimum=minimum,
            ),
            names,
        )
        for outline in outlines
    }


def people_by_place(round_: Round, minimum: int) -> tuple[dict[str, dict[Place, int]], dict[str, str]]:
    """Return by instrument key how many people rated something in each place; and what large organisations are called.

    Those in which fewer than `minimum` did are together as the others of their sector.
    """
    rows = kept("people", [round_], lambda missing: {round_.assessment_id: people_rows(missing)})[round_.assessment_id]
    sizes: Counter[tuple[str, int]] = Counter()
    for key, _sector, _role, organisation, people in rows:
        sizes[key, organisation] += people
    large = {organisation for (_key, organisation), size in sizes.items() if are_enough(size, minimum)}
    called = dict(Organisation.objects.filter(pk__in=large).values_list("pk", "name"))
    found: dict[str, dict[Place, int]] = defaultdict(lambda: defaultdict(int))
    names: dict[str, str] = {}
    for key, sector, role, organisation, people in rows:
        place = place_of(sector, role, organisation if organisation in large else 0)
        if organisation in large:
            names[place[2]] = f"{ITSELF}{called[organisation]}"
        found[key][place] += people
    return found, names


def people_rows(rounds: Sequence[Round]) -> list[tuple[str, str, str, int, int]]:
    """Return instrument key, sector, role and organisation, and how many people there rated something."""
    return list(
        that_count(first_of(ratings_until(*rounds)))
        .values_list(
            "criterion__instrument__key",
            "participant__sector",
            "participant__role",
            "participant__organisation_id",
        )
        .annotate(people=Count(PERSON, distinct=True))
        .order_by("criterion__instrument__key")
    )


def large_organisation(large: Sequence[int]) -> Case:
    """Return the id of an organisation that stands for itself, 0 for the others."""
    here = When(participant__organisation_id__in=large, then=F("participant__organisation_id"))
    return Case(here, default=Value(0), output_field=IntegerField())


def place_of(sector: str, role: str, organisation: int) -> Place:
    return (sector, role, str(organisation) if organisation else f"{REST}{sector}")


def placed(answers: Mapping[str, Mapping[tuple[str, str, int], Tally]]) -> dict[str, dict[Place, Tally]]:
    return {ref: {place_of(*place): tally for place, tally in by_place.items()} for ref, by_place in answers.items()}


def as_frozen(found: Sequence[Breakdown], names: Mapping[str, str]) -> tuple[FrozenParts, ...]:
    """Keep what may be shown of each breakdown, organisations by their names."""
    return tuple(
        FrozenParts(
            dimension,
            tuple(tuple(names.get(name, name) for name in part) for part in breakdown.parts),
            {ref: tuple(part.score if part else None for part in figures) for ref, figures in breakdown.groups.items()},
            {
                ref: tuple(part.coverage if part else None for part in figures)
                for ref, figures in breakdown.groups.items()
            },
        )
        for dimension, breakdown in zip(TITLES, found, strict=True)
    )


def part_names(found: FrozenParts) -> tuple[str, ...]:
    """Name the parts of a breakdown, in the language of whoever reads."""
    if found.dimension == "organisation":
        return tuple(organisations_word(organisation_words(part)) for part in found.parts)
    word = sector_word if found.dimension == "sector" else role_word
    return tuple(" + ".join(map(word, part)) for part in found.parts)


def role_word(role: str) -> str:
    return str(Role(role).label)


def organisation_words(part: Iterable[str]) -> list[str]:
    """Name the organisations of a part, and all in one the sectors in which too few people of one answered."""
    named = sorted(name.removeprefix(ITSELF) for name in part if name.startswith(ITSELF))
    others = sorted(sector_word(name.removeprefix(REST)) for name in part if not name.startswith(ITSELF))
    return [*named, _("Others, %(sector)s") % {"sector": " + ".join(others)}] if others else named


def organisations_word(names: Sequence[str]) -> str:
    """Name the organisations of a part, the first few where they are many."""
    if len(names) <= NAMES_SHOWN:
        return " + ".join(names)
    return _("%(names)s and others") % {"names": ", ".join(names[:NAMES_SHOWN])}


def drawn(found: FrozenParts, outline: InstrumentOutline) -> PartsOf:
    """Draw a breakdown; without a picture where it may not be shown."""
    title, names = str(TITLES[found.dimension]), part_names(found)
    if not names:
        return PartsOf(found.dimension, title, ())
    draw = partial(
        heatmap,
        [group.name for group in outline.groups],
        names,
        [found.scores[group.ref] for group in outline.groups],
        notes=coverage_notes([found.coverages_of(group.ref) for group in outline.groups]),
        notes_label=str(COVERAGE_BELOW),
        title=f"{outline.name}: {title}",
        description=_("Darker is higher. Groups with too few people are joined, so that nobody can be told apart."),
        row_heading=capfirst(outline.part),
        withheld_label=_("withheld: too few people answered"),
    )
    narrow = draw(width=NARROW) if fits(names, NARROW) else None
    return PartsOf(found.dimension, title, names, draw(width=COLUMN), narrow)
