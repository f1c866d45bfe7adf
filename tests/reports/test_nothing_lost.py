"""What breaks around a report while it is made: workers are killed and paused, the queue goes, the disk is full.

Workers, queue and web server are real. The page is looked at all the while, and must never say what is not so.
"""

import re
import resource
import signal
from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from reports import actions
from reports.models import ReportJob
from tests import servers
from tests.reports.conftest import files
from tests.workers import Browser, wait_until, web_server, worker

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_queue")]

WAITING, BEING_MADE, READY = "Your report is in the queue", "Your report is being made", "Your report is ready"
FAILED = "The report could not be made"
NOT_STORED = "The finished report could not be stored. The operator has to look at the disk; then try again."
TAKEN_BACK = "attempt 1 came late, its work was given to another worker"


@pytest.fixture
def client(cast, sign_in):
    """Bo, who asks for the report and looks at its page."""
    return sign_in(cast.bo)


def ask(client, checked):
    """Ask for the report as the page does."""
    address = reverse("reports:request", args=[checked.city.slug])
    answer = client.post(address, {"assessment": checked.assessment.pk})
    job = ReportJob.objects.get()
    assert answer["Location"] == reverse("reports:detail", args=[checked.city.slug, job.pk])
    return job


def said(client, job):
    """Return what the pages say of a job. Where they say that it is ready, its file is there to download."""
    of_job = [job.city.slug, job.pk]
    text = client.get(reverse("reports:status", args=of_job)).content.decode()
    words, address = re.search("<h2>(.*?)</h2>", text)[1], reverse("reports:file", args=of_job)
    assert (address in text) == (words == READY)
    if words == READY:
        assert b"".join(client.get(address)).startswith(b"%PDF")
        assert f"<h2>{READY}</h2>" in client.get(reverse("reports:detail", args=of_job)).content.decode()
    return words


def watch(client, job, end=READY):
    """Look at the pages until they say `end`; return all that they said meanwhile, once each, in order."""
    seen = []

    def is_over():
        words = said(client, job)
        if [words] != seen[-1:]:
            seen.append(words)
        return words == end

    wait_until(is_over, f"the page says {end}", pause=0.1)
    return seen


def pause_in_the_middle(running, job):
    """Stop a worker while it makes the report."""
    jobs = ReportJob.objects.filter(pk=job.pk)
    wait_until(lambda: jobs.filter(status="running").exists(), "a worker makes the report")
    running.pause()
    assert jobs.get().status == "running", "the report was finished before the worker could be stopped"


def silence_passes():
    """Let the minute pass after which a silent worker is taken for dead."""
    ReportJob.objects.update(heartbeat_at=timezone.now() - actions.SILENCE - timedelta(seconds=1))


def clock_ticks():
    """Ring as the clock does twice a minute."""
    current_app.send_task("reports.sweep")


def assert_made_once(job, *, attempt, settings):
    """One row, done by that attempt; one file, the one the row names."""
    [job] = ReportJob.objects.all()
    assert (job.status, job.attempt, job.progress, job.reason) == ("done", attempt, 100, "")
    assert [str(path) for path in files(settings)] == [default_storage.path(job.file)]
    assert job.file == f"{job.city_id}/reports/{job.pk}-{attempt}.pdf"


# --- Workers --------------------------------------------------------------------------------------------


def test_what_a_killed_worker_leaves_is_made_by_the_next(checked, client, settings):
    job = ask(client, checked)
    assert said(client, job) == WAITING

    with worker() as first:
        pause_in_the_middle(first, job)
        first.send(signal.SIGKILL)
        first.process.wait()
    assert (said(client, job), files(settings)) == (BEING_MADE, [])
    silence_passes()
    with worker():
        seen = watch(client, job)

    assert seen in ([BEING_MADE, READY], [BEING_MADE, WAITING, BEING_MADE, READY], [BEING_MADE, WAITING, READY])
    assert_made_once(job, attempt=2, settings=settings)


