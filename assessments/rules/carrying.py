"""What a change of edition does to an assessment: which groups it asks then, what becomes of each of its criteria.

Pure. Criteria are told apart by the key of their instrument and their reference.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from framework.rules.mapping import COMPARABLE, Change, Fate, Kind, origins

GroupKey: TypeAlias = tuple[str, str]
"""A top group across editions: key of the instrument, reference."""


class Asked(Protocol):
    """A criterion in its words, with the top group that it stands in."""

    @property
    def instrument(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def ref(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def statement(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One fate: the criteria it begins with, and those it leads to. Either side may be empty."""

    kind: Kind
    before: tuple[Asked, ...]
    after: tuple[Asked, ...]

    @property
    def names(self) -> str:
        """The titles of both sides, “A + B → C”; one title where both are the same."""
        sides = (" + ".join(item.title for item in side) for side in (self.before, self.after))
        return " → ".join(dict.fromkeys(filter(None, sides)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What an assessment comes to in another edition. `groups` are what it asks there."""

    groups: frozenset[GroupKey]
    steps: tuple[Step, ...]

    def of(self, kind: Kind) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.kind == kind)

    def refs(self, *kinds: Kind) -> set[tuple[str, str]]:
        """Return the criteria of before that meet with one of these fates."""
        return {(item.instrument, item.ref) for step in self.steps if step.kind in kinds for item in step.before}


@dataclass(frozen=True, slots=True)
class Answers:
    """How many given answers are taken along as they are, must be confirmed there, or stay in the edition before."""

    kept: int
    to_confirm: int
    left: int


def plan_of(asked: Collection[GroupKey], old: Sequence[Asked], new: Sequence[Asked], changes: Iterable[Change]) -> Plan:
    """Return what an assessment that asks these top groups comes to.

    `old` and `new` are all criteria of the two editions. It goes on asking a group of the new edition that holds
    anything of what it asked, or has the reference of a group it asked; and the whole of an instrument where it
    asked the whole.
    """
    came = origins(changes)
    before = [item for item in old if (item.instrument, item.group) in asked]
    groups = groups_asked(asked, old, new, {(item.instrument, item.ref) for item in before}, came)
    after = [item for item in new if (item.instrument, item.group) in groups]
    steps = sorted(steps_between(before, after, came), key=lambda step: list(Kind).index(step.kind))
    return Plan(frozenset(groups), tuple(steps))


def groups_asked(
    asked: Collection[GroupKey],
    old: Sequence[Asked],
    new: Sequence[Asked],
    refs: Collection[tuple[str, str]],
    came: Mapping[tuple[str, str], Fate],
) -> set[GroupKey]:
    """Return the top groups of the new edition that go on asking what was asked."""
    whole = {item.instrument for item in old} - {
        item.instrument for item in old if (item.instrument, item.group) not in asked
    }
    return {
        (item.instrument, item.group)
        for item in new
        if item.instrument in whole
        or (item.instrument, item.group) in asked
        or any((item.instrument, ref) in refs for ref in came.get((item.instrument, item.ref), Fate(Kind.NEW)).refs)
    }


def steps_between(
    before: Sequence[Asked], after: Sequence[Asked], came: Mapping[tuple[str, str], Fate]
) -> Iterable[Step]:
    """Yield what becomes of criteria, as `came` says of each new one where its answers come from.

    Over several editions a criterion may be in two steps: a part of what it was split into was merged later. What came
    from nothing asked is new here.
    """
    there = {(item.instrument, item.ref): item for item in before}
    parts: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    gone = dict(there)
    for item in after:
        fate = came.get((item.instrument, item.ref), Fate(Kind.NEW))
        begun = [(item.instrument, ref) for ref in fate.refs if (item.instrument, ref) in there]
        for key in begun:
            gone.pop(key, None)
        if fate.kind == Kind.SPLIT and begun:
            parts[begun[0]].append(item)
        else:
            yield Step(fate.kind if begun else Kind.NEW, tuple(there[key] for key in begun), (item,))
    yield from (Step(Kind.SPLIT, (there[key],), tuple(into)) for key, into in parts.items())
    yield from (Step(Kind.DROPPED, (item,), ()) for item in gone.values())


def answers_of(plan: Plan, given: Mapping[tuple[str, str], int]) -> Answers:
    """Count answers by what becomes of them; `given` are those to each criterion of before."""
    kept, split = plan.refs(*COMPARABLE), plan.refs(Kind.SPLIT)
    return Answers(
        kept=sum(number for key, number in given.items() if key in kept),
        to_confirm=sum(number for key, number in given.items() if key in split),
        left=sum(number for key, number in given.items() if key not in kept | split),
    )
