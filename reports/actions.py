"""What happens to report jobs: asked for, claimed by a worker, kept alive, finished, failed, swept.

Every step is one conditional UPDATE, so that of two workers only one can hold a job.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _
from django_scopes import scopes_disabled

from assessments.actions import take_snapshot
from assessments.models import Round
from cities.actions import record_audit
from cities.models import City, User
from cities.queries import language_for
from framework.models import Edition
from reports.kinds import KINDS
from reports.models import MAXIMUM_ATTEMPTS, ReportJob

logger = logging.getLogger(__name__)

SILENCE = timedelta(seconds=60)


MOST_GUIDES_WAITING = 5
"""Printed guides of one city that may wait or be made at a time: the workers are there for every city."""


class TooManyWaiting(Exception):
    """The city has as many printed guides under way as it may; the page says to wait."""


class FileNotStored(Exception):
    """The storage refused the finished file: the disk is full, or may not be written."""


@transaction.atomic
def request_report(*, round_: Round, by: User, now: datetime) -> ReportJob:
    """Ask for the health-check report of a revealed round. It is the city's document, in the city's language."""
    snapshot = take_snapshot(round_=round_, now=now)
    language = language_for(city=round_.city)
    wanted = ReportJob(
        city=round_.city,
        kind=ReportJob.Kind.HEALTHCHECK,
        snapshot=snapshot,
        language="" if language == settings.LANGUAGE_CODE else language,
    )
    return ask(wanted, by=by, now=now)


@transaction.atomic
def request_guide(*, city: City, edition: Edition, note: str, language: str, by: User, now: datetime) -> ReportJob:
    """Ask for an edition's guide, or for the one note with that reference, in the reader's language.

    Raises TooManyWaiting, and then nothing is asked for.
    """
    wanted = ReportJob(city=city, kind=ReportJob.Kind.GUIDE, edition=edition, note=note, language=language)
    return ask(wanted, by=by, now=now)


def ask(wanted: ReportJob, *, by: User, now: datetime) -> ReportJob:
    """Store a job, unless there is one that prints the same: whoever asks again gets that one.

    One that failed is tried anew.
    """
    kind = KINDS[wanted.kind]
    job, created = ReportJob.objects.get_or_create(
        city=wanted.city,
        kind=wanted.kind,
        snapshot=wanted.snapshot,
        language=wanted.language,
        digest=kind.digest(wanted),
        template_version=kind.template_version,
        defaults={
            "edition": wanted.edition,
            "note": wanted.note,
            "requested_by": by,
            "requested_at": now,
        },
    )
    if created:
        refuse_too_many(job)
        record_audit(target=job, verb="asked for a report", by=by, now=now)
        ring(job)
    elif job.status == ReportJob.Status.FAILED:
        retry_report(job=job, by=by, now=now)
    return job


@transaction.atomic
def retry_report(*, job: ReportJob, by: User, now: datetime) -> None:
    """Queue a failed job again.

    Its attempts count on, so that a worker thought dead never holds it again; from the third on, one that falls
    silent is the last of this try. Raises TooManyWaiting.
    """
    refuse_too_many(job)
    changed = ReportJob.objects.filter(pk=job.pk, status=ReportJob.Status.FAILED).update(
        status=ReportJob.Status.QUEUED, progress=0, reason="", requested_at=now, finished_at=None
    )
    if changed:
        record_audit(target=job, verb="tried a report again", by=by, now=now)
        ring(job)


def refuse_too_many(job: ReportJob) -> None:
    """Raise TooManyWaiting where a guide would be one too many of its city. Others who ask meanwhile wait."""
    if job.kind != ReportJob.Kind.GUIDE:
        return
    City.objects.select_for_update(no_key=True).get(pk=job.city_id)
    others = ReportJob.objects.filter(city=job.city, kind=ReportJob.Kind.GUIDE).exclude(pk=job.pk)
    waiting = others.filter(status__in=[ReportJob.Status.QUEUED, ReportJob.Status.RUNNING])
    if waiting.count() >= MOST_GUIDES_WAITING:
        raise TooManyWaiting


def ring(job: ReportJob) -> None:
    """Tell the workers, once the row is stored. A bell that nobody hears is rung again by `sweep`."""
    job_id = job.pk
    transaction.on_commit(lambda: current_app.send_task("reports.render", kwargs={"job_id": job_id}), robust=True)


def claim(*, job_id: int, now: datetime) -> ReportJob | None:
    """Take a queued job for one attempt; None when there is nothing to take.

    The row is read before it is taken: what is read afterwards may be the attempt of another, to whom it was given
    while this worker stood still.
    """
    with scopes_disabled():
        queued = ReportJob.objects.filter(pk=job_id, status=ReportJob.Status.QUEUED)
        job = queued.select_related("city", "edition", "snapshot__round__assessment__edition").first()
        if job is None:
            return None
        changes = {
            "status": ReportJob.Status.RUNNING,
            "attempt": job.attempt + 1,
            "progress": 0,
            "heartbeat_at": now,
            "digest": digest_still_true(job),
        }
        if not queued.filter(attempt=job.attempt).update(**changes):
            return None
    for name, value in changes.items():
        setattr(job, name, value)
    return job


def digest_still_true(job: ReportJob) -> str:
    """Return the digest of a job, or none where what it shows has changed since it was asked for.

    What is printed is how things are now: under the old digest it would be served to who asks for how they were.
    """
    return job.digest if job.digest == KINDS[job.kind].digest(job) else ""


def mine(job: ReportJob) -> Q:
    """Return the condition under which this attempt still holds its job."""
    return Q(pk=job.pk, attempt=job.attempt, status=ReportJob.Status.RUNNING)


def beat(*, job: ReportJob, now: datetime, progress: int | None = None) -> bool:
    """Say that the attempt is alive, and how far it is; False when the job was given to another."""
    changes: dict[str, object] = {"heartbeat_at": now}
    if progress is not None:
        changes["progress"] = progress
    with scopes_disabled():
        return bool(ReportJob.objects.filter(mine(job)).update(**changes))


def finish(*, job: ReportJob, content: bytes, pages: int, now: datetime) -> bool:
    """Store the file and mark the job done; a worker that no longer holds the job takes its file back.

    Raises FileNotStored.
    """
    name = store(job, content)
    with scopes_disabled():
        done = ReportJob.objects.filter(mine(job)).update(
            status=ReportJob.Status.DONE, progress=100, file=name, pages=pages, finished_at=now
        )
    if done:
        for attempt in range(1, job.attempt):
            discard(file_name(job, attempt))  # of a worker that was killed while it stored
    else:
        discard(name)
        logger.warning("report %s: attempt %s came late, its work was given to another worker", job.pk, job.attempt)
    return bool(done)


def store(job: ReportJob, content: bytes) -> str:
    """Write the file of an attempt and return its name; all of it or, with FileNotStored, nothing."""
    name = file_name(job, job.attempt)
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError as error:
        discard(name)
        raise FileNotStored from error


def file_name(job: ReportJob, attempt: int) -> str:
    return f"{job.city_id}/reports/{job.pk}-{attempt}.pdf"


def discard(name: str) -> None:
    """Delete a file that no row names, if there is one; a storage that refuses even that changes nothing."""
    with suppress(OSError):
        default_storage.delete(name)


def lost_words() -> str:
    """Say that a file has gone, and what to do."""
    return _("The file of this report is no longer in the store. Try again to print it anew.")


def note_lost_file(*, job: ReportJob, now: datetime) -> None:
    """Mark a finished job failed whose file has gone from the store, so that it can be tried again."""
    ReportJob.objects.filter(pk=job.pk, status=ReportJob.Status.DONE, file=job.file).update(
        status=ReportJob.Status.FAILED, reason=lost_words(), finished_at=now, file="", pages=None
    )


def fail(*, job: ReportJob, reason: str, now: datetime) -> None:
    """Mark the job failed, with a reason that a person can act on."""
    with scopes_disabled():
        ReportJob.objects.filter(mine(job)).update(status=ReportJob.Status.FAILED, reason=reason, finished_at=now)


def sweep(*, now: datetime) -> None:
    """Bring back what was lost: jobs whose worker fell silent, and jobs whose bell nobody heard."""
    with scopes_disabled():
        silent = ReportJob.objects.filter(status=ReportJob.Status.RUNNING, heartbeat_at__lt=now - SILENCE)
        silent.filter(attempt__gte=MAXIMUM_ATTEMPTS).update(
            status=ReportJob.Status.FAILED,
            finished_at=now,
            reason=_("The report was started several times and never finished. Tell the operator of this portal."),
        )
        silent.update(status=ReportJob.Status.QUEUED)
        for job_id in ReportJob.objects.filter(status=ReportJob.Status.QUEUED).values_list("pk", flat=True):
            # a bell that is not heard before the next sweep falls silent, so that they do not pile up
            current_app.send_task("reports.render", kwargs={"job_id": job_id}, expires=SILENCE.total_seconds())
