"""The outbox: every mail is a row before it is sent. The row is the truth, the queue only a bell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models.city import City


class OutgoingMail(models.Model):
    """One mail to one person. Its text may hold a personal link, so it is erased once the mail is sent.

    Mails about signing in belong to no city; those of a city are listed there.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["city", "-created_at", "-id"], name="mail_newest_first"),
            models.Index(fields=["due_at"], name="mail_due", condition=Q(status__in=["queued", "sending"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending", "sent", "failed"]), name="mail_status_known"
            ),
            models.CheckConstraint(condition=~Q(status="sent") | Q(body=""), name="mail_sent_keeps_no_text"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
