"""The cast and the stage: one city with its people, another city that must never be seen, real servers."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from assessments import actions
from assessments.models import Assessment, Participant, Rating, RatingState, Round
from cities.models import City, Member, Role, Sector
from framework.actions import store_edition
from framework.queries import current_instrument, top_groups
from framework.rules.document import EditionFiles
from framework.rules.reading import files_in, read_files
from scf_portal.health import heartbeat
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory

SMALL_EDITION = Path(__file__).parent / "edition"
EXAMPLE_EDITION = Path(__file__).parent.parent / "docs" / "example-edition"
SHIPPED_EDITION = Path(__file__).parent.parent / "fixtures" / "framework" / "scf-2013"


# how long an example takes tells how busy the machine is
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


DATABASES = {"db", "transactional_db", "django_db_setup", "live_server"}
BY_THEMSELVES = ("once", "both", "servers", "browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what asks for no database `once`, and begin with what is marked by hand: it takes longest."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("once", "both")))
    for item in items:
        asks = not DATABASES.isdisjoint(item.fixturenames) or item.get_closest_marker("django_db")
        if not asks and not any(item.get_closest_marker(name) for name in BY_THEMSELVES):
            item.add_marker("once")


@pytest.fixture(scope="session", autouse=True)
def static_root():
    """The folder that the web server looks through when it starts; tests serve from the sources instead."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def published_editions_leave_with_their_test():
    """SQLite empties a table row by row, and the guard refuses that; it is built anew right after."""
    empty = SQLite.ops_class.execute_sql_flush

    def without_guard(operations, statements):
        with operations.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'fixed_%'")
            guards = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
        return empty(operations, [*guards, *statements])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "execute_sql_flush", without_guard)
        yield


@pytest.fixture(autouse=True)
def quick_and_private(settings, tmp_path):
    """Passwords that hash at once, files in a folder of the test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SECURE_SSL_REDIRECT = False
    settings.SELF_SERVICE = True
    # attempts counted in one test must not be held against another
    settings.CACHES = {name: cache | {"KEY_PREFIX": str(tmp_path)} for name, cache in settings.CACHES.items()}
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def own_heartbeat(monkeypatch):
    """The sign of life of the workers of other tests, on the same Redis, is not this test's."""
    monkeypatch.setattr(heartbeat, "KEY", f"heartbeat-{uuid4().hex}")


@pytest.fixture
def own_queue(settings, monkeypatch, tmp_path):
    """Ring on a queue that no other test hears: a folder, or a Redis database, of the test's own."""
    app = current_app._get_current_object()
    if settings.REDIS_URL:
        number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        settings.REDIS_URL = re.sub(r"/\d+$", f"/{number}", settings.REDIS_URL)
        monkeypatch.setitem(app.conf, "broker_url", settings.REDIS_URL)
    else:
        options = app.conf.broker_transport_options | {"folder": tmp_path / "queue"}
        monkeypatch.setitem(app.conf, "broker_transport_options", options)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)


@cache
def read_once(folder: Path) -> EditionFiles:
    """Return an edition that no test changes."""
    return read_files(files_in(folder))


@pytest.fixture
def edition(db):
    """A framework of two factors and five statements, quick to load."""
    store_edition(files=read_once(SMALL_EDITION))
    return current_instrument("success-factors").edition


@pytest.fixture
def checklist(db):
    """The shipped checklist: nine factors, 47 statements."""
    store_edition(files=read_once(SHIPPED_EDITION))
    return current_instrument("success-factors")


@pytest.fixture
def whole_framework(checklist):
    """The shipped edition with all its instruments."""
    return checklist.edition


@dataclass(frozen=True)
class Cast:
    """Alma runs the programme, Bo facilitates, Chi leads, Rey reviews, Ada administers, Ola observes.

    Otto administers another city and must see nothing of this one.
    """

    city: City
    alma: Member
    bo: Member
    chi: Member
    rey: Member
    ada: Member
    ola: Member
    other_city: City
    otto: Member


@pytest.fixture
def cast(db) -> Iterator[Cast]:
    city, other = CityFactory(name="Ourtown", slug="ourtown"), CityFactory(name="Theirtown", slug="theirtown")
    with scope(city=city):
        hall = OrganisationFactory(city=city, name="City hall", sector=Sector.PUBLIC)
        people = {
            name: MemberFactory(city=city, organisation=hall, user=UserFactory(name=name.title()), roles=[role])
            for name, role in {
                "alma": Role.PROGRAMME_MANAGER,
                "bo": Role.FACILITATOR,
                "chi": Role.LEADER,
                "rey": Role.REVIEWER,
                "ada": Role.ADMINISTRATOR,
                "ola": Role.OBSERVER,
            }.items()
        }
    with scope(city=other):
        otto = MemberFactory(city=other, user=UserFactory(name="Otto"), roles=[Role.ADMINISTRATOR])
    with scope(city=city):
        yield Cast(city=city, other_city=other, otto=otto, **people)


