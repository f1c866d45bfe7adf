"""Where a reader stands in the library: which edition, and under which addresses its pages are."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from framework.models import Edition
from framework.queries.annotated import AnnotatedInstrument, instruments_of
from framework.queries.editions import shared_editions
from framework.queries.guide import guide_of
from framework.rules.guide import Guide, NoteOutline


@dataclass(frozen=True, slots=True)
class Shelf:
    """One edition with its addresses: those of the public library, or those inside a city (`before` has its slug)."""

    edition: Edition
    guide: Guide
    namespace: str = "framework"
    before: tuple[str, ...] = ()

    def url(self, name: str, *args: str) -> str:
        """Return the address of a page of this edition."""
        return reverse(f"{self.namespace}:{name}", args=[*self.before, self.edition.key, *args])

    def contents_of(self, key: str) -> str:
        """Return the address of another edition's contents, in public or inside the same city."""
        return reverse(f"{self.namespace}:contents", args=[*self.before, key])

    @property
    def editions_url(self) -> str:
        """The address of the list of editions."""
        return reverse(f"{self.namespace}:editions", args=self.before)

    def note(self, ref: str) -> NoteOutline:
        """Return a note of this edition, or raise Http404."""
        if ref not in self.guide.by_ref:
            raise Http404
        return self.guide.by_ref[ref]

    @property
    def instruments(self) -> tuple[AnnotatedInstrument, ...]:
        return instruments_of(self.edition)

    def instrument(self, key: str) -> AnnotatedInstrument:
        """Return an instrument of this edition, or raise Http404."""
        for instrument in self.instruments:
            if instrument.outline.key == key:
                return instrument
        raise Http404


def public_shelf(key: str) -> Shelf:
    """Return the shelf of a shared edition, or raise Http404."""
    edition = public_edition(key)
    return Shelf(edition, guide_of(edition))


def public_edition(key: str) -> Edition:
    """Return a shared edition, or raise Http404: an edition of some city is as if it were not there."""
    edition = shared_editions().filter(key=key).first()
    if edition is None:
        raise Http404
    return edition
