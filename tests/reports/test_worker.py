"""Reports made by a real Celery worker: the folder queue on SQLite, Redis on PostgreSQL."""

from datetime import timedelta
from io import BytesIO

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reports import actions
from reports.models import ReportJob
from tests.reports.conftest import files, watch
from tests.workers import worker

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_queue")]


def test_a_click_ends_in_a_pdf(checked, cast, sign_in, settings):
    client = sign_in(cast.bo)

    with worker():
        asked = client.post(reverse("reports:request", args=[cast.city.slug]), {"assessment": checked.assessment.pk})
        job = ReportJob.objects.get()
        page = watch(client, job)

    download = client.get(reverse("reports:file", args=[cast.city.slug, job.pk]))
    content = b"".join(download.streaming_content)
    pdf = PdfReader(BytesIO(content))
    job.refresh_from_db()
    assert asked.url == reverse("reports:detail", args=[cast.city.slug, job.pk])
    assert "Your report is ready" in page
    assert (job.status, job.attempt, job.progress, job.reason) == ("done", 1, 100, "")
    assert len(pdf.pages) == job.pages
    assert "Spring check" in pdf.pages[0].extract_text()
    assert [path.read_bytes() for path in files(settings)] == [content]


def test_what_a_dead_worker_and_a_lost_bell_left_behind_is_made_by_the_next_worker(
    checked, cast, sign_in, settings, monkeypatch
):
    """Nobody heard the bell; a worker that took the job all the same was killed two minutes ago."""
    with monkeypatch.context() as patched:
        patched.setattr(current_app, "send_task", lambda *args, **options: None)
        job = actions.request_report(round_=checked.round, by=cast.bo.user, now=timezone.now())
    actions.claim(job_id=job.pk, now=timezone.now() - timedelta(minutes=2))

    with worker():
        page = watch(sign_in(cast.bo), job)

    job.refresh_from_db()
    assert "Your report is ready" in page
    assert (job.status, job.attempt) == ("done", 2)
    assert [path.name for path in files(settings)] == [f"{job.pk}-2.pdf"]


def test_a_guide_is_made_once_and_then_served_from_store(cast, edition, sign_in, settings):
    client, address = sign_in(cast.chi), reverse("reports:request-guide", args=[cast.city.slug])

    with worker():
        asked = client.post(address, {"edition": "small", "note": ""})
        job = ReportJob.objects.get()
        page = watch(client, job)
        again = sign_in(cast.rey).post(address, {"edition": "small", "note": ""})

    content = b"".join(client.get(reverse("reports:file", args=[cast.city.slug, job.pk])).streaming_content)
    job.refresh_from_db()
    assert "Your report is ready" in page
    assert (again.url, ReportJob.objects.get()) == (asked.url, job)
    assert (job.status, job.attempt, job.progress) == ("done", 1, 100)
    assert PdfReader(BytesIO(content)).metadata.title == "Small framework: guidance for Ourtown"
    assert [path.read_bytes() for path in files(settings)] == [content]
