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
from framework.rules.messages import Message, _, ngettext

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # forty times as quick where libyaml is there
LARGEST_FILE = 1_000_000  # bytes; the largest of the shipped edition has 70,000
DEEPEST = 40  # parts in parts; the shipped edition has 11
LONGEST_NUMBER = 40  # characters; YAML reckons 1:1:1:… to the base of 60, which takes for ever
MOST_PARTS = 100_000  # keys and values in all files of an edition; the shipped has 10,000, a translation 7,000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# what a value can hold besides, written as \x85 or \u202e; the last turn the direction of what follows them on a page
HIDDEN = re.compile(rf"{CONTROL.pattern}|[\r\x80-\x9f\u202a-\u202e\u2066-\u2069]")

WORDS = (
    ("tab character", _("this is not YAML: a tab stands here; indent with blanks")),
    ("cannot start any token", _("this is not YAML: a text that begins with such a sign needs quotes")),
    (
        "mapping values are not allowed",
        _("this is not YAML: a colon followed by a blank begins a value; put the text in quotes"),
    ),
    ("entries are not allowed", _("this is not YAML: a list begins on a line of its own, below its key")),
    ("end of stream", _("this is not YAML: a quotation mark is not closed")),
    ("expected ',' or", _("this is not YAML: a bracket is not closed, or a comma is missing")),
    (
        "unknown escape",
        _("this is not YAML: a backslash in double quotes stands for something else; write two, or use single quotes"),
    ),
    ("another document", _("this is not YAML: a file holds one document; take out the line ---")),
    (
        "expected",
        _(
            "this is not YAML: this does not fit the lines above; check the indentation, the colon after the key,"
            " and the quotation marks"
        ),
    ),
)
"""What the parser says, in part, and what a person needs to know."""

NOT_YAML = _("this is not YAML: what stands here has another meaning in it; put the text in quotes")
TOO_MANY_PARTS = ngettext(
    "the files hold more than %(count)s part; no edition needs so many",
    "the files hold more than %(count)s parts; no edition needs so many",
)


class Unreadable(Exception):
    """The file is no YAML that is read here. `line` counts from 1."""

    def __init__(self, message: Message, line: int = 1) -> None:
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
            raise Unreadable(TOO_MANY_PARTS.filled(count=MOST_PARTS), line)


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
        raise Unreadable(words_for(problem), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        message = _("this is not YAML: a sign stands here that no text may hold")
        raise Unreadable(message) from error
    if node is None:
        message = _("the file is empty")
        raise Unreadable(message)
    return node


def decoded(content: bytes) -> str:
    """Return the text of a file; a mark of the order of bytes at its start is passed over. Raises Unreadable."""
    if len(content) > LARGEST_FILE:
        size = LARGEST_FILE // 1_000_000
        message = _("the file is larger than %(size)s MB; no part of an edition needs so much", size=size)
        raise Unreadable(message)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = _("the file is not UTF-8 text")
        raise Unreadable(message, content.count(b"\n", 0, error.start) + 1) from error
    if found := CONTROL.search(text):
        code = f"U+{ord(found[0]):04X}"
        message = _("a control character (%(code)s) stands here; take it out", code=code)
        raise Unreadable(message, text.count("\n", 0, found.start()) + 1)
    return text


def check_events(text: str, budget: Budget) -> None:
    """Refuse aliases, tags, depth and mass before anything of it is built."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            message = _("aliases (*) are not read; write the part out")
            raise Unreadable(message, line)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            depth += isinstance(event, yaml.CollectionStartEvent)
            budget.spend(line)
            if depth > DEEPEST:
                message = _("the parts lie too deep in one another to be read")
                raise Unreadable(message, line)
            if tag := getattr(event, "tag", None):
                tag = tag.replace("tag:yaml.org,2002:", "!!")[:40]
                message = _("tags (%(tag)s) are not read; take it out, or put the text in quotes", tag=tag)
                raise Unreadable(message, line)


def words_for(problem: str) -> Message:
    """Say in plain words what the parser found."""
    return next((words for part, words in WORDS if part in problem), NOT_YAML)


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


def faulty_signs(name: str, node: yaml.Node, steps: Steps = ()) -> Iterator[Fault]:
    """Name control characters in keys and values; a key that holds some is named by the part that it stands in."""
    if isinstance(node, yaml.ScalarNode) and (found := HIDDEN.search(node.value)):
        message = _("a control character (%(sign)s) stands here; take it out", sign=f"U+{ord(found[0]):04X}")
        yield Fault(name, node.start_mark.line + 1, path_of(steps), message)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            in_key = list(faulty_signs(name, key, steps))
            below = steps if in_key or not isinstance(key, yaml.ScalarNode) else (*steps, key.value)
            yield from in_key
            yield from faulty_signs(name, value, below)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from faulty_signs(name, item, (*steps, at))


def faulty_keys(name: str, node: yaml.Node, steps: Steps = ()) -> Iterator[Fault]:
    """Name keys that are no text, and those that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        counts = Counter(key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode))
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield Fault(name, line, path_of(steps), _("a key must be text"))
                continue
            below = (*steps, key.value)
            if counts[key.value] > 1:
                yield Fault(name, line, path_of(below), _("this key stands more than once"))
            yield from faulty_keys(name, value, below)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from faulty_keys(name, item, (*steps, at))
