"""Mails to those who are asked, each with a personal link: put into the outbox in few statements, however many."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Participant, ParticipantLink, Rating, RatingState, Round
from assessments.queries.questionnaire import minutes_for
from cities.actions import AddressOf, Letter, mails_left, queue_many, stop_mails
from cities.models import City, User
from cities.queries import language_for
from cities.rules.tokens import fresh_token, token_hash


class Occasion(StrEnum):
    """Why a mail is written; its words are in `templates/assessments/mail/`."""

    ASKED = "asked"
    REMINDER = "reminder"
    DEPUTY = "deputy"
    AGAIN = "again"


SUBJECTS: dict[Occasion, Promise] = {
    Occasion.ASKED: _("%(person)s asks for your view: %(title)s"),
    Occasion.REMINDER: _("A reminder: %(title)s"),
    Occasion.AGAIN: _("A second look, please: %(title)s"),
    Occasion.DEPUTY: _("%(person)s asks you to answer in their place: %(title)s"),
}


def mail_links(
    *,
    round_: Round,
    participants: Sequence[Participant],
    occasion: Occasion,
    address_of: AddressOf,
    by: User,
    now: datetime,
) -> list[Participant]:
    """Mail everybody a link of their own; return those who get one: as many as the city may still mail today.

    The links from before go on working.
    """
    mailed = list(participants)[: mails_left(round_.city, now)]
    missing = unanswered_in(round_)
    tokens = [fresh_token() for _participant in mailed]
    letters = [
        letter_to(participant, occasion, by, address_of(token), missing.get(participant.pk, 0))
        for participant, token in zip(mailed, tokens, strict=True)
    ]
    mails = queue_many(city=round_.city, letters=letters, now=now)
    ParticipantLink.objects.bulk_create(
        ParticipantLink(
            city=round_.city,
            participant=participant,
            token_hash=token_hash(token),
            mail=mail,
            created_by=by,
            created_at=now,
        )
        for participant, token, mail in zip(mailed, tokens, mails, strict=True)
    )
    return mailed


def unanswered_in(round_: Round) -> dict[int, int]:
    """Return how many criteria wait for an answer, by participant."""
    rows = Rating.objects.filter(round=round_, state=RatingState.NOT_ANSWERED).order_by()
    return dict(rows.values_list("participant").annotate(Count("pk")))


def letter_to(participant: Participant, occasion: Occasion, by: User, address: str, missing: int) -> Letter:
    """Write a mail in the language of who gets it."""
    round_ = participant.round
    return letter(
        occasion,
        SUBJECTS[occasion],
        reader=participant.member.user,
        city=round_.city,
        assessment=round_.assessment,
        participant=participant,
        round=round_,
        by=by,
        address=address,
        missing=missing,
        minutes=minutes_for(missing),
    )


def letter(name: str, subject: Promise, *, reader: User, city: City, assessment: Assessment, **context: Any) -> Letter:
    """Write a mail of `templates/assessments/mail/` in the language of who gets it.

    What is not the same in every language is given to the template as a function.
    """
    context |= {"reader": reader, "city": city, "assessment": assessment}
    with translation.override(language_for(person=reader, city=city) or settings.LANGUAGE_CODE):
        words = str(subject) % {"person": context["by"].name, "title": assessment.title}
        return Letter(reader.email, words, render_to_string(f"assessments/mail/{name}.txt", context))


def purpose(round_: Round, by: User, criteria: int) -> str:
    """Say in an invitation into the city what it is for, in the language of now; `criteria` are so many to answer."""
    context: dict[str, Any] = {"round": round_, "assessment": round_.assessment, "city": round_.city, "by": by}
    context |= {"missing": criteria, "minutes": minutes_for(criteria)}
    return render_to_string("assessments/mail/_awaited.txt", context).strip()


def end_links(links: QuerySet[ParticipantLink], now: datetime) -> None:
    """Let links end; a mail that was not sent yet is erased and never goes out."""
    live = list(links.filter(revoked_at=None).values_list("pk", "mail_id"))
    ParticipantLink.objects.filter(pk__in=[pk for pk, _mail in live]).update(revoked_at=now)
    stop_mails([mail for _pk, mail in live if mail])
