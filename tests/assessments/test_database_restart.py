"""The database crashes while people save: what is said to be saved is saved, and whole; afterwards all goes on."""

import re
import signal
import threading
from contextlib import contextmanager
from time import sleep

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from assessments.forms.rating import prefix_of
from assessments.models import Rating
from tests import servers
from tests.conftest import stage_assessment
from tests.workers import Browser, wait_until, web_server

pytestmark = [pytest.mark.servers, pytest.mark.worker]

PEOPLE = 8
WORKERS = 2  # of `manage.py up`
TECHNICAL = re.compile("Traceback|psycopg|OperationalError|Exception|127.0.0.1")


@pytest.fixture
def own_postgres():
    with servers.postgres() as server:
        yield server


@pytest.fixture
def db(own_postgres, django_db_blocker):
    """Lead this process to a database of the test's own, which it may end."""
    usual = connection.settings_dict.copy()
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(HOST="127.0.0.1", PORT=own_postgres.port, USER="portal", NAME="portal")
        ContentType.objects.clear_cache()
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict.update(usual)
            ContentType.objects.clear_cache()


class Leader(threading.Thread):
    """Somebody who answers one statement again and again; by the comments one answer is told from the other."""

    def __init__(self, browser, assessment, ref):
        super().__init__()
        self.browser, self.ref = browser, ref
        of_statement = [assessment.city.slug, assessment.pk, "success-factors", ref]
        self.address = reverse("assessments:save", args=of_statement)
        self.is_over = threading.Event()
        self.saved, self.refused, self.pages = [], [], set()

    def run(self):
        number = 0
        while not self.is_over.is_set():
            number += 1
            answer = self.save(number)
            if answer.status_code == 200:
                self.saved.append(number)
                assert "Saved" in answer.content.decode()
            else:
                self.refused.append(number)
                self.pages.add((answer.status_code, answer.content.decode()))
                sleep(0.2)  # a person does not insist as fast

    def save(self, number):
        """Save as the page's script does, with the version it has seen: what was refused made none."""
        answer = {"answer": 1 + number % 4, "comment": number, "version": len(self.saved)}
        data = {f"{prefix_of(self.ref)}-{name}": value for name, value in answer.items()}
        return self.browser.post(self.address, data, **{"HX-Request": "true"})


@contextmanager
def answering(leaders):
    for leader in leaders:
        leader.start()
    try:
        yield
    finally:
        for leader in leaders:
            leader.is_over.set()
        for leader in leaders:
            leader.join()


def another(leaders, outcome, times=1):
    """Wait until each of them has met with an outcome so many times more."""
    goals = [len(getattr(leader, outcome)) + times for leader in leaders]
    wait_until(
        lambda: all(len(getattr(leader, outcome)) >= goal for leader, goal in zip(leaders, goals, strict=True)),
        f"{times} times more {outcome}",
    )


@contextmanager
def history_locked():
    """Let every save stand half-way: the answer is written, its history is not."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE assessments_ratingchange IN EXCLUSIVE MODE")

        def half_way():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0]

        try:
            yield half_way
        finally:
            connection.close()


def assert_whole(leader, rating):
    """The answer and its history agree, and hold all that was said to be saved, in order."""
    kept = [(int(change.comment), change.level, change.version) for change in rating.changes.all()]
    numbers = [number for number, _, _ in kept]
    assert kept == [(number, 1 + number % 4, version) for version, number in enumerate(numbers, start=1)]
    assert (int(rating.comment), rating.level, rating.version) == kept[-1]
    assert numbers == sorted(numbers)
    assert set(leader.saved) <= set(numbers) <= {*leader.saved, *leader.refused}


def test_a_crash_of_the_database_loses_no_saved_answer_and_halves_none(own_postgres, cast, checklist, sign_in):
    staged = stage_assessment(cast.city, cast.bo)
    people = staged.leaders(PEOPLE)
    staged.open()
    ref = staged.refs[0]
    browsers = [sign_in(person.member) for person in people]

    with web_server() as web:
        leaders = [Leader(Browser(web.port, browser), staged.assessment, ref) for browser in browsers]
        with answering(leaders):
            wait_until(lambda: len(web.children()) == WORKERS, "both processes of the web server are there")
            workers = web.children()
            another(leaders, "saved", times=5)
            with history_locked() as half_way:
                wait_until(lambda: half_way() == PEOPLE, "everybody’s save stands half-way")
                own_postgres.end(signal.SIGQUIT)  # at once, whatever it is doing
            another(leaders, "refused", times=2)
            own_postgres.start()
            another(leaders, "saved", times=5)
        own_postgres.end()
        own_postgres.start()  # in the night, when nobody is there to notice
        mornings = [leader.save(10**6).status_code for leader in leaders]
        for leader in leaders:
            leader.saved.append(10**6)
        assert (mornings, web.children()) == ([200] * PEOPLE, workers)

    connection.close()
    for person, leader in zip(people, leaders, strict=True):
        assert_whole(leader, Rating.objects.get(participant=person, criterion__ref=ref))
        assert {status for status, _ in leader.pages} == {500}
        assert [words for _, page in leader.pages for words in TECHNICAL.findall(page)] == []
        assert all("<h1>Something went wrong</h1>" in page for _, page in leader.pages)
