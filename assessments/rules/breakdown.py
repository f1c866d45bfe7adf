"""Breakdowns beside one another: by sector, by role, by organisation. Pure.

Each can be subtracted from the others, since everybody knows who is of which sector, role and organisation. So one more
is shown only as far as every place where it crosses those shown already holds nobody or the minimum.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assessments.rules.anonymity import are_enough, are_few, merge_small_parts, shown_columns
from assessments.rules.results import GroupSpec
from assessments.rules.roll_up import Figures, Scale, cell_of, figures_of_part, roll_up
from assessments.rules.tally import Tally

Place: TypeAlias = tuple[str, ...]
"""Where a person stands: a name for each dimension, in the order in which the dimensions are shown."""
Parts: TypeAlias = tuple[tuple[str, ...], ...]
"""The parts of one dimension, each with the names merged into it. Empty where it may not be shown at all."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One dimension: its parts, and by the key of each top group the figures of each part, None where withheld."""

    parts: Parts
    groups: Mapping[str, tuple[Figures | None, ...]]


def partitions(people: Mapping[Place, int], dimensions: int, minimum: int) -> tuple[Parts, ...]:
    """Return the parts of each dimension, from how many people with a rated answer stand in each place."""
    found: list[Parts] = []
    for dimension in range(dimensions):
        sizes: dict[str, int] = defaultdict(int)
        for place, size in sorted(people.items()):
            sizes[place[dimension]] += size
        parts = merge_small_parts(sizes, minimum)
        while parts and (narrow := too_narrow(people, [*found, parts], minimum)):
            parts = joined(parts, narrow, sizes)
        found.append(parts)
    return tuple(found)


def too_narrow(people: Mapping[Place, int], found: Sequence[Parts], minimum: int) -> set[int]:
    """Return the parts of the last dimension that cross the others in a place with too few people."""
    crossed: dict[tuple[int, ...], int] = defaultdict(int)
    for place, size in people.items():
        crossed[tuple(part_of(name, parts) for name, parts in zip(place, found, strict=False))] += size
    return {where[-1] for where, size in crossed.items() if are_few(size, minimum)}


def part_of(name: str, parts: Parts) -> int:
    """Return the place of the part that holds a name; -1 where the dimension is not shown, or nobody there rated."""
    return next((index for index, names in enumerate(parts) if name in names), -1)


def joined(parts: Parts, narrow: set[int], sizes: Mapping[str, int]) -> Parts:
    """Join the smallest of the parts that are too narrow with the next smallest part. Empty when one is left."""
    by_size = sorted(range(len(parts)), key=lambda index: (sum(sizes[name] for name in parts[index]), index))
    first = next(index for index in by_size if index in narrow)
    second = next(index for index in by_size if index != first)
    rest = tuple(names for index, names in enumerate(parts) if index not in (first, second))
    return (*rest, (*parts[first], *parts[second])) if rest else ()


def breakdowns(
    groups: Sequence[GroupSpec],
    answers: Mapping[str, Mapping[Place, Tally]],
    *,
    people: Mapping[Place, int],
    dimensions: int,
    scale: Scale,
    minimum: int,
) -> tuple[Breakdown, ...]:
    """Return every breakdown of one instrument, the first dimension as `results_of` shows it."""
    if not are_enough(sum(people.values()), minimum):
        answers = {}
    found = partitions(people, dimensions, minimum)
    shown = {key: figures_by_part(by_place, found, scale, minimum) for key, by_place in answers.items()}
    return tuple(
        Breakdown(
            parts,
            {
                group.key: tuple(part_of_group(group, shown, dimension, index, scale) for index in range(len(parts)))
                for group in groups
            },
        )
        for dimension, parts in enumerate(found)
    )


def part_of_group(
    group: GroupSpec,
    shown: Mapping[str, Sequence[Sequence[Figures | None]]],
    dimension: int,
    index: int,
    scale: Scale,
) -> Figures | None:
    """Return the figures of one part of a top group; None where nothing of it may be shown."""
    cells = [
        cell_of(figures, figures.tally if figures else Tally.empty(scale.levels), spec.weight)
        for spec in group.all_criteria
        if spec.key in shown
        for figures in (shown[spec.key][dimension][index],)
    ]
    return roll_up(cells, scale) if any(cell.figures for cell in cells) else None


def figures_by_part(
    answers: Mapping[Place, Tally], found: Sequence[Parts], scale: Scale, minimum: int
) -> tuple[tuple[Figures | None, ...], ...]:
    """Return, dimension by dimension, the figures of each part of one criterion; None where they are withheld.

    A coverage tells of those who gave no rating, too: so everybody it was put to must hold the minimum as well. That
    does not depend on what anybody answered, so that a coverage left out tells nothing.
    """
    shown = shown_by_part(answers, found, minimum, lambda tally: tally.rated)
    told = shown_by_part(answers, found, minimum, lambda tally: tally.people)
    return tuple(
        tuple(
            figures_of_part(pooled_in(answers, dimension, names, scale), scale, is_shown=is_shown, is_told=is_told)
            for names, is_shown, is_told in zip(parts, shown[dimension], told[dimension], strict=True)
        )
        for dimension, parts in enumerate(found)
    )


def pooled_in(answers: Mapping[Place, Tally], dimension: int, names: Sequence[str], scale: Scale) -> Tally:
    """Return the answers of all places in one part of a dimension."""
    return Tally.pooled((tally for place, tally in answers.items() if place[dimension] in names), scale.levels)


def shown_by_part(
    answers: Mapping[Place, Tally], found: Sequence[Parts], minimum: int, count: Callable[[Tally], int]
) -> list[tuple[bool, ...]]:
    """Tell, dimension by dimension, which parts may be shown of a figure that speaks for so many people."""
    rows: dict[Place, tuple[int, ...]] = dict.fromkeys(answers, ())
    result = []
    for dimension, parts in enumerate(found):
        column = {place: part_of(place[dimension], parts) for place in answers}
        # the last column: answers that stand in no part, which subtraction would give too
        table = [
            [
                sum(count(answers[place]) for place in answers if rows[place] == row and column[place] == index)
                for index in (*range(len(parts)), -1)
            ]
            for row in sorted(set(rows.values()))
        ]
        shown = shown_columns(table, minimum)[: len(parts)] if table and parts else (False,) * len(parts)
        result.append(shown)
        rows = {
            place: (*rows[place], column[place] if column[place] >= 0 and shown[column[place]] else -1)
            for place in answers
        }
    return result
