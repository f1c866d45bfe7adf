"""Faults in an edition's files, each named by file, line and path, in words for the person who wrote them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from framework.rules.messages import Message, Value, _, ngettext
from framework.rules.shapes import PATTERNS, Document

D = TypeVar("D", bound=Document)

Steps = tuple[int | str, ...]
Index = dict[int, dict[str, tuple[yaml.Node, yaml.Node]]]
"""The keys of mappings with their values, by the identity of the mapping: each is gone through once."""

NO_WORDS = Message()
CHOICE = re.compile(r"'([^']*)'")

TEXT = _("this must be text; put it in quotes")
KEYS = _("this must hold keys with their values")
WHOLE_NUMBER = _("this must be a whole number")
NUMBER = _("this must be a number")
TRUTH = _("this must be %(true)s or %(false)s", true="true", false="false")
TOO_LONG = ngettext("this is too long: at most %(count)s character", "this is too long: at most %(count)s characters")

WORDS = {
    "missing": _("this is missing"),
    "model_type": KEYS,
    "dict_type": KEYS,
    "tuple_type": _("this must be a list"),
    "string_type": TEXT,
    "too_short": _("there must be at least %(count)s here"),
    "too_long": _("there may be at most %(count)s here"),
    "string_too_short": _("this is empty"),
    "string_too_long": TOO_LONG,
    "literal_error": _("this must be %(choice)s"),
    "int_type": WHOLE_NUMBER,
    "int_parsing": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "int_parsing_size": _("this number is too large"),
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "greater_than_equal": _("this must be at least %(limit)s"),
    "less_than_equal": _("this must be at most %(limit)s"),
}
"""What is wrong, by what pydantic calls it; `values_in` has what stands at the places."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (from 1), where in the document, and what."""

    file: str
    line: int
    path: str
    message: Message = NO_WORDS

    def __str__(self) -> str:
        place = f" at {self.path}" if self.path else ""
        return f"{self.file}, line {self.line}{place}: {self.message}"


class InvalidEdition(Exception):
    """The files are not an edition. `faults` holds every fault found, so that all can be mended at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Source(Generic[D]):
    """One file as read: what it says, and by `node` on which lines."""

    file: str
    node: yaml.Node
    document: D
    index: Index = field(default_factory=dict, repr=False, compare=False)

    def place(self, *steps: int | str) -> Fault:
        """Return a fault, yet without words, of the part that `steps` lead to."""
        return Fault(self.file, line_of(self.node, steps, self.index), path_of(steps))


def shape_faults(file: str, node: yaml.Node, kind: type[Document], error: ValidationError) -> list[Fault]:
    """Say in words what pydantic found.

    A list whose parts are faulty counts as too short to pydantic: only its parts are named.
    """
    found = error.errors(include_url=False)
    inner = {item["loc"][:depth] for item in found for depth in range(len(item["loc"]))}
    index: Index = {}
    faults = []
    for item in found:
        if item["type"] != "too_short" or item["loc"] not in inner:
            steps = tuple(step for step in item["loc"] if step != "[key]")
            faults.append(Fault(file, line_of(node, steps, index), path_of(steps), words_of(kind, item)))
    return faults


def words_of(kind: type[Document], item: ErrorDetails) -> Message:
    """Return what is wrong, in words for the person who wrote the file."""
    context: dict[str, Any] = item.get("ctx", {})
    if item["type"] == "value_error":
        words: Message = context["error"].args[0]
        return words
    if item["type"] == "extra_forbidden":
        near = get_close_matches(str(item["loc"][-1])[:50], keys_at(kind, item["loc"][:-1]), n=1)
        meant = _("there is no such key; did you mean “%(key)s”?", key=near[0]) if near else None
        return meant or _("there is no such key")
    if item["type"] == "string_type" and isinstance(item["input"], dict | list | None):
        return _("this is empty") if item["input"] is None else _("this must be text")
    if item["type"] == "string_pattern_mismatch":
        return PATTERNS[context["pattern"]]
    return WORDS.get(item["type"], _("this does not belong here")).filled(**values_in(context))


def values_in(context: Mapping[str, Any]) -> dict[str, Value]:
    """Return what pydantic tells of a bound, as the messages name it; a limit is written as files write numbers."""
    values: dict[str, Value] = {}
    for name, value in context.items():
        if name in ("min_length", "max_length"):
            values["count"] = value
        elif name in ("ge", "le"):
            values["limit"] = f"{value:g}"
        elif name == "expected":
            *others, last = CHOICE.findall(value)
            # Translators: words that a file may hold, as they are there: “draft or published”
            values["choice"] = _("%(some)s or %(last)s", some=", ".join(others), last=last) if others else last
    return values


def keys_at(kind: type[Document], steps: Steps) -> list[str]:
    """Return the keys that a document of `kind` may have where `steps` lead to."""
    kinds: set[type[Document]] = {kind}
    for step in steps:
        fields = [one.model_fields[step] for one in kinds if isinstance(step, str) and step in one.model_fields]
        if fields:  # else the place in a list, or the name of a part
            kinds = {found for one in fields for found in documents_in(one.annotation)}
    return sorted({field.alias or name for one in kinds for name, field in one.model_fields.items()})


def documents_in(annotation: Any) -> set[type[Document]]:
    """Return the documents that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Document):
        return {annotation}
    return {found for part in get_args(annotation) for found in documents_in(part)}


def line_of(node: yaml.Node, steps: Iterable[int | str], index: Index) -> int:
    """Return the line (from 1) of the deepest part of `steps` that is in the document."""
    line = node.start_mark.line + 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            if id(node) not in index:
                index[id(node)] = {pair[0].value: pair for pair in reversed(node.value) if is_text(pair[0])}
            found = index[id(node)].get(str(step))
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def path_of(steps: Iterable[int | str]) -> str:
    """Write steps as `groups[0].criteria[2].ref`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step[:60]}" for step in steps)
    return text.removeprefix(".")
