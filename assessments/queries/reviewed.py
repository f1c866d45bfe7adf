"""A reviewer's levels beside the city's. What the minimum group withholds, or is not revealed yet, is not there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.models import Participant, Round
from assessments.queries.agreed import agreed_of
from assessments.queries.askings import Identity
from assessments.queries.results import compute, counted
from assessments.queries.reviews import Judged, ReviewPage, ReviewSheet
from assessments.queries.standing import standings
from assessments.rules.divergence import Divergence, ranked
from assessments.rules.positions import Agreed
from framework.rules.outline import InstrumentOutline


@dataclass(frozen=True, slots=True)
class CityLevels:
    """Where the city stands by criterion, counted from 0 for the lowest level.

    `agreed` are those that were agreed rather than the median of answers. `is_awaited`: the leaders were asked, and
    their results are not revealed. `is_of_before`: they were not asked here, so that earlier assessments speak.
    """

    levels: Mapping[Identity, float] = field(default_factory=dict)
    agreed: frozenset[Identity] = frozenset()
    is_awaited: bool = False
    is_of_before: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """One statement on which the reviewer gave a level, and how far that is from the city's."""

    page: ReviewPage
    row: Judged
    found: Divergence[Identity]
    is_agreed: bool

    @property
    def difference(self) -> float | None:
        return self.found.difference

    @property
    def city(self) -> float | None:
        return self.found.city


def city_levels(round_: Round, sheet: ReviewSheet) -> CityLevels:
    """Return the city's levels on what an assessment asks, by its latest revealed round; `round_` is its latest."""
    outlines = [outline for outline, _pages in sheet.instruments]
    agreed = agreed_of(round_.assessment)
    rounds = Round.objects.filter(assessment=round_.assessment_id).select_related("assessment", "city")
    if not Participant.objects.filter(round__in=rounds, withdrawn_at=None).exists():
        return with_agreed(CityLevels(earlier_medians(round_, outlines), is_of_before=True), agreed)
    revealed = rounds.filter(revealed_at__isnull=False).order_by("-number").first()
    if revealed is None:
        return CityLevels(is_awaited=True)
    return with_agreed(CityLevels(own_medians(revealed, outlines)), agreed)


def with_agreed(found: CityLevels, agreed: Mapping[str, Mapping[str, Agreed]]) -> CityLevels:
    """Let an agreed level take the place of a median; what does not apply has neither."""
    settled = {(key, ref): position.level for key, by_ref in agreed.items() for ref, position in by_ref.items()}
    said = {key: level for key, level in found.levels.items() if key not in settled}
    known = {key: level for key, level in settled.items() if level is not None}
    return CityLevels({**said, **known}, frozenset(known), is_of_before=found.is_of_before)


def own_medians(round_: Round, outlines: list[InstrumentOutline]) -> dict[Identity, float]:
    """Return the medians of a revealed round that may be shown."""
    frozen = counted(round_, outlines)
    return {
        (outline.key, result.key): result.figures.median
        for outline in outlines
        for result in compute(frozen, outline).all_criteria
        if result.figures and result.figures.median is not None
    }


def earlier_medians(round_: Round, outlines: list[InstrumentOutline]) -> dict[Identity, float]:
    """Return the medians of the newest revealed assessments that asked the same, where the scale is as long."""
    levels = {(outline.key, item.ref): len(outline.levels) for outline in outlines for item in outline.all_criteria}
    found = standings(round_.city, round_.assessment.edition, levels.keys())
    return {
        key: standing.level
        for key, standing in found.items()
        if standing.level is not None and len(standing.levels) == levels[key]
    }


def apart(sheet: ReviewSheet, city: CityLevels) -> list[Apart]:
    """Return every statement on which the reviewer gave a level, the widest apart from the city first."""
    rated: dict[Identity, tuple[ReviewPage, Judged]] = {}
    reviewer: dict[Identity, int] = {}
    for page in sheet.pages:
        for row in page.rows:
            if row.rating.level is not None:
                key = (page.instrument.key, row.criterion.ref)
                rated[key], reviewer[key] = (page, row), row.rating.level - page.instrument.lowest
    return [Apart(*rated[item.key], item, item.key in city.agreed) for item in ranked(reviewer, city.levels)]
