"""Two cities with one of everything each, whose every text and every number says whose it is.

Built once a module. A test that takes `stage` may change what it likes; it is rolled back.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat
from django.test import Client, override_settings
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from assessments.models import Evidence, Snapshot
from assessments.queries.results import freeze_results
from assessments.rules.frozen import to_json
from cities.models import AuditEntry, City, Member, OutgoingMail, Role, User
from framework.actions import store_edition
from framework.models import Edition
from framework.rules.keys import own_prefix
from reports.models import ReportJob
from tests.access_table import TABLE
from tests.conftest import SMALL_EDITION
from tests.editions import read_edition
from tests.factories import CityFactory, MemberFactory, UserFactory
from tests.rows import OWNED
from tests.test_access_table import furnish, request

TABLES = [*OWNED, City, OutgoingMail, User]
HTMX = {"HTTP_HX_REQUEST": "true"}
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
FIRST_FOREIGN_ID = 70_000_000
OF_THE_MOMENT = ("Expires", "Last-Modified", "X-Request-ID")
READ_BY_MACHINES = {
    "accent", "content_type", "country", "currency", "digest", "file", "language", "logo", "note", "object_type",
    "password", "slug", "time_zone", "token_hash",
}  # fmt: skip
IN_A_CITY = [line for line in TABLE if line.args.split()[:1] == ["city"]]
PAGES = [line for line in IN_A_CITY if line.method == "get"]


@dataclass
class Side:
    """One of the two cities: who is in it with every role, what addresses name in it, and the word in all its texts."""

    city: City
    member: Member
    word: str
    names: dict[str, str] = field(default_factory=dict)
    cities: set[int] = field(default_factory=set)
    ids: dict[str, set[int]] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    moment: datetime = field(default_factory=timezone.now)

    @property
    def numbers(self) -> set[int]:
        return set().union(*self.ids.values())

    def owns(self, model):
        """Return the rows of `model` that are this city's, whatever the scope."""
        rows = models.QuerySet(model).order_by("pk")
        if model is City:
            return rows.filter(pk__in=self.cities)
        if model is User:
            members = models.QuerySet(Member).filter(city__in=self.cities)
            return rows.filter(pk__in=members.values("user"))
        return rows.filter(city__in=self.cities)

    def rows(self):
        """Return everything that is this city's: rows by table, each as a dictionary."""
        return {model._meta.label: list(self.owns(model).values()) for model in TABLES}


@dataclass
class TwoCities:
    """`alone` is what our pages were before the other city had anything in it."""

    ours: Side
    theirs: Side
    media: Path
    alone: dict[str, str]

    def traces(self, text: str) -> list[str]:
        """Return what in a text is the other city's: its word, or the number of a row."""
        found = [self.theirs.word] if self.theirs.word in text else []
        return found + [str(number) for number in self.theirs.numbers if str(number) in text]

    def strays(self) -> list[str]:
        """Return the columns in which a row of ours holds the number of a row of theirs."""
        foreign = self.theirs.numbers
        return [
            f"{label}.{name} = {value}"
            for label, rows in self.ours.rows().items()
            for row in rows
            for name, value in row.items()
            if type(value) is int and value in foreign
        ]


