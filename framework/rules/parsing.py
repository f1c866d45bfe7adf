"""Turns the bytes of one YAML file into plain values, or into words for what is wrong. Bounded in time and memory.

Less of YAML is read than there is: no aliases (by them a small file could be endless), no tags, one document, keys
that are plain text. What YAML would take for a number, a date or a yes or no where text is meant is refused later,
by the shapes, so a value keeps the kind that YAML gives it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from framework.rules.faults import Fault, Steps, path_of

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # forty times as quick where libyaml is there
LARGEST_FILE = 1_000_000  # bytes; the largest of the shipped edition has 70,000
DEEPEST = 40  # parts in parts; the shipped edition has 11
LONGEST_NUMBER = 40  # characters; YAML reckons 1:1:1:… to the base of 60, which takes for ever
MOST_PARTS = 100_000  # keys and values in all files of an edition; the shipped one has 11,000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

WORDS = (
    ("tab character", "a tab stands here; indent with blanks"),
    ("cannot start any token", "a text that begins with such a sign needs quotes"),
    ("mapping values are not allowed", "a colon followed by a blank begins a value; put the text in quotes"),
    ("end of stream", "a quotation mark is not closed"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("unknown escape", "a backslash in double quotes stands for something else; write two, or use single quotes"),
    ("another document", "a file holds one document; take out the line ---"),
    ("undefined alias", "aliases (*) are not read; write the part out"),
    (
        "expected",
        "this does not fit the lines above; check the indentation, the colon after the key, and the quotation marks",
    ),
)
"""What the parser says, in part, and what a person needs to know."""


class Unreadable(Exception):
    """The file is no YAML that is read here. `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.message, self.line = message, line
        super().__init__(message)


class Budget:
    """How many parts may still be read in the files of one edition."""

    def __init__(self, parts: int = MOST_PARTS) -> None:
        self.left = parts

    def spend(self, line: int) -> None:
        """Take one part, or raise Unreadable."""
        self.left -= 1
        if self.left < 0:
            message = f"the files hold more than {MOST_PARTS:,} parts; no edition needs so many"
            raise Unreadable(message, line)


def parse(content: bytes, budget: Budget) -> yaml.Node:
    """Return the one document of a file. Raises Unreadable."""
    text = decoded(content)
    try:
        check_events(text, budget)
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at_tab = mark and text[mark.index : mark.index + 1] == "\t"
        problem = "tab character" if at_tab else str(error.problem)
        message = f"this is not YAML: {words_for(problem)}"
        raise Unreadable(message, mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        message = "this is not YAML: a sign stands here that no text may hold"
        raise Unreadable(message) from error
    if node is None:
        message = "the file is empty"
        raise Unreadable(message)
    return node


def decoded(content: bytes) -> str:
    """Return the text of a file; a mark of the order of bytes at its start is passed over. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE // 1_000_000} MB; no part of an edition needs so much"
        raise Unreadable(message)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "the file is not UTF-8 text"
        raise Unreadable(message, content.count(b"\n", 0, error.start) + 1) from error
    if found := CONTROL.search(text):
        message = f"a control character (U+{ord(found[0]):04X}) stands here; take it out"
        raise Unreadable(message, text.count("\n", 0, found.start()) + 1)
    return text


def check_events(text: str, budget: Budget) -> None:
    """Refuse aliases, tags, depth and mass before anything of it is built."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            message = "aliases (*) are not read; write the part out"
            raise Unreadable(message, line)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            depth += isinstance(event, yaml.CollectionStartEvent)
            budget.spend(line)
            if depth > DEEPEST:
                message = "the parts lie too deep in one another to be read"
                raise Unreadable(message, line)
            if tag := getattr(event, "tag", None):
                tag = tag.replace("tag:yaml.org,2002:", "!!")[:40]
                message = f"tags ({tag}) are not read; take it out, or put the text in quotes"
                raise Unreadable(message, line)


def words_for(problem: str) -> str:
    """Say in plain words what the parser found."""
    return next((words for part, words in WORDS if part in problem), problem)


class NotText:
    """A value that YAML takes for something other than text and that no shape asks for: a date, bytes."""


CONSTRUCTOR = SafeConstructor()
READ = {f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float")}


def value_of(node: yaml.Node) -> Any:
    """Return what a part says. Keys are always text, as they stand: `no`, `1.10` and `2013` too."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: value_of(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    if node.tag == "tag:yaml.org,2002:str":
        return node.value
    if node.tag not in READ or len(node.value) > LONGEST_NUMBER:
        return NotText()
    try:
        return CONSTRUCTOR.construct_object(node)
    except (ConstructorError, ValueError):
        return NotText()


def faulty_keys(name: str, node: yaml.Node, steps: Steps = ()) -> Iterator[Fault]:
    """Name keys that are no text, and those that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        counts = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield Fault(name, line, path_of(steps), "a key must be text")
                continue
            below = (*steps, key.value)
            if counts[key.value] > 1:
                yield Fault(name, line, path_of(below), "this key stands more than once")
            yield from faulty_keys(name, value, below)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from faulty_keys(name, item, (*steps, at))
