"""Brings the words in other languages to what the files say."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import models

from framework.actions import words
from framework.models import (
    Area,
    AreaText,
    Component,
    ComponentText,
    Criterion,
    CriterionText,
    Edition,
    EditionText,
    Group,
    GroupText,
    Instrument,
    InstrumentText,
    KeyOutput,
    KeyOutputText,
    Level,
    LevelText,
    Linkage,
    LinkageText,
    Note,
    NoteText,
    Phase,
    PhaseText,
    StarterAction,
    StarterActionText,
    Term,
    TermText,
)
from framework.rules.document import EditionFiles
from framework.rules.shapes import Place


class Kind(NamedTuple):
    """A kind of thing that has words.

    `keys` say where in a file of wording its words stand: names as they are, and the columns of its row in braces.
    """

    thing: type[models.Model]
    text: type[models.Model]
    words: Callable[[Any], words.Words]
    edition: str
    keys: tuple[str, ...]


KINDS = (
    Kind(Level, LevelText, words.level_words, "scale__edition", ("scales", "{scale__key}", "{value}")),
    Kind(Phase, PhaseText, words.phase_words, "edition", ("phases", "{key}")),
    Kind(
        KeyOutput, KeyOutputText, words.output_words, "phase__edition", ("phases", "{phase__key}", "outputs", "{key}")
    ),
    Kind(Component, ComponentText, words.summary_words, "edition", ("components", "{ref}")),
    Kind(
        Area, AreaText, words.summary_words, "component__edition", ("components", "{component__ref}", "areas", "{key}")
    ),
    Kind(Instrument, InstrumentText, words.instrument_words, "edition", ("instruments", "{key}")),
    Kind(
        Group,
        GroupText,
        words.summary_words,
        "instrument__edition",
        ("instruments", "{instrument__key}", "groups", "{ref}"),
    ),
    Kind(
        Criterion,
        CriterionText,
        words.criterion_words,
        "instrument__edition",
        ("instruments", "{instrument__key}", "criteria", "{ref}"),
    ),
    Kind(Note, NoteText, words.note_words, "edition", ("notes", "{ref}")),
    Kind(Linkage, LinkageText, words.linkage_words, "note__edition", ("notes", "{note__ref}", "linkages", "{to__ref}")),
    Kind(Term, TermText, words.term_words, "edition", ("glossary", "{key}")),
    Kind(StarterAction, StarterActionText, words.starter_words, "edition", ("starter-actions", "{key}")),
    Kind(Edition, EditionText, words.edition_words, "pk", ("edition",)),
)


def store_translations(edition: Edition, files: EditionFiles) -> None:
    """Bring the words in all languages but the edition's own to what the files say."""
    for kind in KINDS:
        field = next(field.name for field in kind.text._meta.fields if field.related_model is kind.thing)
        things = {"pk__in": kind.thing._default_manager.filter(**{kind.edition: edition.pk})}
        others = kind.text._default_manager.filter(**{f"{field}__in": things["pk__in"]})
        others.exclude(language=edition.language).delete()
        if files.translations:
            places = places_of(kind, kind.thing._default_manager.filter(**things))
            kind.text._default_manager.bulk_create(
                kind.text(**{f"{field}_id": places[place], "language": language}, **kind.words(thing))
                for language, things_said in files.translations.items()
                for place, thing in things_said.items()
                if place in places
            )


def places_of(kind: Kind, rows: models.QuerySet[Any]) -> Mapping[Place, int]:
    """Return the ids of things by the place where their words stand."""
    columns = [key[1:-1] for key in kind.keys if key.startswith("{")]
    return {
        placed(kind.keys, dict(zip(columns, values, strict=True))): pk
        for pk, *values in rows.values_list("pk", *columns)
    }


def placed(keys: Iterable[str], values: Mapping[str, object]) -> Place:
    return tuple(str(values[key[1:-1]]) if key.startswith("{") else key for key in keys)
