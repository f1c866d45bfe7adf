"""From a position drafted in the room to one that its owner accepts, or that is decided in spite of a challenge."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.actions.position_mail import letters_to_owners
from assessments.actions.running import StepRefused, hold
from assessments.models import Evidence, Phase, Position, PositionChange, PositionStatus, Round
from assessments.models.position import PositionWords
from assessments.queries.locking import unanswered_again
from assessments.queries.moderation import is_sealed
from assessments.rules.positions import is_open_reply, may_decide
from cities.actions import TooManyMails, mails_left, queue_many, record_audit, record_audits
from cities.models import Member, User
from framework.models import Criterion

PARTS = [field.name for field in PositionWords._meta.local_fields]
"""What every version of a position keeps."""


class PositionChanged(Exception):
    """Somebody has changed this position since the person saw it; `position` is as it is now."""

    def __init__(self, position: Position) -> None:
        super().__init__(f"position {position.pk} is at version {position.version}")
        self.position = position


class OwnerAsked(StepRefused):
    """The owner of this position was asked about it and may still answer: it goes to nobody else meanwhile."""


@transaction.atomic
def record_position(
    *,
    round_: Round,
    criterion: Criterion,
    level: int | None,
    target: int | None,
    target_on: date | None,
    reason: str,
    dissent: str,
    owner: Member | None,
    version: int,
    by: User,
    now: datetime,
) -> Position:
    """Note what the room agrees on about a criterion, and keep what was noted before.

    `version` is the one the person saw, 0 for none: PositionChanged when it is another by now. What its owner was sent
    or has accepted is a draft again once it is changed. Noting the same twice changes nothing. OwnerAsked where it has
    another owner than before, who may still answer.
    """
    round_ = hold(round_, Phase.MODERATION)
    if is_sealed(round_, criterion.pk):
        raise StepRefused(_("Reveal what people answered first, then agree on a level."))
    position = Position.objects.filter(assessment=round_.assessment_id, criterion=criterion).first()
    words = {
        "level": level,
        "target": target,
        "target_on": target_on,
        "reason": reason,
        "dissent": dissent,
        "owner": owner,
    }
    if position is None:
        position = Position(city_id=round_.city_id, assessment=round_.assessment, criterion=criterion, version=0)
    elif all(getattr(position, name) == value for name, value in words.items()):
        return position
    check_version(position, version)
    if position.owner not in (None, owner) and is_waited_for(position, round_.city.date_at(now)):
        text = _("%(person)s was asked about this position and has a right to answer. It stays theirs until then.")
        raise OwnerAsked(text % {"person": position.owner})
    drafted = {"status": PositionStatus.DRAFTED, "reply_by": None, "reply": "", "decision": ""}
    put(position, by, now, **words, **drafted)
    record_audit(target=position, verb="recorded a position", by=by, now=now, fields=list(words))
    return position


def is_waited_for(position: Position, today: date) -> bool:
    """Tell whether the owner of a position may still answer, be it that it was changed since they were asked."""
    if position.owner is None or position.owner.archived_at is not None:
        return False
    is_open = is_open_reply(position.status, position.reply_by, today)
    return is_open or position.pk in unanswered_again([position.assessment_id])


@transaction.atomic
def send_positions(
    *, round_: Round, positions: Collection[int], reply_by: date, address: str, by: User, now: datetime
) -> int:
    """Send drafted positions to their owners, who may answer until `reply_by`; return to how many people.

    Each owner gets one mail, which leads to `address`. Positions that have no owner, or are not drafts any more, are
    passed over; StepRefused when none is left. Raises TooManyMails, and then nothing is sent.
    """
    round_ = hold(round_, Phase.MODERATION)
    drafts = list(
        Position.objects.filter(
            pk__in=positions,
            assessment=round_.assessment_id,
            status=PositionStatus.DRAFTED,
            owner__archived_at=None,
            owner__isnull=False,
        )
        .select_related("owner__user", "criterion__instrument")
        .order_by("owner_id", "criterion__instrument__key", "criterion__position")
    )
    if not drafts:
        raise StepRefused(_("None of these positions waits to be sent. Choose an owner first, or change the position."))
    owners = {position.owner_id for position in drafts}
    if len(owners) > mails_left(round_.city, now):
        raise TooManyMails
    for position in drafts:
        position.status, position.reply_by, position.version = PositionStatus.SENT, reply_by, position.version + 1
    Position.objects.bulk_update(drafts, ["status", "reply_by", "version"])
    PositionChange.objects.bulk_create(version_of(position, by, now) for position in drafts)
    record_audits(targets=drafts, verb="sent a position", by=by, now=now, fields=["status", "reply_by"])
    queue_many(city=round_.city, letters=letters_to_owners(drafts, round_, address, by), now=now)
    return len(owners)


@transaction.atomic
def accept_position(*, position: Position, version: int, by: Member, now: datetime) -> None:
    """Agree, as its owner, with a position one was sent."""
    held = hold_for_reply(position, version, by)
    put(held, by.user, now, status=PositionStatus.ACCEPTED)
    record_audit(target=held, verb="accepted", by=by.user, now=now, fields=["status"])


@transaction.atomic
def challenge_position(*, position: Position, reply: str, version: int, by: Member, now: datetime) -> None:
    """Disagree, as its owner, with a position one was sent, and say why."""
    held = hold_for_reply(position, version, by)
    put(held, by.user, now, status=PositionStatus.CHALLENGED, reply=reply)
    record_audit(target=held, verb="challenged a position", by=by.user, now=now, fields=["status", "reply"])


@transaction.atomic
def offer_evidence(*, position: Position, by: Member, now: datetime, **parts: Any) -> Evidence:
    """Put a link or a file, as `add_evidence` takes it, behind one's answer to a position one was sent."""
    held = hold_for_reply(position, position.version, by)
    return add_evidence(position=held, by=by.user, now=now, **parts)


