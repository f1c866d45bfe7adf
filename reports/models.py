"""Report jobs. The row is the truth about a report; the queue is only a bell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Snapshot
from cities.models import CityOwned, User

MAXIMUM_ATTEMPTS = 3


class ReportJob(CityOwned):
    """One report that somebody asked for, from request to file."""

    class Kind(models.TextChoices):
        HEALTHCHECK = "healthcheck", _("Health check")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=20, choices=Kind)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
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
            models.UniqueConstraint(fields=["city", "kind", "snapshot", "template_version"], name="report_job_once"),
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
