"""Cities to measure with: of each size one whose leaders answer sixty statements, and have rated all others twice."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

import yaml
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.module_loading import import_string
from django_scopes import scope

from assessments import actions
from assessments.models import Rating, Round
from assessments.models.rating import RatingState
from cities.models import City, Member, MemberRole, Organisation, Role, Sector, User
from framework.actions import store_edition
from framework.models import Edition, Group
from framework.rules.reading import files_in, read_files

SHIPPED = settings.BASE_DIR / "fixtures" / "framework" / "scf-2013"
CHECKLIST = "instruments/success-factors.yaml"
LONG_PAGE = 60
LEVELS = 5
LEADERS = 8
BARE = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Stage:
    """One city. `leaders` are eight times one of those who are asked, again from the first where there are fewer."""

    city: City
    people: int
    open: Round
    revealed: Round
    leaders: tuple[Member, ...]
    facilitator: Member


def store_long_edition() -> Edition:
    """Store the shipped edition with as many statements more as make one instrument of sixty."""
    sources = files_in(SHIPPED)
    edition, checklist = yaml.safe_load(sources["edition.yaml"]), yaml.safe_load(sources[CHECKLIST])
    edition |= {"key": "bench", "status": "draft"}
    every = [item for group in checklist["groups"] for part in group["groups"] for item in part["criteria"]]
    more = [
        deepcopy(item) | {"ref": f"10.a.{number}"} for number, item in enumerate(every[: LONG_PAGE - len(every)], 1)
    ]
    last = deepcopy(checklist["groups"][-1]) | {"ref": "10", "name": "Bench"}
    last["groups"] = [last["groups"][0] | {"ref": "10.a", "name": "More", "criteria": more}]
    checklist["groups"].append(last)
    sources |= {"edition.yaml": yaml.safe_dump(edition).encode(), CHECKLIST: yaml.safe_dump(checklist).encode()}
    store_edition(files=read_files(sources))
    return Edition.objects.get(key="bench")


def make_stage(people: int, long_edition: Edition) -> Stage:
    """Make a city with so many leaders, and all that is measured of it."""
    city = City.objects.create(name=f"City of {people}", slug=f"bench-{people}", time_zone="UTC")
    with scope(city=city):
        facilitator = make_members(city, 1, Role.FACILITATOR)[0]
        leaders = make_members(city, people, Role.LEADER)
        revealed = rate_twice(city, leaders, facilitator)
        groups = list(
            Group.objects.filter(instrument__edition=long_edition, instrument__key="success-factors", parent=None)
        )
        now = timezone.now()
        open_round = draft(city, groups, "Open", leaders, facilitator, now)
        actions.open_round(round_=open_round, by=facilitator.user, now=now)
        return Stage(
            city=city,
            people=people,
            open=open_round,
            revealed=revealed,
            leaders=tuple((leaders * LEADERS)[:LEADERS]),
            facilitator=facilitator,
        )


def make_members(city: City, number: int, role: Role) -> list[Member]:
    """Make so many people with one role, of organisations of every sector."""
    organisations = [
        Organisation.objects.get_or_create(city=city, name=str(sector.label), sector=sector)[0] for sector in Sector
    ]
    users = User.objects.bulk_create(
        User(email=f"{role}-{place}@{city.slug}.example", name=f"Person {place}", password=make_password(None))
        for place in range(number)
    )
    members = Member.objects.bulk_create(
        Member(city=city, user=user, organisation=organisations[place % len(organisations)])
        for place, user in enumerate(users)
    )
    MemberRole.objects.bulk_create(MemberRole(city=city, member=member, role=role) for member in members)
    return members


def draft(city: City, groups: list[Group], title: str, leaders: list[Member], by: Member, now: datetime) -> Round:
    """Draft an assessment of these groups, with everybody invited."""
    round_ = actions.create_assessment(
        city=city, groups=groups, title=title, closes_on=city.date_at(now) + timedelta(days=14), by=by.user, now=now
    )
    actions.invite(round_=round_, members=leaders, by=by.user, now=now)
    refresh_statistics()
    return round_


def refresh_statistics() -> None:
    """Tell the planner how many rows there are, as a server in use does by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rate_twice(city: City, leaders: list[Member], by: Member) -> Round:
    """Let everybody rate all that the shipped edition asks, see it, and rate it again; return the second round."""
    shipped = Edition.objects.get(key="scf-2013")
    asked, first, second = (timezone.now() - timedelta(days=days) for days in (3, 2, 1))
    groups = list(Group.objects.filter(instrument__edition=shipped, parent=None))
    round_ = draft(city, groups, "Twice", leaders, by, asked)
    actions.open_round(round_=round_, by=by.user, now=asked)
    answer_all(round_, first)
    actions.propose_round(
        round_=round_,
        criteria=list(Rating.objects.filter(round=round_).values_list("criterion_id", flat=True).distinct()),
        closes_on=city.date_at(first) + timedelta(days=14),
        by=by.user,
        now=first,
    )
    again = Round.objects.select_related("assessment", "city").get(assessment=round_.assessment, number=2)
    answer_all(again, second)
    return again


def answer_all(round_: Round, now: datetime) -> None:
    """Fill in every answer at once, then close and reveal the round."""
    by = round_.assessment.created_by
    Rating.objects.filter(round=round_).update(
        state=RatingState.RATED,
        level=Mod(F("participant_id") * Value(7) + F("criterion_id") * Value(3) + F("pk"), Value(LEVELS)),
        comment="We are on the way, and there is more to do.",
        version=1,
    )
    refresh_statistics()
    actions.close_round(round_=round_, by=by, now=now)
    actions.reveal_round(round_=round_, by=by, now=now)
    round_.refresh_from_db()


def sign_in(user: User, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> str:
    """Open a session for a person, who came in by a backend; return its secret."""
    session: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
