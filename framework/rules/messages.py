"""Messages of the rules: sentences in English that a page can say in the reader's language.

A message is text: commands print it, logs keep it and tests compare it as it stands. It remembers what it was made of.
Every message is made by `_` or `ngettext` from words that are written out there: by these names `make messages` finds
them. What a file is called, and what stands in it, goes in as a value, so that nobody translates it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = str | int
"""What stands at a place of a message: a name, which stays as it is; a quantity; or words that are a message too."""

SHORTEST_GROUPED = 10_000


@dataclass(frozen=True, eq=False, repr=False)
class Message(str):
    """The sentence in English, and its `template` with places such as %(name)s for the `values`.

    One with a `plural` counts: the value `count` decides which of the two it is.
    """

    template: str = ""
    plural: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def __new__(cls, template: str = "", plural: str = "", values: Mapping[str, Value] | None = None) -> "Message":
        values = values or {}
        words = plural if plural and values.get("count", 1) != 1 else template
        written = {name: grouped(value) if isinstance(value, int) else value for name, value in values.items()}
        return super().__new__(cls, words % written if written else words)

    def filled(self, **values: Value) -> "Message":
        """Return the message with these values: for one that was made before they were known."""
        return Message(self.template, self.plural, {**self.values, **values})


def grouped(value: int) -> str:
    """Write a quantity in English: `100,000`, but `1000`."""
    return f"{value:,}" if is_long(value) else str(value)


def is_long(value: int) -> bool:
    """Tell whether a quantity is easier to read in groups of digits."""
    return abs(value) >= SHORTEST_GROUPED


def _(template: str, **values: Value) -> Message:
    """Make a message."""
    return Message(template, values=values)


def ngettext(template: str, plural: str, **values: Value) -> Message:
    """Make a message that counts; without the value `count` it is filled later."""
    return Message(template, plural, values)
