"""Writes of the framework: an edition comes from files, whole or not at all."""

from enum import StrEnum

from django.db import transaction

from framework.actions.guidance import store_notes, store_phases, store_starter_actions, store_terms
from framework.actions.instruments import store_instrument, store_scale
from framework.actions.rows import StillInUse, drop, put_text
from framework.models import Edition, EditionFile, EditionText
from framework.rules.document import EditionFiles

__all__ = ["EditionPublished", "Outcome", "StillInUse", "store_edition"]


class EditionPublished(Exception):
    """The edition is published, and the files say something else: a change needs a new edition."""


class Outcome(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"


@transaction.atomic
def store_edition(*, files: EditionFiles) -> Outcome:
    """Store an edition; storing the same files again changes nothing.

    A draft is brought to what the files say. Raises EditionPublished or StillInUse, and then nothing is changed.
    """
    document = files.edition
    edition = Edition.objects.select_for_update().filter(key=document.key).first()
    if edition and edition.digest == files.digest:
        return Outcome.UNCHANGED
    if edition and edition.status != Edition.Status.DRAFT:
        raise EditionPublished(document.key)
    edition = edition or Edition(key=document.key)
    edition.language, edition.source, edition.digest = document.language, document.source, files.digest
    edition.save()
    put_text(EditionText, edition, edition, name=document.name, version=document.version, notice=document.notice)
    store_parts(edition, files)
    store_sources(edition, files)
    if document.status == "published":
        edition.status = Edition.Status.PUBLISHED  # last: from here on the database refuses every change
        edition.save(update_fields=["status"])
    return Outcome.LOADED


def store_parts(edition: Edition, files: EditionFiles) -> None:
    """Bring the guidance, then the instruments that point at it, to what the files say."""
    notes = store_notes(edition, files)
    store_terms(edition, notes, files.terms)
    phases = store_phases(edition, notes, files.phases)
    store_starter_actions(edition, notes, phases, files.starter_actions)
    scales = {scale.key: store_scale(edition, scale) for scale in files.scales}
    for instrument in files.instruments:
        store_instrument(edition, scales[instrument.scale], instrument, notes)
    drop(edition.instruments.exclude(key__in=[item.key for item in files.instruments]))
    drop(edition.scales.exclude(key__in=scales))


def store_sources(edition: Edition, files: EditionFiles) -> None:
    """Keep the files themselves, byte for byte."""
    for path, content in files.sources.items():
        EditionFile.objects.update_or_create(edition=edition, path=path, defaults={"content": content})
    drop(edition.files.exclude(path__in=files.sources))
