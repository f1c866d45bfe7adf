"""From the answers of a closed round to every figure of its results.

Pure, and the only way to the figures: of what the minimum-group rule withholds, nothing comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from assessments.rules.anonymity import are_enough, is_withheld, merge_small_parts, shown_parts
from assessments.rules.attention import Reason, Thresholds, reasons_to_discuss
from assessments.rules.bands import Band
from assessments.rules.positions import Agreed
from assessments.rules.roll_up import Cell, Figures, Scale, cell_of, figures_of, figures_of_part, roll_up
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
class CriterionResult:
    """`figures` is None where they are withheld, and then so is every part.

    `score` is that of the agreed level where there is one: what is agreed is no secret, so a criterion can have a score
    whose figures are withheld.
    """

    key: str
    figures: Figures | None
    reasons: tuple[Reason, ...]
    parts: tuple[Figures | None, ...]
    agreed: Agreed | None = None
    score: float | None = None

    @property
    def is_out(self) -> bool:
        """Whether it was agreed that it does not apply: it is in no figure of its group then."""
        return self.agreed is not None and not self.agreed.applies

    @property
    def covered(self) -> Tally | None:
        """The answers that count in the coverage of its group, if they do."""
        return self.figures.tally if self.figures and not self.is_out else None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """`withheld` counts the criteria, subgroups included, that are in no figure.

    `is_capped`: one of its criteria was agreed at the lowest level, and without that its band would be better.
    """

    key: str
    figures: Figures
    criteria: tuple[CriterionResult, ...]
    groups: tuple["GroupResult", ...]
    withheld: int
    parts: tuple[Figures | None, ...]
    is_capped: bool = False

    @property
    def all_criteria(self) -> tuple[CriterionResult, ...]:
        """Its own criteria, then those of its subgroups, in order."""
        return self.criteria + tuple(result for group in self.groups for result in group.all_criteria)

    @property
    def agreed(self) -> int:
        """How many of its criteria have an agreed position."""
        return sum(result.agreed is not None for result in self.all_criteria)


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

    @property
    def agreed(self) -> int:
        """How many criteria have an agreed position."""
        return sum(group.agreed for group in self.groups)

    @property
    def capped(self) -> int:
        """How many top groups show amber because something in them was agreed at the lowest level."""
        return sum(group.is_capped for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A criterion with its cells: everybody first, then the parts."""

    result: CriterionResult
    cells: tuple[Cell, ...]


NOTHING_AGREED: Mapping[str, Agreed] = MappingProxyType({})
NOT_REVIEWED: Mapping[str, Sequence[int]] = MappingProxyType({})


def results_of(
    groups: Sequence[GroupSpec],
    answers: Answers,
    *,
    part_sizes: Mapping[str, int],
    levels: int,
    minimum_group: int,
    thresholds: Thresholds,
    agreed: Mapping[str, Agreed] = NOTHING_AGREED,
    reviewed: Mapping[str, Sequence[int]] = NOT_REVIEWED,
) -> Results:
    """Every figure that may be shown of one assessment.

    `part_sizes` are the people of each part with at least one rated answer in the first round. Where fewer than
    `minimum_group` rated anything, in whatever round, nothing is shown. `levels` is the length of the scale. A
    criterion that `answers` does not hold was put to nobody. `agreed` and `reviewed` are what the city agreed on and
    the levels that reviewers gave, by the key of the criterion.
    """
    in_any_round = (sum(tally.rated for tally in by_part.values()) for by_part in answers.values())
    if not are_enough(max([sum(part_sizes.values()), *in_any_round]), minimum_group):
        answers = {}
    parts = merge_small_parts(part_sizes, minimum_group)
    scale = Scale(levels, thresholds.bands)
    scored = {
        spec.key: _with_position(
            _scored(
                spec,
                answers.get(spec.key, {}),
                parts,
                scale,
                minimum_group,
                thresholds,
                reviewed.get(spec.key, ()),
            ),
            agreed.get(spec.key),
            scale,
        )
        for group in groups
        for spec in group.all_criteria
    }
    found = tuple(_capped(_group_result(group, scored, scale, len(parts))) for group in groups)
    overall = _overall(zip(groups, found, strict=True), scored, scale)
    return Results(overall, found, parts, withheld=sum(group.withheld for group in found))


