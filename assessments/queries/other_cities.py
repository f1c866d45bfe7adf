"""Our scores beside the quartiles of all cities that share theirs: the one place that reads across cities.

No score of another city leaves this module: `shared_content` gives figures of six cities or more, by `rules`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from assessments.models import Assessment, Round, SharedFigures
from assessments.queries.agreed_rounds import agreed_rounds, asked_of, results_of_all
from assessments.rules.other_cities import Quartiles, quartiles_of
from assessments.rules.results import Results
from cities.models import City, Member, User
from framework.models import Edition
from framework.queries.annotated import instruments_of
from framework.rules.outline import InstrumentOutline

OWN_VIEW = (Assessment.Kind.SELF, Assessment.Kind.WORKSHOP)
"""Where a city says how it sees itself: neither a reviewer's view nor a survey before a workshop."""
WHOLE = ""
"""Stands for the whole instrument among the references of its top groups."""


@dataclass(frozen=True, slots=True)
class BesideOthers:
    """A top group, or the whole: our score with its coverage, and the quartiles where enough cities are behind them."""

    name: str
    own: float | None
    coverage: float | None
    quartiles: Quartiles | None

    @property
    def words(self) -> str:
        """Say where we stand, as the quartiles are written; nothing where there is nothing to say."""
        if self.own is None or self.quartiles is None:
            return ""
        if self.own < self.quartiles.lower:
            return _("below the middle half")
        return _("above the middle half") if self.own > self.quartiles.upper else _("in the middle half")


@dataclass(frozen=True, slots=True)
class InstrumentBeside:
    """One instrument; `assessment` is our latest that asked it. The whole stands last."""

    outline: InstrumentOutline
    assessment: Assessment
    rows: tuple[BesideOthers, ...]


def latest_own(city: City) -> Round | None:
    """Return the agreed assessment of a city's own view that closed last."""
    return agreed_rounds().filter(city=city, assessment__kind__in=OWN_VIEW).last()


def beside_others(city: City, edition: Edition, figures: SharedFigures | None, reader: User) -> list[InstrumentBeside]:
    """Return the city's scores with the figures of a quarter beside them, as far as this reader may see them."""
    rounds = agreed_rounds().filter(city=city, assessment__edition=edition, assessment__kind__in=OWN_VIEW)
    latest, results = latest_results(rounds)
    scores = scores_of(results, edition)
    covered = {(key, ref): found for (_city_id, key), own in results.items() for ref, found in coverages_in(own)}
    inside = cities_known_to(reader)
    quartiles = {place: item for place, item in read(figures).items() if item.may_be_seen(inside)}
    return [
        InstrumentBeside(
            outline=outline,
            assessment=latest[city.pk, outline.key].assessment,
            rows=tuple(
                BesideOthers(name, scores.get(place, {}).get(city.pk), covered.get(place), quartiles.get(place))
                for name, place in places_of(outline)
            ),
        )
        for outline in (item.outline for item in instruments_of(edition))
        if (city.pk, outline.key) in latest
    ]


def places_of(outline: InstrumentOutline) -> list[tuple[str, tuple[str, str]]]:
    """Return what is compared of an instrument, each with its name; the whole last."""
    return [*((group.name, (outline.key, group.ref)) for group in outline.groups), (_("Overall"), (outline.key, WHOLE))]


def cities_known_to(reader: User) -> frozenset[int]:
    """Return the cities that a person belongs to, or did: they know their scores. One query."""
    with scopes_disabled():
        return frozenset(Member.objects.filter(user=reader).values_list("city_id", flat=True))


def shared_content(edition: Edition) -> dict[str, Any]:
    """Return the quartiles of all cities that share their scores, as JSON; empty where there are none.

    By instrument key and reference: lower quartile, median, upper quartile, and the ids of the cities behind them.
    """
    with scopes_disabled():
        rounds = agreed_rounds().filter(
            city__shares_scores=True,
            city__archived_at=None,
            assessment__edition=edition,
            assessment__kind__in=OWN_VIEW,
        )
        scores = scores_of(latest_results(rounds)[1], edition)
    content: dict[str, Any] = defaultdict(dict)
    for (key, ref), by_city in sorted(scores.items()):
        found = quartiles_of(by_city)
        if found:
            content[key][ref] = [found.lower, found.middle, found.upper, sorted(found.cities)]
    return dict(content)


def read(figures: SharedFigures | None) -> dict[tuple[str, str], Quartiles]:
    """Return what `shared_content` wrote, by instrument key and reference."""
    content = figures.content if figures else {}
    return {
        (key, ref): Quartiles(lower, middle, upper, frozenset(cities))
        for key, by_ref in content.items()
        for ref, (lower, middle, upper, cities) in by_ref.items()
    }


def latest_results(
    rounds: QuerySet[Round],
) -> tuple[dict[tuple[int, str], Round], dict[tuple[int, str], Results]]:
    """Return of each city and instrument the latest of these rounds that asked it, and its results.

    All are of one edition. Five queries, whatever their number.
    """
    every = list(rounds)
    asked = asked_of(every)
    latest = {(item.city_id, outline.key): item for item in every for outline in asked[item.assessment_id]}
    chosen = list({item.pk: item for item in latest.values()}.values())
    results = results_of_all(chosen, {item.assessment_id: asked[item.assessment_id] for item in chosen})
    return latest, {(city, key): results[item.assessment_id][key] for (city, key), item in latest.items()}


def scores_of(results: Mapping[tuple[int, str], Results], edition: Edition) -> dict[tuple[str, str], dict[int, float]]:
    """Return scores by instrument key and reference, then by city."""
    groups = {item.outline.key: [group.ref for group in item.outline.groups] for item in instruments_of(edition)}
    found: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for (city_id, key), own in results.items():
        for ref, score in scores_in(own, groups[key]):
            found[key, ref][city_id] = score
    return dict(found)


def scores_in(results: Results, refs: Iterable[str]) -> Iterable[tuple[str, float]]:
    """Return the scores of top groups by reference, and that of the whole where every group of the edition has one."""
    scores: Mapping[str, float | None] = {group.key: group.figures.score for group in results.groups}
    found = [(ref, score) for ref, score in scores.items() if score is not None]
    yield from found
    if {ref for ref, _ in found} == set(refs) and results.figures.score is not None:
        yield WHOLE, results.figures.score


def coverages_in(results: Results) -> Iterable[tuple[str, float | None]]:
    """Return the coverages of top groups by reference, and that of the whole."""
    yield from ((group.key, group.figures.coverage) for group in results.groups)
    yield WHOLE, results.figures.coverage
