"""What a participant does: answer, hand in, take it back to change something."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Participant, Rating, RatingChange, RatingState, Round
from cities.actions import record_audit
from cities.models import User


class RoundClosed(Exception):
    """The round takes no answers (any more); what is saved stays as it is."""


class NotAsked(Exception):
    """The invitation was taken back at this very moment."""


class AlreadySubmitted(Exception):
    """The participant has handed in; they can take it back while the round is open."""


@dataclass(frozen=True, slots=True)
class Overwritten:
    """An answer that was given on another page or device in the meantime, and is now replaced."""

    state: str
    level: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save led to: the rating as it is now, and what it replaced unseen."""

    rating: Rating
    overwritten: Overwritten | None


def check_takes_answers(participant: Participant, now: datetime) -> None:
    """Raise RoundClosed or AlreadySubmitted unless the participant may answer now."""
    if not participant.round.takes_ratings(participant.city.date_at(now)):
        raise RoundClosed
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
) -> Saved:
    """Save one answer and keep every version of it.

    `version` is the one the person saw. Saving the same answer twice changes nothing. A later save wins over an
    earlier one; what it replaced unseen comes back, so that the page can offer it. Two statements, no lock: the
    update holds only if nobody changed the row, or closed the round, since it was read.
    """
    check_takes_answers(rating.participant, now)
    while (rating.state, rating.level, rating.comment) != (state, level, comment):
        seen = rating.version
        kept = Overwritten(rating.state, rating.level, rating.comment)
        changed = (
            still_open(rating).filter(version=seen).update(state=state, level=level, comment=comment, version=seen + 1)
        )
        if not changed:
            try:
                rating.refresh_from_db(fields=["state", "level", "comment", "version"])
            except Rating.DoesNotExist as error:
                raise NotAsked from error
            rating.participant.refresh_from_db(fields=["submitted_at"])
            rating.participant.round.refresh_from_db(fields=["closed_at"])
            check_takes_answers(rating.participant, now)
            continue
        rating.state, rating.level, rating.comment, rating.version = state, level, comment, seen + 1
        RatingChange.objects.create(
            city_id=rating.city_id,
            rating=rating,
            state=state,
            level=level,
            comment=comment,
            version=rating.version,
            by=by,
            at=now,
        )
        return Saved(rating, kept if seen != version else None)
    return Saved(rating, None)


def still_open(rating: Rating) -> QuerySet[Rating]:
    """Return the row of a rating, if its round is not closed and its participant has not handed in.

    Conditions on other tables are subqueries of their own: an update over joins would become `pk IN (…)` as a whole,
    and of that PostgreSQL checks nothing again after waiting for another save.
    """
    return Rating.objects.filter(
        pk=rating.pk,
        round__in=Round.objects.filter(pk=rating.round_id, closed_at=None),
        participant__in=Participant.objects.filter(pk=rating.participant_id, submitted_at=None),
    )


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
    set_submitted(participant, None)
    record_audit(target=participant, verb="reopened answers", by=by, now=now, fields=["submitted_at"])


def set_submitted(participant: Participant, at: datetime | None) -> None:
    """Set when the participant handed in; raise RoundClosed if somebody closes the round at this very moment."""
    if not Participant.objects.filter(pk=participant.pk, round__closed_at=None).update(submitted_at=at):
        raise RoundClosed
    participant.submitted_at = at
