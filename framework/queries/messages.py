"""Says in the reader's language what the rules say in English."""

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi, gettext, ngettext

from framework.rules.messages import Message, Value, is_long


def said(text: str) -> str:
    """Return a message of the rules in the reader's language; any other text is a name, and stays."""
    if not isinstance(text, Message) or not text.template:
        return text
    words = ngettext(text.template, text.plural, counted(text)) if text.plural else gettext(text.template)
    values = {name: value_said(value) for name, value in text.values.items()}
    return words % values if values else words


def counted(message: Message) -> int:
    """Return the number that decides the words of a message."""
    return int(message.values["count"])


def value_said(value: Value) -> str:
    """Return a part of a message: a quantity as the language writes it, a name as it is."""
    if isinstance(value, int):
        return number_format(value, force_grouping=is_long(value))
    if isinstance(value, Message):
        return said(value)
    # a name keeps its own direction in a sentence that runs from right to left
    return f"\N{FIRST STRONG ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else value
