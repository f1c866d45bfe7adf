"""Counts of closed rounds, kept by each process: their answers do not change, and counting takes as long as people are
many.

The keys name everything that a count depends on, and the moment of closing, so that no other round is taken for it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from django.core.cache import caches
from django.utils import timezone

from assessments.models import Round

T = TypeVar("T")
SETTLED = timedelta(minutes=1)
"""A save that was under way while a round was closed is stored by then."""


def kept(name: str, rounds: Sequence[Round], read: Callable[[Sequence[Round]], Mapping[int, T]]) -> dict[int, T]:
    """Return by assessment what `read` counts of rounds: of those closed for a while, once in each process.

    `name` says what is counted and how. A round of which `read` says nothing is left out.
    """
    settled = timezone.now() - SETTLED
    keys = {round_: key_of(name, round_) for round_ in rounds if round_.closed_at and round_.closed_at < settled}
    cached = caches["counts"].get_many(keys.values())
    found = {round_.assessment_id: cached[key] for round_, key in keys.items() if key in cached}
    missing = [round_ for round_ in rounds if round_.assessment_id not in found]
    if not missing:
        return found
    fresh = read(missing)
    caches["counts"].set_many(
        {keys[item]: fresh[item.assessment_id] for item in missing if item in keys and item.assessment_id in fresh}
    )
    return found | dict(fresh)


def key_of(name: str, round_: Round) -> str:
    closed_at = round_.closed_at.timestamp() if round_.closed_at else 0
    return f"{name}:{round_.pk}:{closed_at}:{round_.assessment.minimum_group}"
