"""Brings the rows of instruments and scales to what the files say."""

from framework.actions.rows import Notes, drop, put_text
from framework.actions.words import criterion_words, instrument_words, level_words, summary_words
from framework.models import (
    Criterion,
    CriterionText,
    Edition,
    Group,
    GroupText,
    Instrument,
    InstrumentText,
    Level,
    LevelText,
    Scale,
)
from framework.rules.document import GroupDocument, InstrumentDocument, ScaleDocument, SubgroupDocument


def store_scale(edition: Edition, document: ScaleDocument) -> Scale:
    """Bring one scale and its levels to what the files say."""
    values = [level.value for level in document.levels]
    scale, _ = Scale.objects.update_or_create(
        edition=edition, key=document.key, defaults={"lowest": values[0], "highest": values[-1]}
    )
    for item in document.levels:
        level, _ = Level.objects.get_or_create(scale=scale, value=item.value)
        put_text(LevelText, edition, level, **level_words(item))
    drop(scale.levels.exclude(value__in=values))
    return scale


def store_instrument(edition: Edition, scale: Scale, document: InstrumentDocument, notes: Notes) -> None:
    """Bring one instrument with its groups and criteria to what the files say."""
    instrument, _ = Instrument.objects.update_or_create(
        edition=edition, key=document.key, defaults={"scale": scale, "source": document.source}
    )
    put_text(InstrumentText, edition, instrument, **instrument_words(document))
    for position, top in enumerate(document.groups):
        parent = store_group(edition, instrument, None, position, top, notes)
        for place, sub in enumerate(top.groups):
            store_group(edition, instrument, parent, place, sub, notes)
    kept = [criterion.ref for holder in document.holders for criterion in holder.criteria]
    drop(instrument.criteria.exclude(ref__in=kept))
    drop(instrument.groups.exclude(ref__in=[holder.ref for holder in document.holders]))


def store_group(
    edition: Edition,
    instrument: Instrument,
    parent: Group | None,
    position: int,
    document: GroupDocument | SubgroupDocument,
    notes: Notes,
) -> Group:
    """Bring one group and its own criteria to what the files say."""
    group, _ = Group.objects.update_or_create(
        instrument=instrument,
        ref=document.ref,
        defaults={"parent": parent, "position": position, "source": document.source},
    )
    put_text(GroupText, edition, group, **summary_words(document))
    for place, item in enumerate(document.criteria):
        criterion, _ = Criterion.objects.update_or_create(
            instrument=instrument,
            ref=item.ref,
            defaults={"group": group, "position": place, "weight": item.weight, "source": item.source},
        )
        put_text(CriterionText, edition, criterion, **criterion_words(item))
        criterion.notes.set(notes[ref] for ref in item.notes)
    return group
