"""Report jobs from request to file: whatever happens to workers, queue and disk, the row says what is true."""

import errno
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions import take_snapshot
from assessments.models import Assessment, Round, Snapshot
from cities.models import AuditEntry
from reports import actions, tasks
from reports.kinds import KINDS
from reports.models import ReportJob
from reports.pdf import Pdf

NOW = timezone.now()
LATER = NOW + actions.SILENCE + timedelta(seconds=1)
WENT_WRONG = "Making the report went wrong. Try again; if it fails again, tell the operator of this portal."
NOT_STORED = "The finished report could not be stored. The operator has to look at the disk; then try again."
NEVER_FINISHED = "The report was started several times and never finished. Tell the operator of this portal."


@pytest.fixture
def staged(draft):
    """Revealed results of an assessment that nobody answered: to a job it is all the same."""
    draft.leaders(4)
    draft.open()
    draft.close_and_reveal()
    return draft


@pytest.fixture
def bells(monkeypatch):
    """What is sent to the workers, instead of the queue."""
    rung = []
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs, **options: rung.append((name, kwargs, options)))
    return rung


@pytest.fixture
def job(staged, cast, bells):
    """A queued job whose bell is not rung, for the transaction of the test never ends."""
    return actions.request_report(round_=staged.round, by=cast.bo.user, now=NOW)


@pytest.fixture
def page_maker(monkeypatch):
    """Print three pages at once, and note what progress the row shows meanwhile."""
    seen = []

    def render(job, *, progress):
        for percent in (10, 60, 100):
            progress(percent)
            seen.append(ReportJob.objects.get().progress)
        return Pdf(b"%PDF-1.7 made in a test", 3)

    monkeypatch.setattr(tasks, "print_report", render)
    return seen


