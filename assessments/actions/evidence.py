"""Evidence behind an answer or behind the reply to a position: put there, and taken away.

What stands behind an answer gets no line in the city's log, as the answer itself gets none: the log names its actor,
and would tell whose evidence the results show. The row keeps who and when.
"""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, Sum

from assessments.actions.answering import NotAsked, check_takes_answers, read_again, still_open
from assessments.models import Evidence, Position, Rating
from assessments.rules.file_types import extension_of, kind_of
from cities.actions import record_audit
from cities.models import City, User

MOST_EACH = 10
MOST_BYTES = 200 * 1024 * 1024
NAME_LENGTH = 150


class TooMuchEvidence(Exception):
    """There are `MOST_EACH` pieces already behind this, or the person's files hold `MOST_BYTES` in this city."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the name on the person's device, and its bytes."""

    name: str
    content: bytes


def add_evidence(
    *,
    rating: Rating | None = None,
    position: Position | None = None,
    title: str,
    url: str = "",
    upload: Upload | None = None,
    dated_on: date | None = None,
    review_by: date | None = None,
    by: User,
    now: datetime,
) -> Evidence:
    """Put a link or a file behind an answer or a position: one of each.

    Raises FileRefused, TooMuchEvidence, OSError; behind an answer RoundClosed, AlreadySubmitted, Withdrawn and
    NotAsked too.
    """
    target = rating or position
    if target is None or bool(url) == bool(upload):
        message = "evidence is one link or one file, behind an answer or a position"
        raise ValueError(message)
    kept = Evidence(
        city=target.city,
        rating=rating,
        position=position,
        title=title,
        url=url,
        dated_on=dated_on,
        review_by=review_by,
        added_by=by,
        added_at=now,
    )
    if upload is None:
        return put_evidence(kept, now)
    kept.content_type = kind_of(upload.name, upload.content).content_type
    kept.file_name, kept.size = plain_name(upload.name), len(upload.content)
    kept.file = store(target.city, upload.content)
    try:
        return put_evidence(kept, now)
    except Exception:
        default_storage.delete(kept.file)
        raise


def store(city: City, content: bytes) -> str:
    """Write a file under a name that says nothing; return its path."""
    return default_storage.save(f"{city.pk}/evidence/{uuid4().hex}", ContentFile(content))


def plain_name(name: str) -> str:
    """Return a file's name without what cannot be seen, short enough to keep, its ending kept."""
    seen = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    ending = extension_of(seen)
    return seen.removesuffix(ending)[: NAME_LENGTH - len(ending)] + ending if len(seen) > NAME_LENGTH else seen


@transaction.atomic
def put_evidence(kept: Evidence, now: datetime) -> Evidence:
    """Write the row, unless there is too much or the answer is not the person's to change any more."""
    if kept.rating:
        hold_open(kept.rating, now)
    beside = Evidence.objects.filter(city=kept.city, removed_at=None)
    same = Q(rating=kept.rating) if kept.rating else Q(position=kept.position)
    so_far = beside.filter(added_by=kept.added_by).aggregate(bytes=Sum("size"))["bytes"] or 0
    if beside.filter(same).count() >= MOST_EACH or so_far + kept.size > MOST_BYTES:
        raise TooMuchEvidence
    kept.save()
    if kept.position:
        record_audit(target=kept.position, verb="added evidence", by=kept.added_by, now=now)
    return kept


def hold_open(rating: Rating, now: datetime) -> None:
    """Hold an answer as it is until the transaction ends. Raises what `check_takes_answers` does, and NotAsked."""
    check_takes_answers(rating.participant, now)
    if still_open(rating).select_for_update(of=("self",)).first() is None:
        read_again(rating, now)
        raise NotAsked


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, now: datetime) -> None:
    """Take a piece of evidence away, and its file with it; its row stays. Doing it twice changes nothing.

    Behind an answer, raises what `check_takes_answers` does, and NotAsked.
    """
    if evidence.rating:
        hold_open(evidence.rating, now)
    stored = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if stored.removed_at:
        return
    file, stored.file, stored.removed_at = stored.file, "", now
    stored.save(update_fields=["file", "removed_at"])
    evidence.file, evidence.removed_at = "", now
    if file:
        transaction.on_commit(lambda: delete_file(file), robust=True)
    if evidence.position:
        record_audit(target=evidence.position, verb="removed evidence", by=by, now=now)


def delete_file(name: str) -> None:
    """Delete a stored file; one that is gone already is no fault."""
    with suppress(FileNotFoundError):
        default_storage.delete(name)
