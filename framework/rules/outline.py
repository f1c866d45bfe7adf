"""An instrument as people see it: plain, in one language, in the framework's order."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class LevelOutline:
    value: int
    label: str
    descriptor: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class CriterionOutline:
    """`language` is that of its words; snapshots of before there were several do not say it."""

    id: int
    ref: str
    title: str
    statement: str
    source: str
    weight: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class NoteName:
    """A guidance note, to lead to it."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class CriterionHelp:
    """What helps to answer a criterion. `anchors` say by level what that level looks like here."""

    meaning: str
    evidence: str
    question: str
    anchors: Mapping[int, str]
    notes: tuple[NoteName, ...]


@dataclass(frozen=True, slots=True)
class GroupOutline:
    """A factor or a sub-factor; `criteria` are its own, not those of its subgroups."""

    id: int
    ref: str
    name: str
    summary: str
    source: str
    criteria: tuple[CriterionOutline, ...]
    groups: tuple["GroupOutline", ...]
    language: str = ""

    @property
    def all_criteria(self) -> tuple[CriterionOutline, ...]:
        """Own criteria, then those of the subgroups, in order."""
        return (*self.criteria, *(criterion for group in self.groups for criterion in group.all_criteria))

    @property
    def sections(self) -> tuple["GroupOutline", ...]:
        """The group itself where it has criteria of its own, then its subgroups."""
        return (self, *self.groups) if self.criteria else self.groups


@dataclass(frozen=True, slots=True)
class InstrumentOutline:
    """`part` and `parts` are what its top groups are called: one and several."""

    id: int
    key: str
    name: str
    summary: str
    source: str
    edition_name: str
    edition_version: str
    edition_notice: str
    levels: tuple[LevelOutline, ...]
    groups: tuple[GroupOutline, ...]
    # snapshots of before these words were data hold the checklist alone
    part: str = "factor"
    parts: str = "factors"

    @property
    def lowest(self) -> int:
        return self.levels[0].value

    @property
    def all_criteria(self) -> Iterator[CriterionOutline]:
        return (criterion for group in self.groups for criterion in group.all_criteria)

    def only(self, refs: Collection[str]) -> "InstrumentOutline":
        """Return the instrument with the named top groups alone."""
        return replace(self, groups=tuple(group for group in self.groups if group.ref in refs))
