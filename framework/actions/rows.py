"""How one row of an edition comes to what the files say, and how it goes when they no longer name it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import ProtectedError

from framework.models import Edition, Note

Notes = Mapping[str, Note]
"""The guidance notes of the edition by reference."""


class StillInUse(Exception):
    """The files drop something that cities have already answered."""


def put_text(kind: type[models.Model], edition: Edition, thing: models.Model, /, **words: Any) -> None:
    """Set the words of `thing` in the edition's language."""
    field = next(field.name for field in kind._meta.fields if field.related_model is type(thing))
    key: dict[str, Any] = {field: thing, "language": edition.language}
    kind._default_manager.update_or_create(**key, defaults=words)


def drop(rows: models.QuerySet[Any]) -> None:
    """Delete rows that the files no longer name."""
    try:
        rows.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({str(row) for row in rows}))
        raise StillInUse(names) from error
