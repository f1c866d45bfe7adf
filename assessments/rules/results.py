"""The roll-up: from the answers of a closed round to every figure of its results.

Pure, and the only way to the figures: of what the minimum-group rule withholds, only the coverage comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assessments.rules.anonymity import is_withheld, merge_small_parts, shown_parts
from assessments.rules.attention import Reason, Thresholds, reasons_to_discuss
from assessments.rules.bands import Band, band_of
from assessments.rules.consensus import consensus
from assessments.rules.scoring import median, quartiles, score, weighted_mean
from assessments.rules.tally import Tally

Answers: TypeAlias = Mapping[str, Mapping[str, Tally]]
"""The tally of each part (of each sector, say) by the key of the criterion, then the name of the part."""


@dataclass(frozen=True, slots=True)
class CriterionSpec:
    key: str
    weight: float = 1


@dataclass(frozen=True, slots=True)
class GroupSpec:
    key: str
    criteria: tuple[CriterionSpec, ...] = ()
    groups: tuple["GroupSpec", ...] = ()

    @property
    def all_criteria(self) -> tuple[CriterionSpec, ...]:
        """Its own criteria, then those of its subgroups, in order."""
        return self.criteria + tuple(spec for group in self.groups for spec in group.all_criteria)


@dataclass(frozen=True, slots=True)
class Figures:
    """Score 0 to 100; consensus and coverage 0 to 1; median and quartiles as level index, 0 the lowest.

    None stands for a figure that does not exist, never for zero.
    """

    tally: Tally
    score: float | None
    median: float | None
    quartiles: tuple[float, float] | None
    consensus: float | None
    coverage: float | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """`figures` is None where they are withheld, and then so is every part."""

    key: str
    figures: Figures | None
    reasons: tuple[Reason, ...]
    parts: tuple[Figures | None, ...]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """`withheld` counts the criteria, subgroups included, that are in no figure but the coverage."""

    key: str
    figures: Figures
    criteria: tuple[CriterionResult, ...]
    groups: tuple["GroupResult", ...]
    withheld: int
    parts: tuple[Figures | None, ...]

    @property
    def all_criteria(self) -> tuple[CriterionResult, ...]:
        """Its own criteria, then those of its subgroups, in order."""
        return self.criteria + tuple(result for group in self.groups for result in group.all_criteria)


@dataclass(frozen=True, slots=True)
class Results:
    """`parts` names what was merged into each part; every other tuple of parts stands in the same order."""

    figures: Figures
    groups: tuple[GroupResult, ...]
    parts: tuple[tuple[str, ...], ...]
    withheld: int

    @property
    def all_criteria(self) -> tuple[CriterionResult, ...]:
        return tuple(result for group in self.groups for result in group.all_criteria)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one criterion or group brings to a roll-up, for everybody or for one part.

    `answers` holds the withheld ones too: they may enter the coverage and nothing else.
    """

    figures: Figures | None
    answers: Tally
    weight: float = 1


@dataclass(frozen=True, slots=True)
class _Scored:
    """A criterion with its cells: everybody first, then the parts."""

    result: CriterionResult
    cells: tuple[_Cell, ...]


def results_of(
    groups: Sequence[GroupSpec],
    answers: Answers,
    *,
    part_sizes: Mapping[str, int],
    levels: int,
    minimum_group: int,
    thresholds: Thresholds,
) -> Results:
    """Every figure that may be shown of one round.

    `part_sizes` are the people of each part with at least one rated answer: with fewer than `minimum_group`
    of them in all, nothing is shown. `levels` is the length of the scale. A criterion that `answers` does not
    hold was put to nobody.
    """
    if sum(part_sizes.values()) < minimum_group:
        answers = {}
    parts = merge_small_parts(part_sizes, minimum_group)
    scored = {
        spec.key: _scored(spec, answers.get(spec.key, {}), parts, levels, minimum_group, thresholds)
        for group in groups
        for spec in group.all_criteria
    }
    found = tuple(_group_result(group, scored, levels, len(parts)) for group in groups)
    overall = _overall(zip(groups, found, strict=True), scored, levels)
    return Results(overall, found, parts, withheld=sum(group.withheld for group in found))


