"""Brings the rows of instruments and scales to what the files say."""

from collections.abc import Mapping

from django.db.models import Q
from django.db.models.functions import Coalesce

from framework.actions.rows import Notes, drop, put, put_notes, put_text, put_texts, refuse_in_use
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
from framework.rules.document import EditionFiles, GroupDocument, InstrumentDocument, ScaleDocument, SubgroupDocument


def refuse_to_ask_otherwise(edition: Edition, files: EditionFiles) -> None:
    """Raise StillInUse where somebody has been asked what the files score on other levels, move or add to.

    An answer would be left on a level that is no more; who was invited before would never be asked what is added.
    """
    stored = Criterion.objects.filter(instrument__edition=edition).annotate(
        top=Coalesce("group__parent__ref", "group__ref")
    )
    scales = {scale.key: scale for scale in files.scales}
    for document in files.instruments:
        found = stored.filter(instrument__key=document.key)
        places = set(found.values_list("top", "ref"))
        added = {(top.ref, ref) for top in document.groups for ref in top.all_refs} - places
        levels = scales[document.scale].levels
        on_others = ~Q(instrument__scale__lowest=levels[0].value, instrument__scale__highest=levels[-1].value)
        moved = Q(top__in={top for top, _ in added}) | Q(ref__in={ref for _, ref in added})
        refuse_in_use(found.filter(on_others | moved))


def store_scale(edition: Edition, document: ScaleDocument) -> Scale:
    """Bring one scale and its levels to what the files say."""
    values = [level.value for level in document.levels]
    (scale,) = put([Scale(edition=edition, key=document.key, lowest=values[0], highest=values[-1])], "edition", "key")
    found = {level.value: level for level in scale.levels.all()}
    levels = [found.get(value) or Level.objects.create(scale=scale, value=value) for value in values]
    put_texts(LevelText, edition, zip(levels, map(level_words, document.levels), strict=True))
    drop(scale.levels.exclude(value__in=values))
    return scale


def store_instrument(edition: Edition, scale: Scale, document: InstrumentDocument, notes: Notes) -> None:
    """Bring one instrument with its groups and criteria to what the files say."""
    row = Instrument(edition=edition, key=document.key, scale=scale, source=document.source)
    (instrument,) = put([row], "edition", "key")
    put_text(InstrumentText, edition, instrument, **instrument_words(document))
    groups = store_groups(edition, instrument, document)
    kept = store_criteria(edition, instrument, groups, document, notes)
    drop(instrument.criteria.exclude(ref__in=kept))
    drop(instrument.groups.exclude(ref__in=groups))


def store_groups(edition: Edition, instrument: Instrument, document: InstrumentDocument) -> dict[str, Group]:
    """Bring the groups of an instrument to what the files say; return them by reference."""

    def row(item: GroupDocument | SubgroupDocument, position: int, parent: Group | None = None) -> Group:
        return Group(instrument=instrument, ref=item.ref, parent=parent, position=position, source=item.source)

    tops = put([row(top, position) for position, top in enumerate(document.groups)], "instrument", "ref")
    held = [
        row(item, place, parent)
        for parent, top in zip(tops, document.groups, strict=True)
        for place, item in enumerate(top.groups)
    ]
    groups = {group.ref: group for group in (*tops, *put(held, "instrument", "ref"))}
    put_texts(GroupText, edition, [(groups[holder.ref], summary_words(holder)) for holder in document.holders])
    return groups


def store_criteria(
    edition: Edition, instrument: Instrument, groups: Mapping[str, Group], document: InstrumentDocument, notes: Notes
) -> list[str]:
    """Bring the criteria of an instrument to what the files say; return their references."""
    items = [item for holder in document.holders for item in holder.criteria]
    places = [(groups[holder.ref], place) for holder in document.holders for place in range(len(holder.criteria))]
    rows = [
        Criterion(
            instrument=instrument, ref=item.ref, group=group, position=place, weight=item.weight, source=item.source
        )
        for item, (group, place) in zip(items, places, strict=True)
    ]
    put(rows, "instrument", "ref")
    put_texts(CriterionText, edition, zip(rows, map(criterion_words, items), strict=True))
    links = Criterion.notes.through._default_manager.filter(criterion__instrument=instrument)
    put_notes(links, notes, zip(rows, [item.notes for item in items], strict=True))
    return [item.ref for item in items]
