"""Thousands of requests that mean no good: every one is answered, none as if it had been our mistake.

`HOSTILE_REQUESTS` says how many, `HOSTILE_SEED` which; `make hostile` sends ten thousand, other than last time.
"""

import logging
import os
from itertools import islice
from random import Random

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access_table import READERS, TABLE
from tests.hostile.attacks import Attack, FormsOf, Target, attacks
from tests.hostile.payloads import MARK
from tests.test_access_table import furnish

pytestmark = pytest.mark.once

SEED = int(os.environ.get("HOSTILE_SEED", "181"))
REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "400")) // len(READERS)
SHOWN = 10


class Faults(logging.Handler):
    """Keeps what a log says of an error that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("django.security"):
            return  # a request that was recognised as hostile and refused
        raised = record.exc_info[1] if record.exc_info else None
        self.lines.append(f"{record.name}: {record.getMessage()[:200]} {raised!r:.300}")


@pytest.fixture
def log():
    faults = Faults()
    logging.getLogger().addHandler(faults)
    yield faults.lines
    logging.getLogger().removeHandler(faults)


def targets_of(client: Client, names: dict[str, str]) -> list[Target]:
    """Return every address of the table, and every form and link with parameters on the pages behind them."""
    found = set()
    for line in TABLE:
        if line.status >= 500:  # a probe: it reads nothing of what is sent
            continue
        path = reverse(line.name, args=[names[word] for word in line.args.split()])
        found.add(Target(path, tuple((key, names.get(given, given)) for key, given in line.data), line.method.upper()))
        if line.method == "get":
            response = client.get(path)
            page = response.getvalue()  # which closes a file
            if response.status_code == 200 and "html" in response.headers["Content-Type"]:
                found |= FormsOf(path, page.decode()).targets
    return sorted(found, key=repr)


def send(client: Client, request: Attack):
    """Send a request and undo what it did."""
    with transaction.atomic():
        response = client.generic(request.method, request.path, request.body, request.content_type, **request.headers)
        content = response.getvalue()  # which closes a file
        transaction.set_rollback(True)
    return response, content


def faults_of(response, content: bytes) -> list[str]:
    faults = []
    if response.status_code >= 500:
        faults.append(f"status {response.status_code}")
    if MARK.encode() in content and "html" in response.headers.get("Content-Type", ""):
        faults.append("says back what it was sent, as markup")
    if "permissions-policy" not in response.headers:
        faults.append("goes without the security headers")
    return faults


@pytest.mark.parametrize("reader", READERS)
def test_whatever_is_sent_is_answered(reader, cast, edition, sign_in, everywhere, log, monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda *args, **kwargs: None)
    names = furnish(cast.city, cast.bo, cast.chi)
    member = cast.otto if reader == "outsider" else getattr(cast, reader, None)
    friend = sign_in(member) if member else Client()
    targets = targets_of(friend, names)
    random = Random(f"{SEED} {reader}")  # noqa: S311 - to be sent again, not to be secret

    found = []
    for request in islice(attacks(targets, random), REQUESTS):
        client = Client(raise_request_exception=False, enforce_csrf_checks=random.random() < 0.1)
        client.cookies.update(friend.cookies)
        response, content = send(client, request)
        faults = faults_of(response, content) + log[:]
        log.clear()
        if member in (None, cast.otto) and request.path.startswith("/c/ourtown/") and response.status_code < 300:
            faults.append("lets a stranger in")
        if faults:
            found.append(f"{'; '.join(faults)}\n    {request}")

    assert not found, f"seed {SEED}, {len(found)} of {REQUESTS} requests:\n" + "\n".join(found[:SHOWN])


def test_forms_and_links_of_a_page_are_found():
    page = """<a href="?page=2">More</a><a href="https://elsewhere.example/?a=b">Out</a>
    <form method="post" action="send/"><input name="a" value="1"><textarea name="b"></textarea></form>"""

    assert FormsOf("/c/ourtown/", page).targets == {
        Target("/c/ourtown/send/", (("a", "1"), ("b", "")), "POST"),
        Target("/c/ourtown/", (("page", "2"),), "GET"),
    }


def test_the_log_of_a_mistake_is_heard(log, settings, db):
    settings.ROOT_URLCONF = "tests.scf_portal.failing_urls"

    response, content = send(Client(raise_request_exception=False), Attack("GET", "/fails/"))

    assert faults_of(response, content) == ["status 500"]
    assert log == ["django.request: Internal Server Error: /fails/ RuntimeError('on purpose')"]
