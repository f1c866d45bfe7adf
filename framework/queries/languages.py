"""Which of a thing's words a reader gets: their language where the edition has it, else the edition's own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Q
from django.utils.translation import get_language


def reading_languages() -> tuple[str, ...]:
    """Return the reader's language, best first: `pt-br`, then `pt`."""
    language = get_language() or "en"
    return (language, language.partition("-")[0])


def spoken(texts: str, edition: str = "") -> Q:
    """Return the condition that `texts` are in the edition's language or the reader's.

    `texts` and `edition` are the ways to them from the model, such as `scale__edition`; none from an edition itself.
    """
    own = Q(**{f"{texts}__language": F(f"{edition}__language" if edition else "language")})
    return own | Q(**{f"{texts}__language__in": reading_languages()})


def preferred(rows: Iterable[Mapping[str, Any]], *by: str, language: str = "language") -> list[Mapping[str, Any]]:
    """Keep one row for each thing: the one whose language suits the reader best. Order is kept.

    `by` are the columns that name a thing, `id` unless told; `language` is the column of the language.
    """
    chosen: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    order = reading_languages()

    def distance(row: Mapping[str, Any]) -> int:
        return order.index(row[language]) if row[language] in order else len(order)

    for row in rows:
        thing = tuple(row[column] for column in by or ("id",))
        if thing not in chosen or distance(row) < distance(chosen[thing]):
            chosen[thing] = row
    return list(chosen.values())
