"""Writes of the framework: an edition comes from files, whole or not at all."""

from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from framework.actions.guidance import store_notes, store_phases, store_starter_actions, store_terms
from framework.actions.instruments import store_instrument, store_scale
from framework.actions.mapping import replaced_edition, store_mapping
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
def store_edition(*, files: EditionFiles, known: QuerySet[Edition] | None = None) -> Outcome:
    """Store an edition; storing the same files again changes nothing.

    A draft is brought to what the files say. `known` are the editions that its mapping may start from, all unless
    told. Raises InvalidEdition, EditionPublished or StillInUse, and then nothing is changed.
    """
    document = files.edition
    edition = Edition.objects.select_for_update().filter(key=document.key).first()
    if edition and edition.digest == files.digest:
        return Outcome.UNCHANGED
    if edition and edition.status != Edition.Status.DRAFT:
        raise EditionPublished(document.key)
    edition = edition or Edition(key=document.key)
    edition.replaces = replaced_edition(files, Edition.objects.all() if known is None else known)
    edition.language, edition.source, edition.digest = document.language, document.source, files.digest
    edition.save()
    put_text(EditionText, edition, edition, name=document.name, version=document.version, notice=document.notice)
    store_parts(edition, files)
    store_sources(edition, files)
    if document.status == "published":
        publish(edition)
    return Outcome.LOADED


def publish(edition: Edition) -> None:
    """Fix an edition for good; the one it replaces is superseded, but no city's own supersedes one for everybody."""
    edition.status = Edition.Status.PUBLISHED  # last: from here on the database refuses every change
    edition.save(update_fields=["status"])
    replaced = edition.replaces
    if replaced and replaced.status == Edition.Status.PUBLISHED and (edition.shared or not replaced.shared):
        replaced.status = Edition.Status.SUPERSEDED
        replaced.save(update_fields=["status"])


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
    store_mapping(edition, files)


def store_sources(edition: Edition, files: EditionFiles) -> None:
    """Keep the files themselves, byte for byte."""
    for path, content in files.sources.items():
        EditionFile.objects.update_or_create(edition=edition, path=path, defaults={"content": content})
    drop(edition.files.exclude(path__in=files.sources))
