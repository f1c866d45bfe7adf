"""An assessment, its rounds, and the people who are asked."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP, MINIMUM_GROUP_FLOOR
from cities.models import CityOwned, Member, Organisation, Sector, User
from framework.models import Edition, Group


class Stage(models.TextChoices):
    """Where a round stands. Derived from its dates, never stored."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    REVEALED = "revealed", _("Results revealed")


class Assessment(CityOwned):
    """Leaders of a city scoring it against groups of one edition. Confidential: nobody sees who said what."""

    class Kind(models.TextChoices):
        SELF = "self", _("Self-assessment")
        WORKSHOP = "workshop", _("Workshop assessment")
        HEALTHCHECK = "healthcheck", _("Independent healthcheck")
        SURVEY = "survey", _("Pre-workshop survey")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SELF)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group shown"),
        default=DEFAULT_MINIMUM_GROUP,
        validators=[MinValueValidator(MINIMUM_GROUP_FLOOR), MaxValueValidator(50)],
    )
    consensus_threshold = models.FloatField(default=0.6)
    coverage_threshold = models.FloatField(default=0.6)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["self", "workshop", "healthcheck", "survey"]), name="assessment_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(minimum_group__gte=MINIMUM_GROUP_FLOOR), name="assessment_minimum_group_floor"
            ),
            models.CheckConstraint(
                condition=Q(
                    consensus_threshold__gte=0,
                    consensus_threshold__lte=1,
                    coverage_threshold__gte=0,
                    coverage_threshold__lte=1,
                ),
                name="assessment_thresholds_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AssessmentGroup(CityOwned):
    """One top group (a factor of the checklist) that an assessment asks about."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="asked_groups")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "group"], name="assessment_group_once")]

    def __str__(self) -> str:
        return str(self.group)


class Round(CityOwned):
    """One time of asking. It takes ratings from its opening until it is closed or its last day is over."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    closes_on = models.DateField(_("last day"))
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="round_opened_before_closed"
            ),
            models.CheckConstraint(
                condition=Q(revealed_at=None) | Q(closed_at__isnull=False),
                name="round_closed_before_revealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} ({self.number})"

    @property
    def stage(self) -> Stage:
        if self.opened_at is None:
            return Stage.DRAFT
        if self.closed_at is None:
            return Stage.OPEN
        return Stage.CLOSED if self.revealed_at is None else Stage.REVEALED

    def is_overdue(self, today: date) -> bool:
        """Tell whether the last day is over while nobody has closed the round yet."""
        return self.stage == Stage.OPEN and today > self.closes_on

    def takes_ratings(self, today: date) -> bool:
        """Tell whether answers are taken on `today`, the date in the city; the last day counts in full."""
        return self.stage == Stage.OPEN and not self.is_overdue(today)


class Participant(CityOwned):
    """A member asked in a round. Organisation and sector are as they were when invited."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10, choices=Sector)
    invited_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="participant_once"),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="participant_sector_known"),
        ]

    def __str__(self) -> str:
        return str(self.member)
