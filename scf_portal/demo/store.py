"""Stores the demo city, its people and its story, and removes them."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django_scopes import scope

from assessments.models import Assessment, LockEvent, Snapshot
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
from reports.models import ReportJob
from scf_portal.demo import data
from scf_portal.demo.asking import store_assessment
from scf_portal.demo.opinions import load_voices
from scf_portal.demo.outcomes import load_outcomes
from scf_portal.demo.scene import set_scene


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
        scene = set_scene(city, planned, store_members(city, planned, now), city.date_at(now))
        voices, outcomes = load_voices(planned), load_outcomes(planned)
        for assessment in planned.assessments:
            store_assessment(scene, assessment, voices, outcomes)
    keep_mails_from_going(city)
    return True


def store_members(city: City, planned: data.City, now: datetime) -> dict[str, Member]:
    """Store organisations and people; return the members by handle."""
    organisations = {
        item.key: Organisation.objects.create(city=city, name=item.name, sector=Sector(item.sector))
        for item in planned.organisations
    }
    password = make_password(planned.password)
    members: dict[str, Member] = {}
    for person in planned.people:
        user, _ = User.objects.get_or_create(email=person.email, defaults={"name": person.name, "password": password})
        members[person.handle] = add_member(
            city=city,
            user=user,
            organisation=organisations[person.organisation.key],
            roles=[Role(role) for role in person.roles],
            job_title=person.job,
            by=None,
            now=now,
        )
    return members


def keep_mails_from_going(city: City) -> None:
    """Count the mails of the story as sent when it says: nobody reads the addresses of people who do not exist."""
    mails = OutgoingMail.objects.filter(city=city)
    mails.update(status=OutgoingMail.Status.SENT, body="", attempt=1, finished_at=F("created_at"))


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
        owned = (ReportJob, LockEvent, Snapshot, Assessment, PersonalLink, Invitation)
        for model in (*owned, AuditEntry, MemberRole, Member, Organisation):
            model.objects.all().delete()
    OutgoingMail.objects.filter(city=city).delete()
    User.objects.filter(email__in=[person.email for person in planned.people], memberships=None).delete()
    folder = Path(settings.MEDIA_ROOT) / str(city.pk)
    city.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
