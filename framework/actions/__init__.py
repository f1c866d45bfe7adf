"""Writes of the framework: an edition comes from files, whole or not at all."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet

from framework.actions.guidance import store_notes, store_phases, store_starter_actions, store_terms
from framework.actions.instruments import refuse_to_ask_otherwise, store_instrument, store_scale
from framework.actions.mapping import replaced_edition, store_mapping
from framework.actions.rows import StillInUse, drop, put_text
from framework.actions.translations import store_translations
from framework.actions.words import edition_words
from framework.models import Edition, EditionFile, EditionText
from framework.queries.sources import Reach
from framework.rules.document import EditionFiles, digest_of
from framework.rules.faults import Fault, InvalidEdition
from framework.rules.keys import owner_of
from framework.rules.messages import _

__all__ = [
    "EditionPublished",
    "ExtendsDraft",
    "Outcome",
    "StillInUse",
    "delete_edition",
    "keep_files",
    "publish_edition",
    "store_edition",
]


class EditionPublished(Exception):
    """The edition is published, and the files say something else: a change needs a new edition."""


class ExtendsDraft(Exception):
    """An edition cannot be published before the one that it extends: that could still change."""


class Outcome(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"


@transaction.atomic
def store_edition(
    *,
    files: EditionFiles,
    known: QuerySet[Edition] | None = None,
    prefix: str = "",
    shared: bool = True,
    may_publish: bool = True,
) -> Outcome:
    """Store an edition; storing the same files again changes nothing.

    A draft is brought to what the files say. `known` are the editions that its mapping may start from and that it may
    extend, all unless told. The key under which it is stored has `prefix` before it. A new one is for everybody if
    `shared`; unless it `may_publish`, it begins as a draft whatever its files say. Raises InvalidEdition,
    EditionPublished, ExtendsDraft or StillInUse, and then nothing is changed.
    """
    document = files.edition
    key, reach = prefix + document.key, Reach(Edition.objects.all() if known is None else known, prefix)
    edition = Edition.objects.select_for_update().filter(key=key).first()
    if edition and edition.digest == files.digest:
        return Outcome.UNCHANGED
    if edition and edition.status != Edition.Status.DRAFT:
        raise EditionPublished(document.key)
    edition = edition or Edition(key=key, shared=shared)
    edition.extends = extended_edition(files, reach)
    edition.replaces = replaced_edition(files, reach)
    edition.language, edition.source, edition.digest = document.language, document.source, files.digest
    edition.save()
    put_text(EditionText, edition, edition, **edition_words(document))
    store_parts(edition, files)
    store_translations(edition, files)
    store_sources(edition, files.sources)
    if document.status == "published" and may_publish:
        publish(edition)
    return Outcome.LOADED


@transaction.atomic
def publish_edition(*, edition: Edition) -> None:
    """Publish a draft: from then on it cannot be changed. Raises EditionPublished, ExtendsDraft."""
    publish(locked_draft(edition))


@transaction.atomic
def delete_edition(*, edition: Edition) -> None:
    """Delete a draft that nothing uses. Raises EditionPublished, StillInUse."""
    draft = locked_draft(edition)
    drop(draft.instruments.all())  # first: a scale does not go before what is scored on it
    drop(Edition.objects.filter(pk=draft.pk))


@transaction.atomic
def keep_files(*, key: str, sources: Mapping[str, bytes]) -> Edition:
    """Keep files under a key as a draft that holds nothing yet, in place of what was kept there before."""
    values = {"language": "en", "shared": False, "digest": digest_of(sources)}
    edition, _ = Edition.objects.update_or_create(key=key, status=Edition.Status.DRAFT, defaults=values)
    put_text(EditionText, edition, edition, name=key, version="", notice="")
    store_sources(edition, sources)
    return edition


def locked_draft(edition: Edition) -> Edition:
    """Return the edition, locked. Raises EditionPublished unless it is a draft."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.status != Edition.Status.DRAFT:
        raise EditionPublished(locked.key)
    return locked


def publish(edition: Edition) -> None:
    """Fix an edition for good. The one it replaces is superseded, but a city's own supersedes only its own."""
    if edition.extends and edition.extends.status == Edition.Status.DRAFT:
        raise ExtendsDraft(edition.extends.key)
    edition.status = Edition.Status.PUBLISHED  # last: from here on the database refuses every change
    edition.save(update_fields=["status"])
    replaced, published = edition.replaces, Edition.Status.PUBLISHED
    if replaced and replaced.status == published and is_of_the_same(edition, replaced):
        replaced.status = Edition.Status.SUPERSEDED
        replaced.save(update_fields=["status"])


def is_of_the_same(edition: Edition, replaced: Edition) -> bool:
    """Tell whether both are one city's own, or the operator's, and the later is there for all who have the earlier."""
    return owner_of(edition.key) == owner_of(replaced.key) and (edition.shared or not replaced.shared)


def extended_edition(files: EditionFiles, reach: Reach) -> Edition | None:
    """Return the edition that these files extend. Raises InvalidEdition where it has gone since they were read."""
    key = files.edition.extends
    found = reach.find(key) if key else None
    if key and found is None:
        raise InvalidEdition(
            [Fault("edition.yaml", 1, "extends", _("there is no edition “%(key)s” here to extend", key=key))]
        )
    return found


def store_parts(edition: Edition, files: EditionFiles) -> None:
    """Bring the guidance, then the instruments that point at it, to what the files say."""
    refuse_to_ask_otherwise(edition, files)
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


def store_sources(edition: Edition, sources: Mapping[str, bytes]) -> None:
    """Keep the files themselves, byte for byte."""
    edition.files.all().delete()
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, path=path, content=content) for path, content in sources.items()
    )
