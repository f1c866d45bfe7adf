"""Background work on reports. A task only carries out `actions`; the job's row says what is true."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django_scopes import scope

from reports import actions
from reports.kinds.printing import print_report
from reports.models import ReportJob

HEARTBEAT_SECONDS = 10

logger = logging.getLogger(__name__)


@shared_task(name="reports.render")
def render_report(job_id: int) -> None:
    """Make one report, if nobody else does already."""
    job = actions.claim(job_id=job_id, now=timezone.now())
    if job is None:
        return
    try:
        with heartbeat(job), scope(city=job.city), timezone.override(job.city.zone):
            pdf = print_report(job, progress=lambda percent: report_progress(job, percent))
        actions.finish(job=job, content=pdf.content, pages=pdf.pages, now=timezone.now())
    except actions.FileNotStored:
        logger.exception("report %s: the file cannot be stored", job_id)
        reason = _("The finished report could not be stored. The operator has to look at the disk; then try again.")
        actions.fail(job=job, reason=reason, now=timezone.now())
    except Exception:
        logger.exception("report %s failed", job_id)
        reason = _("Making the report went wrong. Try again; if it fails again, tell the operator of this portal.")
        actions.fail(job=job, reason=reason, now=timezone.now())


@shared_task(name="reports.sweep")
def sweep_reports() -> None:
    """Bring back lost jobs. Runs at every worker start and twice a minute."""
    actions.sweep(now=timezone.now())


def report_progress(job: ReportJob, percent: int) -> None:
    """Show how far the attempt is; the last tenth is for storing the file."""
    actions.beat(job=job, now=timezone.now(), progress=percent * 9 // 10)


@contextmanager
def heartbeat(job: ReportJob) -> Iterator[None]:
    """Say every few seconds that the attempt is alive, while the layout works on without a pause."""
    over = threading.Event()

    def live() -> None:
        try:
            while not over.wait(HEARTBEAT_SECONDS) and actions.beat(job=job, now=timezone.now()):
                pass
        finally:
            connection.close()

    thread = threading.Thread(target=live, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
