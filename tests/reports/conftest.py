"""What the tests with real workers share: a queue of their own, results to print, eyes on the page."""

import os
import re
from pathlib import Path
from time import monotonic, sleep

import pytest
from celery import current_app
from django.urls import reverse

from reports.kinds.printing import print_report
from reports.models import ReportJob
from tests.conftest import stage_assessment

PATIENCE = 60


def unheard(percent):
    """Take no notice of the progress."""


def print_healthcheck(snapshot, *, progress=unheard):
    """Print a snapshot as a worker does, without a job in the table."""
    return print_report(ReportJob(city=snapshot.city, kind="healthcheck", snapshot=snapshot), progress=progress)


def print_guide(city, edition, note="", language="", *, progress=unheard):
    """Print a guide, or one note of it, as a worker does, without a job in the table."""
    job = ReportJob(city=city, kind="guide", edition=edition, note=note, language=language)
    return print_report(job, progress=progress)


def text_of(reader):
    return " ".join(" ".join(found.extract_text() for found in reader.pages).split())


def outline_of(reader):
    """The bookmarks as (depth, title), in order."""

    def walk(items, depth):
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield depth, " ".join(item.title.split())

    return list(walk(reader.outline, 1))


@pytest.fixture
def use_broker(monkeypatch):
    """Return a function that leads the project's publisher to another queue, as if it were set so."""

    def lead_to(url, options):
        app = current_app._get_current_object()
        monkeypatch.setitem(app.conf, "broker_url", url)
        monkeypatch.setitem(app.conf, "broker_transport_options", options)
        monkeypatch.setattr(app, "_pool", None)
        monkeypatch.setattr(app.amqp, "_producer_pool", None)

    return lead_to


@pytest.fixture
def own_queue(settings, use_broker, tmp_path):
    """Ring on a queue that no other test hears: a folder, or a Redis database, of the test's own."""
    options = current_app.conf.broker_transport_options
    if settings.REDIS_URL:
        number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        settings.REDIS_URL = re.sub(r"/\d+$", f"/{number}", settings.REDIS_URL)
        use_broker(settings.REDIS_URL, options)
    else:
        use_broker("folder://localhost", options | {"folder": tmp_path / "queue"})


@pytest.fixture
def checked(cast, checklist):
    """The shipped checklist with revealed results."""
    staged = stage_assessment(cast.city, cast.bo, "Spring check")
    people = staged.leaders(5)
    staged.open()
    for participant in people[:4]:
        staged.say(participant, dict.fromkeys(staged.refs, 3), "We could do more.")
    staged.close_and_reveal()
    return staged


def watch(client, job):
    """Look at the status page until it says that the job is over; return the page."""
    address, deadline = reverse("reports:status", args=[job.city.slug, job.pk]), monotonic() + PATIENCE
    while monotonic() < deadline:
        page = client.get(address).content.decode()
        if "hx-trigger" not in page:
            return page
        sleep(0.2)
    job.refresh_from_db()
    pytest.fail(f"not over after {PATIENCE} s: {job.status}, attempt {job.attempt}, {job.progress} %")


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