@pytest.fixture(scope="module")
def two_cities(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[TwoCities]:
    media = tmp_path_factory.mktemp("media")
    with for_a_module(django_db_blocker, media):
        yield build(media)


@contextmanager
def for_a_module(blocker, media: Path) -> Iterator[None]:
    """Let what is built inside be there for all tests of a module, with files in `media`, and for none after it."""
    quick = {
        "MEDIA_ROOT": media,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SECURE_SSL_REDIRECT": False,
        "STORAGES": settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    }
    with blocker.unblock(), override_settings(**quick), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def stage(two_cities, settings, db) -> TwoCities:
    settings.MEDIA_ROOT = two_cities.media
    return two_cities


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def writing() -> Iterator[list[str]]:
    """Return the statements inside that write; what a person's session remembers is nobody else's."""
    found: list[str] = []
    sessions = ("django_session", "usersessions_usersession")

    def note(execute, sql, params, many, context):
        reads = sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        if not reads and not any(table in sql for table in sessions):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def build(media: Path) -> TwoCities:
    """Fill both cities by the same means, ours first."""
    store_edition(files=read_edition(SMALL_EDITION))
    start_ids_at(1)  # PostgreSQL takes numbers back with no transaction
    ours = furnished("ourtown", "oursalone")
    alone = pages_of(ours)
    start_ids_at(FIRST_FOREIGN_ID)
    return TwoCities(ours, furnished("theirtown", "theirsalone"), media, alone)


def furnished(slug: str, word: str) -> Side:
    """Make a city whose first member holds all roles and is asked in every assessment."""
    city = CityFactory(slug=slug)
    with scopes_disabled():
        member = MemberFactory(city=city, user=UserFactory(), roles=list(Role))
        side = Side(city, member, word, furnish(city, member, member))
        side.cities = set(models.QuerySet(Member).filter(user=member.user).values_list("city_id", flat=True))
        side.ids = {model._meta.label: set(side.owns(model).values_list("pk", flat=True)) for model in TABLES}
    mark(side)
    city.refresh_from_db()
    side.client.force_login(member.user)
    return side


def mark(side: Side) -> None:
    """Write the side's word into every text that people wrote, into its frozen results and into its files."""
    for model in TABLES:
        texts = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and field.name not in READ_BY_MACHINES
        ]
        if texts:
            side.owns(model).order_by().update(**{field.name: text_of(side, field) for field in texts})
    side.owns(AuditEntry).order_by().update(fields=[side.word])
    for snapshot in side.owns(Snapshot).select_related("round__assessment"):
        with scope(city=side.city):
            content = to_json(freeze_results(snapshot.round))
        side.owns(Snapshot).order_by().update(content=content)
    for edition in Edition.objects.filter(key__startswith=own_prefix(side.city.pk)):
        edition.texts.update(name=f"{side.word} framework")
        file = edition.files.get(path="edition.yaml")
        file.content = bytes(file.content).replace(b"name: Small", f"name: {side.word}".encode())
        file.save()
    media = Path(settings.MEDIA_ROOT)
    files = [name for model in (ReportJob, Evidence) for name in side.owns(model).values_list("file", flat=True)]
    for name in [*files, side.owns(City).earliest("pk").logo]:
        (media / name).write_bytes(f"%PDF-1.7 {side.word}".encode())


def text_of(side: Side, field) -> Concat:
    """Return a text with the side's word in it, another one in every row."""
    end = "@people.example" if isinstance(field, models.EmailField) or field.name == "email" else ""
    return Concat(
        Value(f"{side.word}-{field.model._meta.model_name}-{field.name}-"), Cast("pk", models.CharField()), Value(end)
    )


def start_ids_at(number: int) -> None:
    """Let the rows made from now on have numbers of five digits or more, in every table others."""
    with connection.cursor() as cursor:
        for place, model in enumerate(TABLES, start=1):
            table, start = model._meta.db_table, number + place * 10_000
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])  # none of a table never filled
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, start])


def pages_of(side: Side, lines=PAGES, names=None, **headers) -> dict[str, str]:
    """Return the answers to all GET addresses under a city, as one text each, always at the same moment."""
    with patch("django.utils.timezone.now", return_value=side.moment):
        return {str(line): text_of_answer(ask(side.client, line, names or side.names, **headers)) for line in lines}


def ask(client: Client, line, names: dict[str, str], **headers):
    """Send the request of a line with cookies that no request before it has changed."""
    visitor = copy(client)
    visitor.cookies = copy(client.cookies)
    visitor.defaults = client.defaults | headers
    return request(visitor, line, names)


def text_of_answer(response) -> str:
    """Return status, headers and body as one text, without the tokens against forged forms and the request's own id."""
    headers = {name: value for name, value in response.items() if name not in OF_THE_MOMENT}
    text = TOKEN.sub("", f"{response.status_code}\n{headers}\n{words_in(response.body)}")
    return text.replace(response.get("X-Request-ID") or "no id", "")


def words_in(body: bytes) -> str:
    """Return what an answer says; of files packed into one, their names and what they say."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as packed:
        return "\n".join(f"{name}\n{packed.read(name).decode()}" for name in packed.namelist())
