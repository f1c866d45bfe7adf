"""Chromium; a rule for every browser test; and two cities to open pages on: the demo, and one with nothing in it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from cities.models import City, User
from tests import demo_stage
from tests.own_database import created, using

# Playwright's own event loop runs in the test's thread; Django would take that for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.fixture
def page(page):
    """A page that fails its test for any console error or uncaught exception."""
    complaints: list[str] = []

    def note(message):
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    yield page
    assert complaints == []


@dataclass(frozen=True)
class Stored:
    """A city in a database of its own: where, what the words of the access table name, who is signed in."""

    database: str
    media: Path
    words: dict[str, str]
    sessions: dict[str, str]


@contextmanager
def stored(blocker, media: Path, fill: Callable[[], City], readers: Callable[[City], dict[str, User]]):
    """Fill a database and sign everybody in."""
    quick = override_settings(
        MEDIA_ROOT=media, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"], SECURE_SSL_REDIRECT=False
    )
    with created(fill.__name__, blocker) as database:
        with quick, using(database, blocker):
            city = fill()
            sessions = {reader: session_of(user) for reader, user in readers(city).items()}
            if fill is demo_stage.furnish_demo:
                for reader, client in demo_stage.browsers_of_strangers().items():
                    sessions[reader] = client.cookies[django_settings.SESSION_COOKIE_NAME].value
            found = Stored(database, media, demo_stage.words_of(city), sessions)
        yield found


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@pytest.fixture(scope="session")
def demo_city(django_db_modify_db_settings, django_db_blocker, tmp_path_factory) -> Iterator[Stored]:
    with stored(
        django_db_blocker, tmp_path_factory.mktemp("demo"), demo_stage.furnish_demo, demo_stage.readers_of_demo
    ) as found:
        yield found


@pytest.fixture(scope="session")
def empty_city(django_db_modify_db_settings, django_db_blocker, tmp_path_factory) -> Iterator[Stored]:
    with stored(
        django_db_blocker, tmp_path_factory.mktemp("empty"), demo_stage.furnish_empty, demo_stage.readers_of_empty
    ) as found:
        yield found


@contextmanager
def served(city: Stored, blocker) -> Iterator[str]:
    """Serve the city to a browser; return the address of the server."""
    with using(city.database, blocker):
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()


@pytest.fixture(scope="module")
def demo_server(demo_city, django_db_blocker) -> Iterator[str]:
    with served(demo_city, django_db_blocker) as url:
        yield url


@pytest.fixture(scope="module")
def empty_server(empty_city, django_db_blocker) -> Iterator[str]:
    with served(empty_city, django_db_blocker) as url:
        yield url
