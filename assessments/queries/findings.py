"""Results beside the words of the framework, as pages and reports show them. No database: frozen results in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.queries.results import compute
from assessments.queries.words import sector_word
from assessments.rules.attention import Reason
from assessments.rules.frozen import FrozenResults
from assessments.rules.ranking import most_disputed, weakest
from assessments.rules.results import CriterionResult, Figures, GroupResult, Results
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """A criterion and its result; `factor` is its top group, `comments` only where its figures may be shown."""

    factor: GroupOutline
    outline: CriterionOutline
    result: CriterionResult
    comments: tuple[str, ...]

    @property
    def figures(self) -> Figures | None:
        return self.result.figures


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """A group and its result; `previous` is the score of the round before, where that has one."""

    outline: GroupOutline
    result: GroupResult
    previous: float | None
    criteria: tuple[CriterionFinding, ...]
    groups: tuple["GroupFinding", ...]

    @property
    def figures(self) -> Figures:
        return self.result.figures

    @property
    def change(self) -> float | None:
        """Points of score since the round before."""
        return difference(self.figures.score, self.previous)

    @property
    def withheld(self) -> int:
        """How many criteria, subgroups included, are in no figure but the coverage."""
        return self.result.withheld

    @property
    def sections(self) -> tuple["GroupFinding", ...]:
        """The group itself where it has criteria of its own, then its subgroups."""
        return (self, *self.groups) if self.criteria else self.groups

    @property
    def all_criteria(self) -> tuple[CriterionFinding, ...]:
        return (*self.criteria, *(item for group in self.groups for item in group.all_criteria))


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a results page or a report says about one instrument; `took_part` counts people who rated something."""

    outline: InstrumentOutline
    invited: int
    took_part: int
    results: Results
    previous: float | None
    groups: tuple[GroupFinding, ...]
    parts: tuple[str, ...]

    @property
    def figures(self) -> Figures:
        return self.results.figures

    @property
    def change(self) -> float | None:
        return difference(self.figures.score, self.previous)

    @property
    def withheld(self) -> int:
        return self.results.withheld

    @property
    def all_criteria(self) -> Iterator[CriterionFinding]:
        return (item for group in self.groups for item in group.all_criteria)

    @property
    def to_discuss(self) -> tuple[CriterionFinding, ...]:
        """The criteria with a reason to discuss them, in the framework's order."""
        return tuple(item for item in self.all_criteria if item.result.reasons)

    @property
    def discussed_for(self) -> dict[Reason, tuple[CriterionFinding, ...]]:
        """The criteria to discuss by the first of their reasons, for each reason that any has."""
        found = {
            reason: tuple(item for item in self.to_discuss if item.result.reasons[0] == reason) for reason in Reason
        }
        return {reason: items for reason, items in found.items() if items}

    def weakest(self, count: int) -> list[CriterionFinding]:
        """Return the criteria with the lowest scores."""
        return self.pick(weakest(self.results, count))

    def most_disputed(self, count: int) -> list[CriterionFinding]:
        """Return the criteria with the least consensus."""
        return self.pick(most_disputed(self.results, count))

    def pick(self, ranked: Sequence[CriterionResult]) -> list[CriterionFinding]:
        """Return the findings of ranked results, in their order."""
        by_ref = {item.outline.ref: item for item in self.all_criteria}
        return [by_ref[result.key] for result in ranked]

    def group(self, ref: str) -> GroupFinding | None:
        """Return a top group by its reference."""
        return next((group for group in self.groups if group.outline.ref == ref), None)


def difference(now: float | None, before: float | None) -> float | None:
    """Return now − before, or None where either is missing."""
    return None if now is None or before is None else now - before


def findings_of(frozen: FrozenResults, outline: InstrumentOutline) -> Findings:
    """Join results, words, comments and the scores of the round before."""
    results = compute(frozen.round, outline)
    before = compute(frozen.previous, outline) if frozen.previous else None
    asked_before = frozen.previous.answers.get(outline.key, {}).keys() if frozen.previous else set()
    # of fewer groups than now, an overall score would be another thing
    everything_was_asked = asked_before >= {item.ref for item in outline.all_criteria}
    scores = {group.key: group.figures.score for group in every_group(before.groups)} if before else {}
    comments = frozen.round.comments.get(outline.key, {})

    def join(group: GroupOutline, result: GroupResult, factor: GroupOutline) -> GroupFinding:
        return GroupFinding(
            outline=group,
            result=result,
            previous=scores.get(group.ref),
            criteria=tuple(
                CriterionFinding(
                    factor,
                    item,
                    found,
                    comments.get(item.ref, ()) if found.figures and found.figures.tally.said else (),
                )
                for item, found in zip(group.criteria, result.criteria, strict=True)
            ),
            groups=tuple(join(*pair, factor) for pair in zip(group.groups, result.groups, strict=True)),
        )

    return Findings(
        outline=outline,
        invited=sum(frozen.round.invited.values()),
        took_part=sum(frozen.round.sizes.get(outline.key, {}).values()),
        results=results,
        previous=before.figures.score if before and everything_was_asked else None,
        groups=tuple(join(*pair, pair[0]) for pair in zip(outline.groups, results.groups, strict=True)),
        parts=tuple(part_name(names) for names in results.parts),
    )


def every_group(groups: Sequence[GroupResult]) -> Iterator[GroupResult]:
    """Walk groups and their subgroups."""
    for group in groups:
        yield group
        yield from every_group(group.groups)


def part_name(sectors: Sequence[str]) -> str:
    """Name a part of a breakdown: one sector, or several that were merged to protect small groups."""
    return " + ".join(map(sector_word, sectors))