def test_what_a_killed_child_leaves_is_made_by_its_successor(checked, client, settings):
    """The process that works is killed, as by a machine short of memory; the one that hands out the work lives on."""
    job = ask(client, checked)

    with worker() as running:
        pause_in_the_middle(running, job)
        [child] = running.children()
        running.kill_child(child)
        assert said(client, job) == BEING_MADE
        silence_passes()
        clock_ticks()
        watch(client, job)
        assert running.children() != [child]

    assert_made_once(job, attempt=2, settings=settings)


def test_a_worker_that_wakes_late_takes_its_file_back(checked, client, settings):
    job = ask(client, checked)

    with worker() as late:
        pause_in_the_middle(late, job)
        silence_passes()
        with worker():
            watch(client, job)
        made = ReportJob.objects.values().get()
        late.send(signal.SIGCONT)
        late.process.terminate()  # it finishes what it has in hand first
        assert late.process.wait(60) == 0
        assert late.says(TAKEN_BACK)

    assert ReportJob.objects.values().get() == made
    assert said(client, job) == READY
    assert_made_once(job, attempt=2, settings=settings)


# --- The queue ------------------------------------------------------------------------------------------


@pytest.fixture
def own_redis(settings, use_broker):
    """A Redis of the test's own, which it may end. For the portal under test it is queue and cache."""
    with servers.redis() as server:
        settings.REDIS_URL = servers.redis_url(server)
        use_broker(settings.REDIS_URL, current_app.conf.broker_transport_options)
        yield server


@pytest.mark.servers
@pytest.mark.parametrize("fault", ["down", "hanging"])
def test_a_report_asked_for_while_redis_does_not_answer_is_made_when_it_does(
    checked, client, own_redis, settings, fault
):
    with web_server() as web, worker() as running:
        browser = Browser(web.port, client)
        wait_until(lambda: running.says(" ready."), "the worker hears the queue")
        if fault == "down":
            own_redis.end()
        else:
            own_redis.process.send_signal(signal.SIGSTOP)

        job = ask(browser, checked)
        assert said(browser, job) == WAITING

        if fault == "down":
            own_redis.start()
        else:
            own_redis.process.send_signal(signal.SIGCONT)
        clock_ticks()
        watch(browser, job)

    assert_made_once(job, attempt=1, settings=settings)


@pytest.fixture
def folder_queue(settings, use_broker, tmp_path):
    """The queue of an embedded portal, which a message has gone through."""
    settings.REDIS_URL = ""
    folder = tmp_path / "queue"
    use_broker("folder://localhost", {"folder": folder, "polling_interval": 0.2})
    clock_ticks()
    return folder


def test_a_report_asked_for_while_the_queue_folder_cannot_be_used_is_made_when_it_can(
    checked, client, folder_queue, settings
):
    """A file stands where the folder was: nobody, not even root, can write into it."""
    with worker() as running:
        wait_until(lambda: running.says(" ready."), "the worker hears the queue")
        folder_queue.rename(folder_queue.with_name("away"))
        folder_queue.touch()

        job = ask(client, checked)
        assert said(client, job) == WAITING
        wait_until(lambda: running.says("Trying again"), "the worker has noticed")

        folder_queue.unlink()
        clock_ticks()
        watch(client, job)

    assert_made_once(job, attempt=1, settings=settings)


# --- The disk -------------------------------------------------------------------------------------------


@pytest.mark.servers
def test_a_full_disk_is_said_and_leaves_nothing_and_the_next_try_succeeds(checked, client, settings):
    """The worker may write no file as large as the report: the kernel stops it in the middle, as a full disk does."""
    with worker() as running:
        wait_until(lambda: running.says(" ready."), "the worker hears the queue")
        running.limit_files(100_000)
        job = ask(client, checked)
        watch(client, job, end=FAILED)
        job.refresh_from_db()
        assert (job.status, job.reason, job.file, files(settings)) == ("failed", NOT_STORED, "", [])

        running.limit_files(resource.RLIM_INFINITY)
        client.post(reverse("reports:retry", args=[checked.city.slug, job.pk]))
        watch(client, job)

    assert_made_once(job, attempt=2, settings=settings)
