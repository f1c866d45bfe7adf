"""Faults in an edition's files, each named by file, line and path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from framework.rules.document import Document

D = TypeVar("D", bound=Document)

Steps = tuple[int | str, ...]

WORDS = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such key",
    "model_type": "this must hold keys with their values",
    "tuple_type": "this must be a list",
    "string_type": "this must be text; put it in quotes",
    "too_short": "there must be at least {min_length} here",
    "too_long": "there may be at most {max_length} here",
    "string_too_short": "this is empty",
    "string_too_long": "this is too long: at most {max_length} characters",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (from 1), where in the document, and what."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f" at {self.path}" if self.path else ""
        return f"{self.file}, line {self.line}{place}: {self.message}"


class InvalidEdition(Exception):
    """The files are not an edition. `faults` holds every fault found, so that all can be mended at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True, slots=True)
class Source(Generic[D]):
    """One file as read: what it says, and by `node` on which lines."""

    file: str
    node: yaml.Node
    document: D

    def place(self, *steps: int | str) -> Fault:
        """Return a fault, yet without words, of the part that `steps` lead to."""
        return fault_at(self.file, self.node, steps, "")


def fault_at(file: str, node: yaml.Node, steps: Steps, message: str) -> Fault:
    """Return a fault of the part of `node` that `steps` lead to."""
    return Fault(file, line_of(node, steps), path_of(steps), message)


def shape_faults(file: str, node: yaml.Node, error: ValidationError) -> list[Fault]:
    """Say in words what pydantic found.

    A list whose parts are faulty counts as too short to pydantic: only its parts are named.
    """
    found = error.errors()
    inner = {item["loc"][:depth] for item in found for depth in range(len(item["loc"]))}
    return [
        fault_at(file, node, item["loc"], words_of(item))
        for item in found
        if item["type"] != "too_short" or item["loc"] not in inner
    ]


def words_of(item: ErrorDetails) -> str:
    """Return what is wrong, in words for the person who wrote the file."""
    context = item.get("ctx", {})
    if item["type"] == "value_error":
        return str(context["error"])
    return WORDS[item["type"]].format(**context) if item["type"] in WORDS else item["msg"]


def line_of(node: yaml.Node, steps: Iterable[int | str]) -> int:
    """Return the line (from 1) of the deepest part of `steps` that is in the document."""
    line = node.start_mark.line + 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def path_of(steps: Iterable[int | str]) -> str:
    """Write steps as `groups[0].criteria[2].ref`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")
