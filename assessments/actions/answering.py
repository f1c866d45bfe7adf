"""What a participant does: answer, hand in, take it back to change something."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Participant, Rating, RatingChange, RatingState
from assessments.rules.merging import BLANK, Answer, merge
from cities.actions import record_audit
from cities.models import User


class AnswersRefused(Exception):
    """The participant cannot answer (now); its kinds say why."""


class RoundClosed(AnswersRefused):
    """The round takes no answers (any more); what is saved stays as it is."""


class NotAsked(Exception):
    """The participant was withdrawn."""


class AlreadySubmitted(AnswersRefused):
    """The participant has handed in; they can take it back while the round is open."""


class Withdrawn(AnswersRefused):
    """The participant was taken out of the round; what they had answered is kept and does not count."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save led to: the rating as it is now, and what was given on another page or device in the meantime.

    `replaced` is the answer whose choice, target or confidence the save overwrote; `other_comment` the comment that
    stays stored until the person has chosen between both.
    """

    rating: Rating
    replaced: Answer | None = None
    other_comment: str | None = None


def check_takes_answers(participant: Participant, now: datetime) -> None:
    """Raise RoundClosed, Withdrawn or AlreadySubmitted unless the participant may answer now."""
    if not participant.round.takes_ratings(participant.city.date_at(now)):
        raise RoundClosed
    if participant.withdrawn_at is not None:
        raise Withdrawn
    if participant.submitted_at is not None:
        raise AlreadySubmitted


@transaction.atomic
def record_rating(
    *,
    rating: Rating,
    state: RatingState,
    level: int | None,
    comment: str,
    version: int,
    by: User,
    now: datetime,
    target: int | None = None,
    confidence: str = "",
) -> Saved:
    """Save one answer and keep every version of it.

    `version` is the one the person saw; what they did not change of it stays as it is by now (`rules.merging`). Saving
    the same answer twice changes nothing; one that was carried over from another edition is confirmed by it. Two
    statements, no lock: the update holds only if nobody changed the row, or closed the round, since it was read.
    """
    check_takes_answers(rating.participant, now)
    given = Answer(state, level, target, confidence, comment)
    while True:
        stored = answer_in(rating)
        merged = merge(answer_seen(rating, version), stored, given)
        is_the_same = merged.answer == stored and not rating.carried
        if is_the_same or put_answer(rating, merged.answer, by, now):
            return Saved(rating, merged.replaced, merged.other_comment)
        read_again(rating, now)


def answer_in(row: Rating | RatingChange) -> Answer:
    """Return the answer in a row."""
    return Answer(row.state, row.level, row.target, row.confidence, row.comment)


def answer_seen(rating: Rating, version: int) -> Answer:
    """Return the answer as it was in a version. No query for the present one; blank where there was none."""
    if version == rating.version:
        return answer_in(rating)
    row = RatingChange.objects.filter(rating=rating, version=version).first()
    return answer_in(row) if row else BLANK


@transaction.atomic
def confirm_rating(*, rating: Rating, by: User, now: datetime) -> None:
    """Let an answer that was carried over stand for the criterion as it is now. One that was saved since stands so."""
    check_takes_answers(rating.participant, now)
    while rating.carried and not put_answer(rating, answer_in(rating), by, now):
        read_again(rating, now)


def put_answer(rating: Rating, answer: Answer, by: User, now: datetime) -> bool:
    """Write one version of a rating and its history; False if somebody changed the row or closed the round.

    Where a deputy answers, the history says for whom.
    """
    parts: dict[str, Any] = {**asdict(answer), "version": rating.version + 1}
    if not still_open(rating).filter(version=rating.version).update(**parts, carried=""):
        return False
    for name, value in parts.items():
        setattr(rating, name, value)
    rating.carried = ""
    principal = rating.participant.stands_in_for_id
    RatingChange.objects.create(
        city_id=rating.city_id, rating=rating, by=by, at=now, on_behalf_of_id=principal, **parts
    )
    return True


def read_again(rating: Rating, now: datetime) -> None:
    """Read what was changed meanwhile. Raises NotAsked, RoundClosed, Withdrawn or AlreadySubmitted."""
    try:
        rating.refresh_from_db(fields=[*asdict(BLANK), "version", "carried"])
    except Rating.DoesNotExist as error:
        raise NotAsked from error
    rating.participant.refresh_from_db(fields=["submitted_at", "withdrawn_at"])
    rating.participant.round.refresh_from_db(fields=["closed_at"])
    check_takes_answers(rating.participant, now)


def still_open(rating: Rating) -> QuerySet[Rating]:
    """Return the row of a rating, if its round is not closed and its participant neither handed in nor withdrawn.

    The conditions on other tables are a subquery: an update over joins would become `pk IN (…)` as a whole, and of
    that PostgreSQL checks nothing again after waiting for another save.
    """
    asked = Participant.objects.filter(
        pk=rating.participant_id, submitted_at=None, withdrawn_at=None, round__closed_at=None
    )
    return Rating.objects.filter(pk=rating.pk, participant__in=asked)


@transaction.atomic
def submit_answers(*, participant: Participant, by: User, now: datetime) -> None:
    """Hand in. What is not answered stays *not answered*. Handing in twice changes nothing."""
    if participant.submitted_at is not None:
        return
    check_takes_answers(participant, now)
    set_submitted(participant, now)
    record_audit(target=participant, verb="submitted answers", by=by, now=now, fields=["submitted_at"])


@transaction.atomic
def reopen_answers(*, participant: Participant, by: User, now: datetime) -> None:
    """Take the answers back to change them, while the round is open."""
    if not participant.round.takes_ratings(participant.city.date_at(now)):
        raise RoundClosed
    if participant.withdrawn_at is not None:
        raise Withdrawn
    set_submitted(participant, None)
    record_audit(target=participant, verb="reopened answers", by=by, now=now, fields=["submitted_at"])


def set_submitted(participant: Participant, at: datetime | None) -> None:
    """Set when the participant handed in; raise RoundClosed if somebody closes the round at this very moment."""
    asked = Participant.objects.filter(pk=participant.pk, withdrawn_at=None, round__closed_at=None)
    if not asked.update(submitted_at=at):
        raise RoundClosed
    participant.submitted_at = at
