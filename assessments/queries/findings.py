"""Results beside the words of the framework, as pages and reports show them. No database: frozen results in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from assessments.queries.results import compute
from assessments.queries.statements import BesideTheLevels, CriterionFinding, age_order, evidence_order
from assessments.queries.words import sector_word
from assessments.rules.attention import Reason
from assessments.rules.comparison import Unlike, unlike
from assessments.rules.frozen import EvidenceCount, FrozenResults, FrozenRound
from assessments.rules.ranking import least_known, most_disputed, weakest
from assessments.rules.results import CriterionResult, GroupResult, Results
from assessments.rules.roll_up import Figures
from assessments.rules.scoring import weighted_mean
from charts.rules.text import points_between
from framework.rules.outline import GroupOutline, InstrumentOutline


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """A group and its result; `previous` is the score of the round before, where that has one.

    `unlike` says of how many of its criteria that score and the one of now are not of one sort.
    """

    outline: GroupOutline
    result: GroupResult
    previous: float | None
    unlike: Unlike
    criteria: tuple[CriterionFinding, ...]
    groups: tuple["GroupFinding", ...]

    @property
    def figures(self) -> Figures:
        return self.result.figures

    @property
    def change(self) -> int | None:
        """Points of score since the round before."""
        return change_since(self.previous, self.figures.score)

    @property
    def agreed(self) -> int:
        return self.result.agreed

    @property
    def number(self) -> int:
        """How many criteria it has, subgroups included."""
        return len(self.all_criteria)

    @property
    def withheld(self) -> int:
        """How many criteria, subgroups included, are in no figure."""
        return self.result.withheld

    @property
    def gap(self) -> float | None:
        """Levels to the target, the mean of its criteria that have one."""
        return mean_gap(self.all_criteria)

    @property
    def evidence(self) -> EvidenceCount | None:
        """What is behind all its criteria; None where none is asked for or may be shown."""
        return evidence_together(self.all_criteria)

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
    unlike: Unlike
    groups: tuple[GroupFinding, ...]
    parts: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether anybody was asked for themselves; if not, what is agreed is all there is."""
        return self.invited > 0

    @property
    def figures(self) -> Figures:
        return self.results.figures

    @property
    def change(self) -> int | None:
        return change_since(self.previous, self.figures.score)

    @property
    def agreed(self) -> int:
        return self.results.agreed

    @property
    def number(self) -> int:
        """How many criteria there are."""
        return sum(group.number for group in self.groups)

    @property
    def withheld(self) -> int:
        return self.results.withheld

    @property
    def gap(self) -> float | None:
        """Levels to the target, the mean of the criteria that have one."""
        return mean_gap(self.all_criteria)

    @property
    def evidence(self) -> EvidenceCount | None:
        """What is behind all criteria; None where none is asked for or may be shown."""
        return evidence_together(self.all_criteria)

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

    def least_known(self, count: int) -> list[CriterionFinding]:
        """Return the criteria that most of those asked could not rate."""
        return self.pick(least_known(self.results, count))

    def thinnest(self, count: int) -> list[CriterionFinding]:
        """Return the criteria due for another look, then those with the least evidence, last those with the oldest.

        The first and the last take at most half of the list. None where no evidence is asked for.
        """
        found = sorted((item for item in self.all_criteria if item.evidence), key=evidence_order)
        due = [item for item in found if item.evidence and item.evidence.expired][: count // 2]
        dated = [item for item in found if item.evidence and item.evidence.newest and item not in due]
        old = sorted(dated, key=age_order)[: count // 2 - len(due)]
        thin = [item for item in found if item not in due and item not in old]
        return [*due, *thin[: count - len(due) - len(old)], *old]

    @property
    def asked_again(self) -> list[CriterionFinding]:
        """The criteria of which two rounds may be shown, what moved most first. Ties keep the framework's order."""
        moved = [(item.movement, item) for item in self.all_criteria]
        found = [(movement, item) for movement, item in moved if movement is not None]
        return [item for _movement, item in sorted(found, key=lambda pair: -abs(pair[0].points))]

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


def findings_of(frozen: FrozenResults, outline: InstrumentOutline) -> Findings:
    """Join results, words, comments and the scores of the round before."""
    results = compute(frozen.round, outline)
    before = compute(frozen.previous, outline) if frozen.previous else None
    asked_before = asked_in(frozen.previous, outline.key) if frozen.previous else set()
    # of fewer statements than now, a score would be another thing
    everything_was_asked = asked_before >= {item.ref for item in outline.all_criteria}
    scores = {group.key: group.figures.score for group in every_group(before.groups)} if before else {}

    def score_before(group: GroupOutline) -> float | None:
        return scores.get(group.ref) if asked_before >= {item.ref for item in group.all_criteria} else None

    then = {item.key: item for item in before.all_criteria if item.score is not None} if before else {}
    now = {item.key: item for item in results.all_criteria if item.score is not None}

    def unlike_in(part: GroupOutline | InstrumentOutline) -> Unlike:
        refs = (item.ref for item in part.all_criteria if item.ref in then and item.ref in now)
        return unlike((then[ref].agreed is not None, now[ref].agreed is not None) for ref in refs)

    beside = BesideTheLevels.of(frozen, outline.key, len(outline.levels))

    def join(group: GroupOutline, result: GroupResult, factor: GroupOutline) -> GroupFinding:
        return GroupFinding(
            outline=group,
            result=result,
            previous=score_before(group),
            unlike=unlike_in(group),
            criteria=tuple(
                beside.finding(factor, item, found) for item, found in zip(group.criteria, result.criteria, strict=True)
            ),
            groups=tuple(join(*pair, factor) for pair in zip(group.groups, result.groups, strict=True)),
        )

    return Findings(
        outline=outline,
        invited=sum(frozen.round.invited.values()),
        took_part=sum(frozen.round.sizes.get(outline.key, {}).values()),
        results=results,
        previous=before.figures.score if before and everything_was_asked else None,
        unlike=unlike_in(outline),
        groups=tuple(join(*pair, pair[0]) for pair in zip(outline.groups, results.groups, strict=True)),
        parts=tuple(part_name(names) for names in results.parts),
    )


def change_since(before: float | None, now: float | None) -> int | None:
    """Points of score since before, between the figures as they are read; None where either is missing."""
    return None if before is None or now is None else points_between(before, now)


def asked_in(frozen: FrozenRound, instrument: str) -> set[str]:
    """Return the references of what people answered in a round, or agreed on without answering."""
    return {*frozen.answers.get(instrument, {}), *frozen.agreed.get(instrument, {})}


def mean_gap(criteria: Iterable[CriterionFinding]) -> float | None:
    """Return the mean of the gaps that are known, in levels."""
    return weighted_mean((item.gap, 1) for item in criteria if item.gap is not None)


def evidence_together(criteria: Iterable[CriterionFinding]) -> EvidenceCount | None:
    """Return the evidence behind criteria as one, where any may be shown."""
    found = [item.evidence for item in criteria if item.evidence is not None]
    return reduce(EvidenceCount.plus, found) if found else None


def every_group(groups: Sequence[GroupResult]) -> Iterator[GroupResult]:
    """Walk groups and their subgroups."""
    for group in groups:
        yield group
        yield from every_group(group.groups)


def part_name(sectors: Sequence[str]) -> str:
    """Name a part of a breakdown: one sector, or several that were merged to protect small groups."""
    return " + ".join(map(sector_word, sectors))