def files():
    root = Path(default_storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def row(job):
    found = ReportJob.objects.get(pk=job.pk)
    return found.status, found.attempt, found.progress, found.reason


def fail(job, reason="It went wrong."):
    actions.fail(job=actions.claim(job_id=job.pk, now=NOW), reason=reason, now=NOW)


# --- Asking ---------------------------------------------------------------------------------------------


def test_a_report_is_asked_for_and_the_bell_is_rung_once_stored(
    staged, cast, bells, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = actions.request_report(round_=staged.round, by=cast.bo.user, now=NOW)
        assert bells == []

    assert (job.status, job.attempt, job.progress, job.requested_by, job.requested_at) == (
        "queued",
        0,
        0,
        cast.bo.user,
        NOW,
    )
    assert (job.kind, job.template_version, job.snapshot) == (
        "healthcheck",
        KINDS["healthcheck"].template_version,
        Snapshot.objects.get(),
    )
    assert len(callbacks) == 1
    assert bells == [("reports.render", {"job_id": job.pk}, {})]


def test_asking_twice_gives_one_job_and_one_bell(staged, cast, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = actions.request_report(round_=staged.round, by=cast.bo.user, now=NOW)
        second = actions.request_report(round_=staged.round, by=cast.alma.user, now=LATER)

    assert (second, second.requested_by, ReportJob.objects.count(), len(bells)) == (first, cast.bo.user, 1, 1)
    rows = AuditEntry.objects.filter(object_type="reports.reportjob")
    assert [(entry.verb, entry.actor, entry.fields) for entry in rows] == [("asked for a report", cast.bo.user, [])]


@pytest.mark.parametrize("status", ["running", "done"])
def test_asking_for_what_is_made_or_being_made_changes_nothing(job, staged, cast, status):
    ReportJob.objects.update(status=status, attempt=1, progress=40, file="somewhere.pdf", heartbeat_at=NOW)

    again = actions.request_report(round_=staged.round, by=cast.bo.user, now=LATER)

    assert (again, row(job)) == (job, (status, 1, 40, ""))


def test_other_results_are_another_report(job, staged, cast):
    Assessment.objects.update(title="Renamed")
    staged.round.assessment.refresh_from_db()

    other = actions.request_report(round_=staged.round, by=cast.bo.user, now=NOW)

    assert (other != job, other.snapshot != job.snapshot, ReportJob.objects.count()) == (True, True, 2)


def test_another_template_is_another_report(job, staged, cast, monkeypatch):
    newer = replace(KINDS["healthcheck"], template_version=KINDS["healthcheck"].template_version + 1)
    monkeypatch.setitem(KINDS, "healthcheck", newer)

    other = actions.request_report(round_=staged.round, by=cast.bo.user, now=NOW)

    assert (other != job, other.snapshot) == (True, job.snapshot)


def test_a_failed_report_asked_for_again_is_queued_again(job, staged, cast, bells, django_capture_on_commit_callbacks):
    fail(job)
    assert row(job) == ("failed", 1, 0, "It went wrong.")

    with django_capture_on_commit_callbacks(execute=True):
        again = actions.request_report(round_=staged.round, by=cast.alma.user, now=LATER)

    assert again == job
    assert row(job) == ("queued", 1, 0, "")
    assert bells == [("reports.render", {"job_id": job.pk}, {})]
    assert (
        AuditEntry.objects.filter(verb="tried a report again").values_list("actor", flat=True)[0] == cast.alma.user.pk
    )


def test_trying_again_what_has_not_failed_changes_nothing(job, cast, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.retry_report(job=job, by=cast.bo.user, now=LATER)

    assert (row(job), bells) == (("queued", 0, 0, ""), [])
    assert not AuditEntry.objects.filter(verb="tried a report again").exists()


def test_the_database_holds_each_report_once(job):
    twin = ReportJob.objects.values().get(pk=job.pk) | {"id": None}

    with pytest.raises(IntegrityError), transaction.atomic():
        ReportJob.objects.create(**twin)


@pytest.mark.parametrize("changes", [{"progress": 101}, {"status": "done", "file": ""}])
def test_the_database_refuses_what_cannot_be_true(job, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportJob.objects.filter(pk=job.pk).update(**changes)


# --- Claiming -------------------------------------------------------------------------------------------


def test_of_two_workers_one_gets_the_job(job):
    first = actions.claim(job_id=job.pk, now=NOW)
    second = actions.claim(job_id=job.pk, now=NOW)

    assert (first.pk, first.status, first.attempt, first.heartbeat_at) == (job.pk, "running", 1, NOW)
    assert second is None
    assert row(job)[:2] == ("running", 1)


@pytest.mark.parametrize("status", ["running", "done", "failed"])
def test_only_a_queued_job_can_be_taken(job, status):
    ReportJob.objects.update(status=status, file="somewhere.pdf")

    assert actions.claim(job_id=job.pk, now=NOW) is None
    assert row(job)[:2] == (status, 0)


def test_a_job_that_is_not_there_cannot_be_taken(db):
    assert actions.claim(job_id=4711, now=NOW) is None


def test_a_worker_that_stands_still_as_it_takes_a_job_knows_its_own_attempt_from_the_next(job):
    """Right after the row is taken, the worker is paused for so long that its job is given to another."""
    others = []

    def pause_after_update(execute, sql, *arguments):
        result = execute(sql, *arguments)
        if sql.startswith("UPDATE") and not others:
            others.append(None)
            actions.sweep(now=LATER)
            others[0] = actions.claim(job_id=job.pk, now=LATER)
        return result

    with connection.execute_wrapper(pause_after_update):
        late = actions.claim(job_id=job.pk, now=NOW)

    assert (late.attempt, others[0].attempt) == (1, 2)
    assert [actions.beat(job=attempt, now=LATER) for attempt in (late, others[0])] == [False, True]


def test_of_two_workers_that_read_a_queued_job_one_takes_it(job):
    others = []

    def be_second(execute, sql, *arguments):
        if sql.startswith("UPDATE") and not others:
            others.append(None)
            others[0] = actions.claim(job_id=job.pk, now=NOW)
        return execute(sql, *arguments)

    with connection.execute_wrapper(be_second):
        second = actions.claim(job_id=job.pk, now=NOW)

    assert (second, others[0].attempt, row(job)[:2]) == (None, 1, ("running", 1))


def test_a_beat_keeps_the_job_alive_and_shows_progress(job):
    mine = actions.claim(job_id=job.pk, now=NOW)

    assert actions.beat(job=mine, now=LATER, progress=40) is True
    assert actions.beat(job=mine, now=LATER) is True

    job.refresh_from_db()
    assert (job.heartbeat_at, job.progress) == (LATER, 40)


@pytest.fixture
def two_attempts(job):
    """A worker that fell silent, and the one that was given its job."""
    silent = actions.claim(job_id=job.pk, now=NOW)
    actions.sweep(now=LATER)
    return silent, actions.claim(job_id=job.pk, now=LATER)


def test_a_worker_that_lost_its_job_can_do_nothing_to_it(job, two_attempts):
    silent, second = two_attempts

    assert actions.beat(job=silent, now=LATER, progress=90) is False
    actions.fail(job=silent, reason="Not mine to say.", now=LATER)
    assert actions.finish(job=silent, content=b"%PDF of the silent", pages=9, now=LATER) is False

    assert row(job) == ("running", 2, 0, "")
    assert files() == []
    assert actions.finish(job=second, content=b"%PDF", pages=3, now=LATER) is True
    assert files() == [f"{job.city_id}/reports/{job.pk}-2.pdf"]


def test_a_worker_that_comes_late_leaves_the_finished_file_alone(job, two_attempts):
    silent, second = two_attempts
    actions.finish(job=second, content=b"%PDF", pages=3, now=LATER)

    assert actions.finish(job=silent, content=b"%PDF of the silent", pages=9, now=LATER) is False

    job.refresh_from_db()
    assert (job.status, job.pages, job.file) == ("done", 3, f"{job.city_id}/reports/{job.pk}-2.pdf")
    assert Path(default_storage.path(job.file)).read_bytes() == b"%PDF"
    assert files() == [job.file]


def test_a_worker_that_lost_its_job_does_not_get_it_back_by_trying_again(job, cast, two_attempts):
    """The attempts count on: the third is not the first again."""
    silent, second = two_attempts
    actions.fail(job=second, reason="It went wrong.", now=LATER)
    actions.retry_report(job=ReportJob.objects.get(), by=cast.bo.user, now=LATER)
    third = actions.claim(job_id=job.pk, now=LATER)

    assert [actions.beat(job=attempt, now=LATER) for attempt in (silent, second, third)] == [False, False, True]


def test_what_a_worker_killed_while_it_stored_left_goes_when_the_report_is_made(job, two_attempts):
    _, second = two_attempts
    default_storage.save(f"{job.city_id}/reports/{job.pk}-1.pdf", ContentFile(b"%PDF and no mo"))

    actions.finish(job=second, content=b"%PDF", pages=3, now=LATER)

    assert files() == [f"{job.city_id}/reports/{job.pk}-2.pdf"]


# --- Sweeping -------------------------------------------------------------------------------------------

AGAIN = {"expires": 60.0}


def test_a_job_whose_worker_is_alive_is_left_alone(job, bells):
    actions.claim(job_id=job.pk, now=NOW)

    actions.sweep(now=NOW + actions.SILENCE)

    assert (row(job)[:2], bells) == (("running", 1), [])


def test_a_job_whose_worker_fell_silent_is_queued_and_rung_for(job, bells):
    actions.claim(job_id=job.pk, now=NOW)

    actions.sweep(now=LATER)

    assert row(job)[:2] == ("queued", 1)
    assert bells == [("reports.render", {"job_id": job.pk}, AGAIN)]


def test_a_job_whose_bell_nobody_heard_is_rung_for_again(job, bells):
    actions.sweep(now=NOW)
    actions.sweep(now=NOW)

    assert row(job)[:2] == ("queued", 0)
    assert bells == [("reports.render", {"job_id": job.pk}, AGAIN)] * 2


def test_at_the_third_silence_a_job_fails_in_words(job, bells):
    now = NOW
    for attempt in (1, 2, 3):
        assert actions.claim(job_id=job.pk, now=now).attempt == attempt
        now += actions.SILENCE + timedelta(seconds=1)
        actions.sweep(now=now)

    assert row(job) == ("failed", 3, 0, NEVER_FINISHED)
    assert ReportJob.objects.get().finished_at == now
    assert len(bells) == 2


@pytest.mark.parametrize("status", ["done", "failed"])
def test_what_is_over_stays_over(job, bells, status):
    ReportJob.objects.update(status=status, file="somewhere.pdf", heartbeat_at=NOW, attempt=1)

    actions.sweep(now=LATER)

    assert (row(job)[:2], bells) == ((status, 1), [])


def test_the_task_sweeps(job, bells):
    tasks.sweep_reports()

    assert bells == [("reports.render", {"job_id": job.pk}, AGAIN)]


# --- Making ---------------------------------------------------------------------------------------------


def test_a_report_is_made_and_its_progress_shows(job, page_maker):
    tasks.render_report(job_id=job.pk)

    job.refresh_from_db()
    assert (job.status, job.attempt, job.progress, job.pages) == ("done", 1, 100, 3)
    assert page_maker == [9, 54, 90]
    assert (job.file, files()) == (f"{job.city_id}/reports/{job.pk}-1.pdf", [job.file])
    assert Path(default_storage.path(job.file)).read_bytes() == b"%PDF-1.7 made in a test"


def test_a_bell_that_rings_twice_makes_one_file(job, page_maker):
    tasks.render_report(job_id=job.pk)
    tasks.render_report(job_id=job.pk)

    assert (row(job)[:2], len(files())) == (("done", 1), 1)


def test_a_worker_whose_job_is_given_away_while_it_prints_leaves_no_file(job, monkeypatch):
    def slow(job, *, progress):
        actions.sweep(now=timezone.now() + actions.SILENCE + timedelta(seconds=1))
        actions.claim(job_id=job.pk, now=timezone.now())
        return Pdf(b"%PDF", 3)

    monkeypatch.setattr(tasks, "print_report", slow)

    tasks.render_report(job_id=job.pk)

    assert (row(job), files()) == (("running", 2, 0, ""), [])


def test_a_full_disk_is_said(job, page_maker, monkeypatch):
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    tasks.render_report(job_id=job.pk)

    assert row(job) == ("failed", 1, 90, NOT_STORED)


@pytest.mark.parametrize("fault", [RuntimeError, OSError])
def test_a_fault_while_printing_is_said_without_its_details(job, monkeypatch, fault):
    """A file that cannot be read while the page is laid out is no full disk."""

    def broken(job, *, progress):
        progress(10)
        raise fault("secret of the machine")

    monkeypatch.setattr(tasks, "print_report", broken)

    tasks.render_report(job_id=job.pk)

    assert row(job) == ("failed", 1, 9, WENT_WRONG)
    assert files() == []


@pytest.mark.django_db(transaction=True)
def test_the_heart_beats_while_a_page_is_laid_out(job, monkeypatch):
    """The layout says nothing for longer than the workers may be silent; the row is kept alive beside it."""
    monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.01)
    ReportJob.objects.update(heartbeat_at=None)
    beats = []

    def long_layout(job, *, progress):
        claimed = ReportJob.objects.get().heartbeat_at
        deadline = timezone.now() + timedelta(seconds=10)
        while timezone.now() < deadline and len(beats) < 2:
            found = ReportJob.objects.get().heartbeat_at
            if found != claimed and found not in beats:
                beats.append(found)
        return Pdf(b"%PDF", 3)

    monkeypatch.setattr(tasks, "print_report", long_layout)

    tasks.render_report(job_id=job.pk)

    assert (len(beats), row(job)[:2]) == (2, ("done", 1))


# --- The queue is down ----------------------------------------------------------------------------------


def closed_port():
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["closed port", "folder that cannot be made"])
def test_a_click_while_the_queue_is_down_leaves_a_queued_job(staged, cast, sign_in, use_broker, tmp_path, kind):
    if kind == "closed port":
        options = {"socket_connect_timeout": 1, "max_retries": 0}
        use_broker(f"redis://127.0.0.1:{closed_port()}/0", options)
    else:
        (tmp_path / "file").touch()
        use_broker("folder://localhost", {"folder": tmp_path / "file" / "queue", "polling_interval": 0.2})

    response = sign_in(cast.bo).post(
        reverse("reports:request", args=[cast.city.slug]), {"assessment": staged.assessment.pk}
    )

    job = ReportJob.objects.get()
    assert (response.status_code, response.url) == (302, reverse("reports:detail", args=[cast.city.slug, job.pk]))
    assert row(job) == ("queued", 0, 0, "")


# --- Pages ----------------------------------------------------------------------------------------------


def address(job, name):
    return reverse(f"reports:{name}", args=[job.city.slug, job.pk])


@pytest.fixture
def done(job):
    name = default_storage.save(f"{job.city_id}/reports/made.pdf", ContentFile(b"%PDF-1.7 to download"))
    ReportJob.objects.update(status="done", attempt=1, progress=100, file=name, pages=12, finished_at=NOW)
    job.refresh_from_db()
    return job


ASKS_AGAIN = 'hx-trigger="every'


@pytest.mark.parametrize(
    ("changes", "words", "polls"),
    [
        ({}, "Your report is in the queue", True),
        ({"status": "running", "attempt": 1, "progress": 36}, "36%", True),
        ({"status": "running", "attempt": 2, "progress": 9}, "Attempt 2", True),
        ({"status": "failed", "attempt": 1, "reason": WENT_WRONG}, WENT_WRONG, False),
    ],
)
def test_the_status_says_how_far_the_job_is(job, cast, sign_in, changes, words, polls):
    ReportJob.objects.update(**changes)

    pages = [sign_in(cast.chi).get(address(job, name)).content.decode() for name in ("status", "detail")]

    assert [(words in page, ASKS_AGAIN in page) for page in pages] == [(True, polls)] * 2
    assert "<html" not in pages[0]
    assert address(job, "file") not in pages[0]


def test_the_status_of_a_finished_report_offers_its_file(done, cast, sign_in):
    page = sign_in(cast.chi).get(address(done, "status")).content.decode()

    assert (address(done, "file") in page, "12 pages" in page, ASKS_AGAIN in page) == (True, True, False)


def test_only_those_who_may_ask_for_reports_are_offered_another_try(job, cast, sign_in):
    fail(job)

    pages = {name: sign_in(getattr(cast, name)).get(address(job, "status")) for name in ("bo", "chi")}

    assert {name: address(job, "retry") in page.content.decode() for name, page in pages.items()} == {
        "bo": True,
        "chi": False,
    }


def test_a_failed_report_is_tried_again(job, cast, sign_in, bells, django_capture_on_commit_callbacks):
    fail(job)

    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(cast.bo).post(address(job, "retry"))

    assert (response.url, row(job), len(bells)) == (address(job, "detail"), ("queued", 1, 0, ""), 1)


def test_asking_leads_to_the_jobs_page(staged, cast, sign_in, bells):
    response = sign_in(cast.bo).post(
        reverse("reports:request", args=[cast.city.slug]), {"assessment": staged.assessment.pk}
    )

    assert response.url == address(ReportJob.objects.get(), "detail")


@pytest.mark.parametrize("asked", ["", "0", "-1", "seven", "²", "9" * 30])
def test_a_report_of_nothing_is_not_found(staged, cast, sign_in, bells, asked):
    response = sign_in(cast.bo).post(reverse("reports:request", args=[cast.city.slug]), {"assessment": asked})

    assert (response.status_code, ReportJob.objects.count()) == (404, 0)


def test_the_file_comes_as_an_attachment_of_its_kind_under_a_speaking_name(done, cast, sign_in):
    response = sign_in(cast.chi).get(address(done, "file"))

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.7 to download"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ourtown-healthcheck-autumn-check.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "20"


@pytest.mark.parametrize("status", ["queued", "running", "failed"])
def test_there_is_no_file_before_the_report_is_done(done, cast, sign_in, status):
    ReportJob.objects.update(status=status)

    assert sign_in(cast.chi).get(address(done, "file")).status_code == 404


def test_the_list_shows_reports_newest_first_and_what_can_be_printed(done, cast, sign_in, staged):
    newer = ReportJob.objects.create(
        city=done.city,
        kind=done.kind,
        snapshot=done.snapshot,
        template_version=99,
        requested_by=cast.alma.user,
        requested_at=LATER,
    )

    response = sign_in(cast.bo).get(reverse("reports:list", args=[cast.city.slug]))

    assert list(response.context["jobs"]) == [newer, done]
    assert list(response.context["rounds"]) == [staged.round]


def test_an_assessment_of_two_rounds_can_be_printed_once(revealed, cast, sign_in):
    later = timezone.now()
    Round.objects.create(
        city=cast.city,
        assessment=revealed.assessment,
        number=2,
        closes_on=revealed.round.closes_on,
        opened_at=later,
        closed_at=later,
        revealed_at=later,
    )

    response = sign_in(cast.bo).get(reverse("reports:list", args=[cast.city.slug]))

    assert [round_.number for round_ in response.context["rounds"]] == [2]


def test_before_the_first_report_a_leader_is_led_to_what_can_be_printed(cast, edition, sign_in):
    page = sign_in(cast.chi).get(reverse("reports:list", args=["ourtown"])).content.decode()

    library = reverse("library:editions", args=["ourtown"])
    assert f'You can print the guidance from <a href="{library}">the framework pages</a>.' in page


def test_a_report_whose_file_has_gone_can_be_printed_anew(revealed, cast, sign_in):
    job = ReportJob.objects.create(
        city=cast.city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=take_snapshot(round_=revealed.round, now=timezone.now()),
        template_version=KINDS["healthcheck"].template_version,
        requested_by=cast.bo.user,
        requested_at=timezone.now(),
        status=ReportJob.Status.DONE,
        file="1/reports/gone.pdf",
        pages=3,
    )
    client = sign_in(cast.bo)

    page = client.get(reverse("reports:detail", args=["ourtown", job.pk])).content.decode()
    assert "The file of this report is no longer in the store. Try again to print it anew." in page
    assert client.get(reverse("reports:file", args=["ourtown", job.pk])).status_code == 404
    client.post(reverse("reports:retry", args=["ourtown", job.pk]))

    job.refresh_from_db()
    assert job.status == ReportJob.Status.QUEUED
