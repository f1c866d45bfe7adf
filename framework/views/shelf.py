"""Where a reader stands in the library: which edition, and under which addresses its pages are."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from framework.models import Edition
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

    def note(self, ref: str) -> NoteOutline:
        """Return a note of this edition, or raise Http404."""
        if ref not in self.guide.by_ref:
            raise Http404
        return self.guide.by_ref[ref]


def public_shelf(key: str) -> Shelf:
    """Return the shelf of a shared edition, or raise Http404."""
    edition = public_edition(key)
    return Shelf(edition, guide_of(edition))


def public_edition(key: str) -> Edition:
    """Return a shared edition, or raise Http404: an edition of some city is as if it were not there."""
    edition = Edition.objects.filter(key=key, shared=True).first()
    if edition is None:
        raise Http404
    return edition
