"""Report jobs. The row is the truth about a report; the queue is only a bell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Snapshot
from cities.models import CityOwned, User
from framework.models import Edition

MAXIMUM_ATTEMPTS = 3


class ReportJob(CityOwned):
    """One report that somebody asked for, from request to file.

    A health check prints a snapshot. A guide prints an edition, or of it the one `note` with that reference; `digest`
    is the fingerprint of all that it shows. Both are in a `language`, the portal's own where that is empty.
    """

    class Kind(models.TextChoices):
        HEALTHCHECK = "healthcheck", _("Health check")
        GUIDE = "guide", _("Guidance")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=20, choices=Kind)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    template_version = models.PositiveSmallIntegerField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    file = models.CharField(max_length=200, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind", "snapshot", "language", "template_version"], name="report_job_once"
            ),
            models.UniqueConstraint(
                fields=["city", "kind", "digest", "template_version"],
                condition=~Q(digest=""),
                name="report_job_digest_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="healthcheck", snapshot__isnull=False, edition=None)
                | Q(kind="guide", snapshot=None, edition__isnull=False),
                name="report_job_prints_something",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "done", "failed"]), name="report_job_status_known"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_job_progress_percent"),
            models.CheckConstraint(condition=~Q(status="done") | ~Q(file=""), name="report_job_done_has_file"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED)