def _scored(
    spec: CriterionSpec,
    by_part: Mapping[str, Tally],
    parts: Sequence[Sequence[str]],
    scale: Scale,
    minimum: int,
    thresholds: Thresholds,
    reviewers: Sequence[int],
) -> _Scored:
    """One criterion, with all that must not be shown taken out."""
    whole = Tally.pooled(by_part.values(), scale.levels)
    tallies = [Tally.pooled((by_part[name] for name in names if name in by_part), scale.levels) for names in parts]
    # answers that stand in no part can be got by subtraction too, so they count as one more hidden part
    rated, asked = [tally.rated for tally in tallies], [tally.people for tally in tallies]
    shown = shown_parts([*rated, whole.rated - sum(rated)], minimum)
    # a coverage speaks of all who were asked, and must not be left out for what one of them answered
    told = shown_parts([*asked, whole.people - sum(asked)], minimum)
    figures = [
        None if is_withheld(whole, minimum) else figures_of(whole, scale),
        *(
            figures_of_part(tally, scale, is_shown=is_shown, is_told=is_told)
            for tally, is_shown, is_told in zip(tallies, shown, told, strict=False)
        ),
    ]
    cells = tuple(cell_of(one, tally, spec.weight) for one, tally in zip(figures, [whole, *tallies], strict=True))
    everybody, *each_part = figures
    reasons = reasons_to_discuss(whole, thresholds, reviewers) if everybody else ()
    return _Scored(CriterionResult(spec.key, everybody, reasons, tuple(each_part), score=cells[0].score), cells)


def _with_position(found: _Scored, agreed: Agreed | None, scale: Scale) -> _Scored:
    """Let the agreed level take the place of the mean; the parts go on saying what people said."""
    if agreed is None:
        return found
    mean = None if agreed.level is None else 100 * agreed.level / (scale.levels - 1)
    everybody, *parts = found.cells
    return _Scored(replace(found.result, agreed=agreed, score=mean), (replace(everybody, score=mean), *parts))


def _group_result(spec: GroupSpec, scored: Mapping[str, _Scored], scale: Scale, parts: int) -> GroupResult:
    members = [scored[criterion.key] for criterion in spec.all_criteria]
    rows = [member.cells for member in members if not member.result.is_out]
    everybody, *each_part = [[cells[index] for cells in rows] for index in range(parts + 1)]
    return GroupResult(
        key=spec.key,
        figures=roll_up(everybody, scale),
        criteria=tuple(scored[criterion.key].result for criterion in spec.criteria),
        groups=tuple(_group_result(group, scored, scale, parts) for group in spec.groups),
        withheld=sum(cell.figures is None and cell.score is None for cell in everybody),
        parts=tuple(roll_up(cells, scale) if any(cell.figures for cell in cells) else None for cells in each_part),
    )


def _capped(result: GroupResult) -> GroupResult:
    """Show a top group with a criterion agreed at the lowest level as amber at best."""
    has_lowest = any(item.agreed is not None and item.agreed.level == 0 for item in result.all_criteria)
    if not has_lowest or result.figures.band not in (Band.GREEN, Band.AMBER_GREEN):
        return result
    return replace(result, figures=replace(result.figures, band=Band.AMBER), is_capped=True)


def _overall(found: Iterable[tuple[GroupSpec, GroupResult]], scored: Mapping[str, _Scored], scale: Scale) -> Figures:
    """Roll-up of the top groups, each with weight 1: many criteria in one do not outweigh few in another."""
    cells = []
    for spec, result in found:
        members = (scored[criterion.key] for criterion in spec.all_criteria)
        everybody = (member.cells[0].answers for member in members if not member.result.is_out)
        cells.append(cell_of(result.figures, Tally.pooled(everybody, scale.levels)))
    return roll_up(cells, scale)