def _scored(
    spec: CriterionSpec,
    by_part: Mapping[str, Tally],
    parts: Sequence[Sequence[str]],
    levels: int,
    minimum: int,
    thresholds: Thresholds,
) -> _Scored:
    """One criterion, with all that must not be shown taken out."""
    whole = Tally.pooled(by_part.values(), levels)
    tallies = [Tally.pooled((by_part[name] for name in names if name in by_part), levels) for names in parts]
    rated = [tally.rated for tally in tallies]
    # answers that stand in no part can be got by subtraction too, so they count as one more hidden part
    shown = shown_parts([*rated, whole.rated - sum(rated)], minimum)
    visible = [not is_withheld(whole, minimum), *shown[: len(parts)]]
    cells = tuple(
        _Cell(_figures_of(tally) if may_show else None, tally, spec.weight)
        for tally, may_show in zip([whole, *tallies], visible, strict=True)
    )
    everybody, *each_part = [cell.figures for cell in cells]
    reasons = reasons_to_discuss(whole, thresholds) if everybody else ()
    return _Scored(CriterionResult(spec.key, everybody, reasons, tuple(each_part)), cells)


def _group_result(spec: GroupSpec, scored: Mapping[str, _Scored], levels: int, parts: int) -> GroupResult:
    rows = [scored[criterion.key].cells for criterion in spec.all_criteria]
    everybody, *each_part = [[cells[index] for cells in rows] for index in range(parts + 1)]
    return GroupResult(
        key=spec.key,
        figures=_roll_up(everybody, levels),
        criteria=tuple(scored[criterion.key].result for criterion in spec.criteria),
        groups=tuple(_group_result(group, scored, levels, parts) for group in spec.groups),
        withheld=sum(cell.figures is None for cell in everybody),
        parts=tuple(_roll_up(cells, levels) if any(cell.figures for cell in cells) else None for cells in each_part),
    )


def _overall(found: Iterable[tuple[GroupSpec, GroupResult]], scored: Mapping[str, _Scored], levels: int) -> Figures:
    """Roll-up of the top groups, each with weight 1: many criteria in one do not outweigh few in another."""
    cells = []
    for spec, result in found:
        everybody = (scored[criterion.key].cells[0].answers for criterion in spec.all_criteria)
        cells.append(_Cell(result.figures, Tally.pooled(everybody, levels)))
    return _roll_up(cells, levels)


def _roll_up(cells: Sequence[_Cell], levels: int) -> Figures:
    """Figures of a group from those of its members; the same for everybody and for one part.

    What is withheld stays out of the score and the counts: with it inside, taking the shown ones away from
    the group would give it. Only the coverage counts all, for how many have answered is no secret. Consensus
    is the plain mean: pooled ratings would mistake differences between statements for differences between
    people.
    """
    shown = [(cell.figures, cell.weight) for cell in cells if cell.figures]
    return _figures(
        Tally.pooled((figures.tally for figures, _ in shown), levels),
        weighted_mean((figures.score, weight) for figures, weight in shown if figures.score is not None),
        weighted_mean((figures.consensus, 1) for figures, _ in shown if figures.consensus is not None),
        Tally.pooled((cell.answers for cell in cells), levels).coverage,
    )


def _figures_of(tally: Tally) -> Figures:
    return _figures(tally, score(tally.levels), consensus(tally.levels), tally.coverage)


def _figures(tally: Tally, mean_score: float | None, agreement: float | None, coverage: float | None) -> Figures:
    return Figures(
        tally=tally,
        score=mean_score,
        median=median(tally.levels),
        quartiles=quartiles(tally.levels),
        consensus=agreement,
        coverage=coverage,
        band=None if mean_score is None else band_of(mean_score),
    )