@pytest.fixture
def sign_in():
    """Return a function that gives a client in which a member is signed in."""

    def client_of(member: Member) -> Client:
        client = Client()
        client.force_login(member.user)
        return client

    return client_of


@dataclass
class Staged:
    """An assessment that a test drives: who says what, then close and reveal."""

    round: Round
    by: Member
    people: list[Participant] = field(default_factory=list)

    @property
    def assessment(self) -> Assessment:
        return self.round.assessment

    @property
    def city(self) -> City:
        return self.round.city

    def invite(self, *members: Member) -> list[Participant]:
        actions.invite(round_=self.round, members=members, by=self.by.user, now=timezone.now())
        return [self.participant(member) for member in members]

    def participant(self, member: Member) -> Participant:
        return Participant.objects.select_related("round__assessment", "city").get(round=self.round, member=member)

    def leaders(self, count: int, sector: Sector = Sector.PUBLIC) -> list[Participant]:
        """Invite new leaders of an organisation of that sector."""
        organisation = OrganisationFactory(city=self.city, sector=sector)
        members = [MemberFactory(city=self.city, organisation=organisation) for _ in range(count)]
        return self.invite(*members)

    def open(self) -> None:
        actions.open_round(round_=self.round, by=self.by.user, now=timezone.now())
        self.round.refresh_from_db()

    def close(self) -> None:
        actions.close_round(round_=self.round, by=self.by.user, now=timezone.now())
        self.round.refresh_from_db()

    def reveal(self) -> None:
        actions.reveal_round(round_=self.round, by=self.by.user, now=timezone.now())
        self.round.refresh_from_db()

    def close_and_reveal(self) -> None:
        self.close()
        self.reveal()

    def say(self, participant: Participant, answers: dict[str, int | str], comment: str = "") -> None:
        """Record answers by ref: a level, or the name of another state."""
        ratings = Rating.objects.filter(participant=participant, criterion__ref__in=answers)
        for rating in ratings.select_related("criterion", "participant__round", "participant__city", "city"):
            answer = answers[rating.criterion.ref]
            level = answer if isinstance(answer, int) else None
            actions.record_rating(
                rating=rating,
                state=RatingState.RATED if level is not None else RatingState(answer),
                level=level,
                comment=comment,
                version=rating.version,
                by=participant.member.user,
                now=timezone.now(),
            )

    def rate_as(self, sector: Sector, people: int, level: int, refs: tuple[str, ...] = ()) -> list[Participant]:
        """Let so many new leaders of a sector rate every criterion, or those named, with one level."""
        refs = refs or tuple(self.refs)
        invited = self.leaders(people, sector)
        for participant in invited:
            self.say(participant, dict.fromkeys(refs, level))
        return invited

    @property
    def refs(self) -> list[str]:
        return [
            criterion.ref
            for group in self.assessment.asked_groups.select_related("group")
            for subgroup in group.group.groups.all()
            for criterion in subgroup.criteria.all()
        ]


def stage_assessment(city: City, by: Member, title: str = "Autumn check", days: int = 14) -> Staged:
    now = timezone.now()
    round_ = actions.create_assessment(
        city=city,
        groups=top_groups(current_instrument("success-factors")),
        title=title,
        closes_on=city.date_at(now) + timedelta(days=days),
        minimum_group=4,
        by=by.user,
        now=now,
    )
    return Staged(Round.objects.select_related("assessment__edition", "city").get(pk=round_.pk), by)


@pytest.fixture
def draft(cast, edition) -> Staged:
    """An assessment of our city that nobody is invited to yet."""
    return stage_assessment(cast.city, cast.bo)


@pytest.fixture
def open_assessment(draft, cast) -> Staged:
    """An assessment that is open to Chi and three other leaders, none of whom has answered."""
    draft.invite(cast.chi)
    draft.leaders(3)
    draft.open()
    return draft


@pytest.fixture
def revealed(open_assessment, cast) -> Staged:
    """A revealed assessment: nine public leaders on level 1, four private ones on level 3, Chi on 2."""
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.say(open_assessment.participant(cast.chi), dict.fromkeys(open_assessment.refs, 2), "Chi says so.")
    open_assessment.close_and_reveal()
    return open_assessment


CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def count_queries():
    """Return a context that counts statements, those that only begin and end transactions apart."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield statements
        statements += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(CONTROL)]

    return counting


@pytest.fixture
def everywhere():
    """Look at the data of all cities."""
    with scopes_disabled():
        yield
