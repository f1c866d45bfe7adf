"""Writes of the framework: an edition comes from files, whole or not at all."""

from enum import StrEnum
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from framework.models import (
    Criterion,
    CriterionText,
    Edition,
    EditionText,
    Group,
    GroupText,
    Instrument,
    InstrumentText,
    Level,
    LevelText,
    Phase,
    PhaseText,
    Scale,
)
from framework.rules.document import (
    EditionFiles,
    GroupDocument,
    InstrumentDocument,
    ScaleDocument,
    SubgroupDocument,
)


class EditionPublished(Exception):
    """The edition is published, and the files say something else: a change needs a new edition."""


class StillInUse(Exception):
    """The files drop something that cities have already answered."""


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
    edition.status, edition.language = document.status, document.language
    edition.source, edition.digest = document.source, files.digest
    edition.save()
    put_text(EditionText, edition, edition, name=document.name, version=document.version, notice=document.notice)
    store_phases(edition, files)
    scales = {scale.key: store_scale(edition, scale) for scale in files.scales}
    for instrument in files.instruments:
        store_instrument(edition, scales[instrument.scale], instrument)
    drop(edition.instruments.exclude(key__in=[item.key for item in files.instruments]))
    drop(edition.scales.exclude(key__in=scales))
    return Outcome.LOADED


def put_text(kind: type[models.Model], edition: Edition, owner: models.Model, **words: str) -> None:
    """Set the words of `owner` in the edition's language."""
    key: dict[str, Any] = {str(owner._meta.model_name): owner, "language": edition.language}
    kind._default_manager.update_or_create(**key, defaults=words)


def drop(rows: models.QuerySet[models.Model]) -> None:
    """Delete rows that the files no longer name."""
    try:
        rows.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({str(row) for row in rows}))
        raise StillInUse(names) from error


def store_phases(edition: Edition, files: EditionFiles) -> None:
    """Bring the phases to what the files say."""
    for position, document in enumerate(files.phases):
        phase, _ = Phase.objects.update_or_create(edition=edition, key=document.key, defaults={"position": position})
        put_text(PhaseText, edition, phase, name=document.name, purpose=document.purpose)
    drop(edition.phases.exclude(key__in=[document.key for document in files.phases]))


def store_scale(edition: Edition, document: ScaleDocument) -> Scale:
    """Bring one scale and its levels to what the files say."""
    values = [level.value for level in document.levels]
    scale, _ = Scale.objects.update_or_create(
        edition=edition, key=document.key, defaults={"lowest": values[0], "highest": values[-1]}
    )
    for item in document.levels:
        level, _ = Level.objects.get_or_create(scale=scale, value=item.value)
        put_text(LevelText, edition, level, label=item.label, descriptor=item.descriptor)
    drop(scale.levels.exclude(value__in=values))
    return scale


def store_instrument(edition: Edition, scale: Scale, document: InstrumentDocument) -> None:
    """Bring one instrument with its groups and criteria to what the files say."""
    instrument, _ = Instrument.objects.update_or_create(
        edition=edition, key=document.key, defaults={"scale": scale, "source": document.source}
    )
    words = {"name": document.name, "summary": document.summary, "part": document.part, "parts": document.parts}
    put_text(InstrumentText, edition, instrument, **words)
    for position, top in enumerate(document.groups):
        parent = store_group(edition, instrument, None, position, top)
        for place, sub in enumerate(top.groups):
            store_group(edition, instrument, parent, place, sub)
    kept = [criterion.ref for holder in document.holders for criterion in holder.criteria]
    drop(instrument.criteria.exclude(ref__in=kept))
    drop(instrument.groups.exclude(ref__in=[holder.ref for holder in document.holders]))


def store_group(
    edition: Edition,
    instrument: Instrument,
    parent: Group | None,
    position: int,
    document: GroupDocument | SubgroupDocument,
) -> Group:
    """Bring one group and its own criteria to what the files say."""
    group, _ = Group.objects.update_or_create(
        instrument=instrument,
        ref=document.ref,
        defaults={"parent": parent, "position": position, "source": document.source},
    )
    put_text(GroupText, edition, group, name=document.name, summary=document.summary)
    for place, item in enumerate(document.criteria):
        criterion, _ = Criterion.objects.update_or_create(
            instrument=instrument,
            ref=item.ref,
            defaults={"group": group, "position": place, "weight": item.weight, "source": item.source},
        )
        put_text(
            CriterionText,
            edition,
            criterion,
            title=item.title,
            statement=item.statement,
            help=item.help,
        )
    return group
