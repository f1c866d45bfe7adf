"""Reads of the framework: everything comes back as plain data, in the reader's language where it is there."""

from framework.queries.instruments import (
    CHECKLIST,
    GroupChoice,
    InstrumentChoice,
    NoFramework,
    choices_to_ask,
    criterion_help,
    current_edition,
    current_instrument,
    groups_by_id,
    instrument_outline,
    instrument_outlines,
    scale_levels,
    top_groups,
)

__all__ = [
    "CHECKLIST",
    "GroupChoice",
    "InstrumentChoice",
    "NoFramework",
    "choices_to_ask",
    "criterion_help",
    "current_edition",
    "current_instrument",
    "groups_by_id",
    "instrument_outline",
    "instrument_outlines",
    "scale_levels",
    "top_groups",
]
