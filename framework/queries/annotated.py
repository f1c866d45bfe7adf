"""An edition's instruments with their help, read once by each process: the key of what is kept holds the fingerprint.

A draft that was loaded anew and back again has other rows under the same fingerprint: whoever reads from here goes by
instrument key and reference, never by the ids in the outlines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from framework.models import Edition, Instrument
from framework.queries.instruments import criterion_help, instrument_outline
from framework.queries.languages import reading_languages
from framework.rules.outline import CriterionHelp, InstrumentOutline


@dataclass(frozen=True, slots=True)
class AnnotatedInstrument:
    """An instrument, and what helps to answer each criterion, by its reference."""

    outline: InstrumentOutline
    helps: Mapping[str, CriterionHelp]

    @property
    def is_matrix(self) -> bool:
        """Whether every criterion says what each level looks like."""
        levels = {level.value for level in self.outline.levels}
        return all(help_.anchors.keys() == levels for help_ in self.helps.values())


def instruments_of(edition: Edition) -> tuple[AnnotatedInstrument, ...]:
    """Return the instruments of an edition by key. No query once a process has read them."""
    return read_instruments(edition.pk, edition.digest, edition.status, reading_languages())


@lru_cache(maxsize=16)
def read_instruments(
    edition_id: int, digest: str, status: str, languages: tuple[str, ...]
) -> tuple[AnnotatedInstrument, ...]:
    """Read the instruments; `digest`, `status` and `languages` name what is kept."""
    ids = list(Instrument.objects.filter(edition_id=edition_id).order_by("key").values_list("id", flat=True))
    return tuple(annotated(instrument_id) for instrument_id in ids)


def annotated(instrument_id: int) -> AnnotatedInstrument:
    """Read one instrument with its help, in six queries."""
    outline, helps = instrument_outline(instrument_id), criterion_help(instrument_id)
    return AnnotatedInstrument(outline, {criterion.ref: helps[criterion.id] for criterion in outline.all_criteria})