@transaction.atomic
def take_evidence_back(*, position: Position, evidence: Evidence, by: Member, now: datetime) -> None:
    """Take away what one put behind one's answer, as long as that can be given."""
    hold_for_reply(position, position.version, by)
    if evidence.added_by_id != by.user_id:
        raise StepRefused(_("Somebody else put this here, so it stays."))
    remove_evidence(evidence=evidence, by=by.user, now=now)


def hold_for_reply(position: Position, version: int, owner: Member) -> Position:
    """Read again a position that its owner may answer, also after their last day, until it is decided or locked."""
    latest = position.assessment.rounds.latest("number")
    try:
        hold(latest, Phase.OPEN, Phase.MODERATION)
    except StepRefused as error:
        raise StepRefused(_("The positions are locked. Nothing can be answered any more; ask who runs it.")) from error
    held = Position.objects.select_related("assessment", "city").get(pk=position.pk)
    if held.status != PositionStatus.SENT or held.owner_id != owner.pk:
        raise StepRefused(_("This position does not wait for your answer any more. See how it stands now."))
    check_version(held, version)
    return held


@transaction.atomic
def decide_position(
    *,
    round_: Round,
    position: Position,
    level: int | None,
    target: int | None,
    decision: str,
    version: int,
    by: User,
    now: datetime,
) -> None:
    """Decide, with a reason, on a position that was challenged, or whose owner let their last day pass.

    The day to reach the target stays, unless there is none any more.
    """
    round_ = hold(round_, Phase.MODERATION)
    if is_sealed(round_, position.criterion_id):
        raise StepRefused(_("Reveal what people answered first, then agree on a level."))
    held = Position.objects.get(pk=position.pk)
    check_version(held, version)
    if not may_decide(held.status, held.reply_by, round_.city.date_at(now)):
        raise StepRefused(_("There is nothing to decide: nobody has challenged this position."))
    decided = {
        "status": PositionStatus.DECIDED,
        "level": level,
        "target": target,
        "target_on": None if target is None else held.target_on,
        "decision": decision,
    }
    put(held, by, now, **decided)
    record_audit(target=held, verb="decided on a position", by=by, now=now, fields=list(decided))


def check_version(position: Position, version: int) -> None:
    """Raise PositionChanged unless the position is still as the person saw it."""
    if position.version != version:
        raise PositionChanged(position)


def put(position: Position, by: User, now: datetime, **changes: Any) -> None:
    """Write the next version of a position, and keep it in its history. The assessment is held."""
    for name, value in changes.items():
        setattr(position, name, value)
    position.version += 1
    position.save()
    version_of(position, by, now).save()


def version_of(position: Position, by: User, now: datetime) -> PositionChange:
    """Return a position as it is now, for its history."""
    parts = {name: getattr(position, name) for name in PARTS}
    return PositionChange(city_id=position.city_id, position=position, by=by, at=now, **parts)
