"""The end of an assessment: positions locked and results frozen, opened again, put away, got back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.running import StepRefused, hold
from assessments.actions.snapshots import take_snapshot
from assessments.models import LockEvent, Phase, Position, Round, Snapshot, Stage
from assessments.queries.locking import unanswered_again
from assessments.rules.positions import is_open_reply
from cities.actions import record_audit
from cities.models import User


class ReplyOpen(Exception):
    """An owner may still answer, or waits for a decision: locking all the same takes a reason."""


@transaction.atomic
def lock_assessment(*, round_: Round, reason: str, by: User, now: datetime) -> Snapshot:
    """Lock the positions, until somebody opens them again with a reason, and freeze the results.

    Criteria without a position keep the figures of their ratings. `reason` says why an open reply is not waited for:
    without one ReplyOpen is raised where there is such a reply; where there is none it is not kept.
    """
    latest = hold(round_, Phase.MODERATION)
    positions = list(Position.objects.filter(assessment=latest.assessment_id))
    if not positions:
        raise StepRefused(_("Nothing is agreed yet. Record at least one position first."))
    if latest.assessment.is_consensus_only:
        end_without_ballots(latest, now)
    elif latest.stage != Stage.REVEALED:
        raise StepRefused(_("Not all results are revealed yet. Reveal them first, then lock."))
    today = latest.city.date_at(now)
    is_overridden = any(is_open_reply(item.status, item.reply_by, today) for item in positions) or bool(
        unanswered_again([latest.assessment_id])
    )
    if is_overridden and not reason:
        raise ReplyOpen
    set_locked(latest, now)
    snapshot = take_snapshot(round_=latest, now=now)
    if is_overridden:
        note(latest, LockEvent.Kind.OVERRIDDEN, reason, by, now, snapshot)
        record_audit(target=latest.assessment, verb="locked with a reply open", by=by, now=now, fields=["locked_at"])
    else:
        note(latest, LockEvent.Kind.LOCKED, "", by, now, snapshot)
        record_audit(target=latest.assessment, verb="locked", by=by, now=now, fields=["locked_at"])
    return snapshot


def end_without_ballots(round_: Round, now: datetime) -> None:
    """Close and reveal a round in which nobody was asked: there is nothing to wait for, and nothing sealed."""
    round_.closed_at, round_.revealed_at = round_.closed_at or now, round_.revealed_at or now
    round_.save(update_fields=["closed_at", "revealed_at"])


@transaction.atomic
def reopen_assessment(*, round_: Round, reason: str, by: User, now: datetime) -> None:
    """Let locked positions be changed again. The frozen results of before stay as they are."""
    latest = hold(round_, Phase.AGREED)
    set_locked(latest, None)
    note(latest, LockEvent.Kind.REOPENED, reason, by, now)
    record_audit(target=latest.assessment, verb="opened again", by=by, now=now, fields=["locked_at"])


def set_locked(round_: Round, at: datetime | None) -> None:
    round_.assessment.locked_at = at
    round_.assessment.save(update_fields=["locked_at"])


def note(
    round_: Round, kind: LockEvent.Kind, reason: str, by: User, now: datetime, snapshot: Snapshot | None = None
) -> None:
    """Add to the history of locking."""
    LockEvent.objects.create(
        city_id=round_.city_id,
        assessment=round_.assessment,
        kind=kind,
        reason=reason,
        snapshot=snapshot,
        by=by,
        at=now,
    )


@transaction.atomic
def archive_assessment(*, round_: Round, by: User, now: datetime) -> None:
    """Put an assessment away: it can be read and not changed. Not while people are asked."""
    latest = hold(round_, Phase.DRAFT, Phase.MODERATION, Phase.AGREED)
    set_archived(latest, now)
    record_audit(target=latest.assessment, verb="archived", by=by, now=now, fields=["archived_at"])


@transaction.atomic
def bring_back_assessment(*, round_: Round, by: User, now: datetime) -> None:
    """Get an archived assessment back, as it was."""
    latest = hold(round_, Phase.ARCHIVED)
    set_archived(latest, None)
    record_audit(target=latest.assessment, verb="brought back", by=by, now=now, fields=["archived_at"])


def set_archived(round_: Round, at: datetime | None) -> None:
    round_.assessment.archived_at = at
    round_.assessment.save(update_fields=["archived_at"])
