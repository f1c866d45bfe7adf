"""Stores the demo city through the same actions that people use, at the times they would have used them."""

import shutil
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_scopes import scope

from assessments import actions as assessing
from assessments.models import Assessment, Participant, Rating, RatingState, Round, Snapshot
from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP
from cities.actions import add_member
from cities.models import (
    AuditEntry,
    City,
    Invitation,
    Member,
    MemberRole,
    Organisation,
    OutgoingMail,
    PersonalLink,
    Role,
    Sector,
    User,
)
from framework.queries import CHECKLIST, current_instrument, instrument_outline, top_groups
from reports.models import ReportJob
from scf_portal.demo import data
from scf_portal.demo.voices import Answer, answers


@transaction.atomic
def store_demo(*, now: datetime) -> bool:
    """Store the demo city as of `now`; False, with nothing changed, where it stands already."""
    planned = data.load_city()
    if City.objects.filter(slug=planned.slug).exists():
        return False
    city = City.objects.create(
        name=planned.name,
        slug=planned.slug,
        country=planned.country,
        language=planned.language,
        currency=planned.currency,
        time_zone=planned.time_zone,
        paper=planned.paper,
    )
    with scope(city=city):
        members = store_members(city, planned, now)
        voices = data.load_voices(planned)
        for assessment in planned.assessments:
            store_assessment(city, planned, assessment, voices[assessment.key], members, city.date_at(now))
    return True


def store_members(city: City, planned: data.City, now: datetime) -> dict[str, Member]:
    """Store organisations and people; return the members by e-mail address."""
    organisations = {
        item.key: Organisation.objects.create(city=city, name=item.name, sector=Sector(item.sector))
        for item in planned.organisations
    }
    password = make_password(planned.password)
    members: dict[str, Member] = {}
    for person in planned.people:
        user, _ = User.objects.get_or_create(email=person.email, defaults={"name": person.name, "password": password})
        members[person.email] = add_member(
            city=city,
            user=user,
            organisation=organisations[person.organisation.key],
            roles=[Role(role) for role in person.roles],
            job_title=person.job,
            by=None,
            now=now,
        )
    return members


def store_assessment(
    city: City,
    planned: data.City,
    assessment: data.PlannedAssessment,
    voice: data.AssessmentVoice,
    members: Mapping[str, Member],
    today: date,
) -> None:
    """Run one assessment from its draft to where it stands on `today`."""
    facilitator = members[planned.sign_in_people[0].email].user
    opens = at(city, assessment.opens_on(today))
    closes_on, revealed_on = assessment.closes_on(today), assessment.revealed_on(today)
    round_ = assessing.create_assessment(
        city=city,
        groups=top_groups(current_instrument(CHECKLIST)),
        title=assessment.name_on(today),
        closes_on=closes_on,
        minimum_group=DEFAULT_MINIMUM_GROUP,
        by=facilitator,
        now=opens,
    )
    invited = [members[person.email] for person in planned.participants]
    assessing.invite(round_=round_, members=invited, by=facilitator, now=opens)
    assessing.open_round(round_=round_, by=facilitator, now=opens)
    round_.refresh_from_db()
    store_answers(city, round_, planned, voice, opens)
    if revealed_on:
        assessing.close_round(round_=round_, by=facilitator, now=at(city, closes_on) + timedelta(hours=8))
        assessing.reveal_round(round_=round_, by=facilitator, now=at(city, revealed_on))


def store_answers(city: City, round_: Round, planned: data.City, voice: data.AssessmentVoice, opens: datetime) -> None:
    """Let everybody say what they have to say, and those who are done hand in."""
    participants = {
        item.member.user.email: item
        for item in Participant.objects.filter(round=round_).select_related("member__user", "round", "city")
    }
    ratings = {
        (item.participant_id, item.criterion.ref): item
        for item in Rating.objects.filter(round=round_).select_related("criterion")
    }
    outline = instrument_outline(current_instrument(CHECKLIST).pk)
    refs = [criterion.ref for criterion in outline.all_criteria]
    given = answers(planned.participants, voice, refs)
    for place, person in enumerate(planned.participants):
        participant = participants[person.email]
        moment = opens + timedelta(hours=1 + 5 * place)
        own = {ref: answer for (email, ref), answer in given.items() if email == person.email}
        for ref, answer in own.items():
            rating = ratings[participant.pk, ref]
            rating.participant, rating.city = participant, city
            record(rating, answer, participant.member.user, moment)
        if voice.has_finished(person):
            assessing.submit_answers(
                participant=participant, by=participant.member.user, now=moment + timedelta(minutes=14)
            )


def record(rating: Rating, answer: Answer, by: User, now: datetime) -> None:
    """Record one answer as its participant would."""
    assessing.record_rating(
        rating=rating,
        state=RatingState(answer.state),
        level=answer.level,
        comment=answer.comment,
        version=0,
        by=by,
        now=now,
    )


def at(city: City, day: date) -> datetime:
    """Return nine in the morning of a day in the city."""
    return datetime.combine(day, time(9), tzinfo=city.zone)


@transaction.atomic
def remove_demo() -> None:
    """Remove the demo city with everything in it, and its people but for those who belong to another city too.

    Nothing of any other city is touched.
    """
    planned = data.load_city()
    city = City.objects.filter(slug=planned.slug).first()
    if city is None:
        return
    with scope(city=city):
        owned = (ReportJob, Snapshot, Assessment, PersonalLink, Invitation)
        for model in (*owned, AuditEntry, MemberRole, Member, Organisation):
            model.objects.all().delete()
    OutgoingMail.objects.filter(city=city).delete()
    User.objects.filter(email__in=[person.email for person in planned.people], memberships=None).delete()
    folder = Path(settings.MEDIA_ROOT) / str(city.pk)
    city.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
