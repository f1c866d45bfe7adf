"""How rows of an edition come to what the files say, and how they go when they no longer name it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from framework.actions.words import Words
from framework.models import Edition, Note

M = TypeVar("M", bound=models.Model)

Notes = Mapping[str, Note]
"""The guidance notes of the edition by reference."""


class StillInUse(Exception):
    """The files drop, move or score on other levels what somebody has been asked already, or add to it."""


def put(rows: Sequence[M], *key: str) -> Sequence[M]:
    """Write rows of one kind, in one statement, over those that have the same `key`. Afterwards they have their ids."""
    if rows:
        kind = type(rows[0])
        others = [field.name for field in kind._meta.concrete_fields if field.name not in ("id", *key)]
        kind._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=others)
    return rows


def put_texts(kind: type[models.Model], edition: Edition, things: Iterable[tuple[models.Model, Words]]) -> None:
    """Set the words of things of one kind in the edition's language."""
    rows = [kind(**{subject_of(kind): thing, "language": edition.language}, **words) for thing, words in things]
    put(rows, subject_of(kind), "language")


def put_text(kind: type[models.Model], edition: Edition, thing: models.Model, /, **words: Any) -> None:
    """Set the words of one thing in the edition's language."""
    put_texts(kind, edition, [(thing, words)])


def put_notes(links: models.QuerySet[Any], notes: Notes, refs: Iterable[tuple[models.Model, Iterable[str]]]) -> None:
    """Set which notes things of one kind belong to, by reference; `links` are the rows that say it so far."""
    kind = links.model
    links.delete()
    kind._default_manager.bulk_create(
        kind(**{subject_of(kind): thing, "note": notes[ref]}) for thing, found in refs for ref in dict.fromkeys(found)
    )


def subject_of(kind: type[models.Model]) -> str:
    """Return the field for what a row of words, or of links to notes, is about: its first to another table."""
    return next(field.name for field in kind._meta.fields if field.is_relation)


def drop(rows: models.QuerySet[Any]) -> None:
    """Delete rows that the files no longer name."""
    refuse_in_use(rows)
    rows.delete()


def refuse_in_use(rows: models.QuerySet[Any]) -> None:
    """Raise StillInUse if somebody has been asked any of these rows, or anything below them."""
    try:
        Collector(using=rows.db).collect(rows)
    except ProtectedError as error:
        names = ", ".join(sorted({str(row) for row in rows}))
        raise StillInUse(names) from error
