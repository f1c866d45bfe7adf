"""Positions, and what moved between rounds, as people read them."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Position, PositionStatus
from assessments.queries.captions import median_words
from assessments.queries.words import consensus
from assessments.rules.movement import Movement
from assessments.rules.positions import is_overdue
from framework.rules.outline import LevelOutline


def standing_words(position: Position, today: date) -> str:
    """Say where a position stands on its way to agreement."""
    if position.status != PositionStatus.SENT or position.reply_by is None:
        return str(PositionStatus(position.status).label)
    day = date_format(position.reply_by, "DATE_FORMAT")
    if is_overdue(position.status, position.reply_by, today):
        return _("No reply by %(day)s") % {"day": day}
    return _("Waits for a reply until %(day)s") % {"day": day}


def status_words(status: str) -> str:
    """Name where a position stands."""
    return str(PositionStatus(status).label)


def movement_words(movement: Movement | None, levels: Sequence[LevelOutline]) -> str:
    """Say what moved between two rounds; nothing where there is nothing to compare."""
    if movement is None:
        return ""
    said = [median_movement(movement, levels)]
    if movement.consensus is not None and movement.consensus_before is not None:
        words = _("Consensus %(before)s before, %(now)s now.")
        said.append(words % {"before": consensus(movement.consensus_before), "now": consensus(movement.consensus)})
    return " ".join(said)


def medians_words(movement: Movement | None, levels: Sequence[LevelOutline]) -> str:
    """Name the medians of two rounds in a few words; nothing where there is nothing to compare."""
    if movement is None:
        return ""
    before, now = median_words(movement.median_before, levels), median_words(movement.median, levels)
    if before == now:
        return _("%(level)s in both rounds") % {"level": now}
    return _("%(before)s, then %(now)s") % {"before": before, "now": now}


def median_movement(movement: Movement, levels: Sequence[LevelOutline]) -> str:
    now = median_words(movement.median, levels)
    if not movement.levels:
        return _("The median stays at %(level)s.") % {"level": now}
    words = _("The median rose from %(before)s to %(now)s.")
    if movement.levels < 0:
        words = _("The median fell from %(before)s to %(now)s.")
    return words % {"before": median_words(movement.median_before, levels), "now": now}
