"""What a city agrees on: a position for each criterion, its way to agreement, and the locking of all of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.snapshot import Snapshot
from cities.models import CityOwned, Member, User
from framework.models import Criterion

REASON_LENGTH = 2000


class PositionStatus(models.TextChoices):
    """Where a position stands on its way to agreement."""

    DRAFTED = "drafted", _("Drafted")
    SENT = "sent", _("Sent to its owner")
    ACCEPTED = "accepted", _("Accepted")
    CHALLENGED = "challenged", _("Challenged")
    DECIDED = "decided", _("Decided")


class PositionWords(models.Model):
    """The parts of a position, in its present and in each earlier form.

    Without a level the criterion does not apply to the city, and is out of its group. `reply_by` is until when the
    owner may answer, `reply` what they said, `decision` what was decided after a challenge, and why.
    """

    status = models.CharField(max_length=10, choices=PositionStatus, default=PositionStatus.DRAFTED)
    level = models.SmallIntegerField(null=True, blank=True)
    target = models.SmallIntegerField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True, max_length=REASON_LENGTH)
    dissent = models.TextField(blank=True, max_length=REASON_LENGTH)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    reply_by = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True, max_length=REASON_LENGTH)
    decision = models.TextField(blank=True, max_length=REASON_LENGTH)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PositionStatus.values), name="%(class)s_status_known"),
            models.CheckConstraint(
                condition=~Q(status=PositionStatus.SENT) | Q(owner__isnull=False, reply_by__isnull=False),
                name="%(class)s_sent_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=PositionStatus.DECIDED) | ~Q(decision=""), name="%(class)s_decided_with_reason"
            ),
        ]


class Position(CityOwned, PositionWords):
    """What the city agrees on about one criterion of an assessment."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="positions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *PositionWords.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "criterion"], name="position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.criterion_id}"


class PositionChange(CityOwned, PositionWords):
    """One version of a position. Written with every change and never altered."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="changes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            *PositionWords.Meta.constraints,
            models.UniqueConstraint(fields=["position", "version"], name="position_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position_id} v{self.version}"


class LockEvent(CityOwned):
    """A time when the positions of an assessment were locked, or opened again. Never altered.

    `reason` says why they were locked while a reply was open, or why they were opened again; `snapshot` is what locking
    froze, where that was kept.
    """

    class Kind(models.TextChoices):
        LOCKED = "locked", _("Locked")
        OVERRIDDEN = "overridden", _("Locked while a reply was open")
        REOPENED = "reopened", _("Opened again")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="lock_events")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(blank=True, max_length=REASON_LENGTH)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="locked") | (Q(kind__in=["overridden", "reopened"]) & ~Q(reason="")),
                name="lock_event_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.kind}"
