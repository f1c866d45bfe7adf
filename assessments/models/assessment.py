"""An assessment, its rounds, and the people who are asked."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP, MINIMUM_GROUP_FLOOR
from assessments.rules.attention import Thresholds
from assessments.rules.bands import Limits
from cities.models import CityOwned, Invitation, Member, Organisation, OutgoingMail, Role, Sector, User
from framework.models import Criterion, Edition, Group


class Stage(models.TextChoices):
    """Where a round stands. Derived from its dates, never stored."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    REVEALED = "revealed", _("Results revealed")


class Phase(models.TextChoices):
    """Where an assessment stands as a whole. Derived, never stored."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    MODERATION = "moderation", _("Moderation")
    AGREED = "agreed", _("Agreed")
    ARCHIVED = "archived", _("Archived")


class Assessment(CityOwned):
    """Leaders of a city scoring it against groups of one edition.

    Confidential unless `is_named`: nobody sees who said what. Which of the two is chosen before the first answer and
    never changed. `is_consensus_only`: nobody is asked for themselves, levels are agreed directly. What is asked beside
    the level is in `asks_…`. A score from `green_from` on is green, and so on down; below `amber_red_from` it is red.
    `locked_at` is when the positions were agreed.

    `continues` is the one that was open when the city changed to this edition: its answers were carried over, and it
    stays as it was, takes no more answers and is never revealed.
    """

    class Kind(models.TextChoices):
        SELF = "self", _("Self-assessment")
        WORKSHOP = "workshop", _("Workshop assessment")
        HEALTHCHECK = "healthcheck", _("Independent healthcheck")
        SURVEY = "survey", _("Pre-workshop survey")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    continues = models.OneToOneField("self", models.RESTRICT, null=True, blank=True, related_name="continued_in")
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SELF)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group shown"),
        default=DEFAULT_MINIMUM_GROUP,
        validators=[MinValueValidator(MINIMUM_GROUP_FLOOR), MaxValueValidator(50)],
    )
    is_named = models.BooleanField(default=False)
    is_consensus_only = models.BooleanField(default=False)
    asks_comment = models.BooleanField(default=True)
    asks_evidence = models.BooleanField(default=False)
    asks_confidence = models.BooleanField(default=False)
    asks_target = models.BooleanField(default=False)
    consensus_threshold = models.FloatField(default=0.6)
    coverage_threshold = models.FloatField(default=0.6)
    divergence_threshold = models.PositiveSmallIntegerField(default=2)
    green_from = models.PositiveSmallIntegerField(default=80)
    amber_green_from = models.PositiveSmallIntegerField(default=60)
    amber_from = models.PositiveSmallIntegerField(default=40)
    amber_red_from = models.PositiveSmallIntegerField(default=20)
    locked_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(
                    green_from__lte=100,
                    green_from__gt=F("amber_green_from"),
                    amber_green_from__gt=F("amber_from"),
                    amber_from__gt=F("amber_red_from"),
                    amber_red_from__gt=0,
                ),
                name="assessment_bands_in_order",
            ),
            models.CheckConstraint(condition=Q(divergence_threshold__gte=1), name="assessment_divergence_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def went_on_in(self) -> "Assessment | None":
        """The assessment that continues this one in another edition."""
        return getattr(self, "continued_in", None)

    @property
    def needs_nobody(self) -> bool:
        """Whether it can do without anybody who answers for themselves."""
        return self.is_consensus_only or self.kind == self.Kind.HEALTHCHECK

    @property
    def thresholds(self) -> Thresholds:
        bands = Limits(self.green_from, self.amber_green_from, self.amber_from, self.amber_red_from)
        return Thresholds(self.consensus_threshold, self.coverage_threshold, self.divergence_threshold, bands)


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

    @property
    def phase(self) -> Phase:
        """Where the whole assessment stands: asked of its latest round."""
        if self.assessment.archived_at is not None:
            return Phase.ARCHIVED
        if self.assessment.locked_at is not None:
            return Phase.AGREED
        if self.stage == Stage.DRAFT:
            return Phase.DRAFT
        # levels agreed directly in the room: nobody is waited for
        is_asking = self.stage == Stage.OPEN and not self.assessment.is_consensus_only
        return Phase.OPEN if is_asking else Phase.MODERATION

    @property
    def takes_changes(self) -> bool:
        """Whether who is asked what, and until when, can still be changed."""
        return self.stage in (Stage.DRAFT, Stage.OPEN) and self.phase not in (Phase.AGREED, Phase.ARCHIVED)

    @property
    def takes_newcomers(self) -> bool:
        """Whether somebody can be asked besides: a later round asks again who was asked before, and nobody else."""
        return self.takes_changes and self.number == 1 and not self.assessment.is_consensus_only

    @property
    def can_be_moderated(self) -> bool:
        """Whether a room can go through it: the first round is closed, or nobody answers alone. Later to read."""
        is_at_once = self.assessment.is_consensus_only and self.opened_at is not None
        return self.number > 1 or self.closed_at is not None or is_at_once

    def is_overdue(self, today: date) -> bool:
        """Tell whether the last day is over while nobody has closed the round yet."""
        return self.stage == Stage.OPEN and today > self.closes_on

    def last_day(self, today: date) -> date | None:
        """Return the last day as long as it is ahead; None where it is over, or nobody answers alone."""
        is_ahead = self.closed_at is None and today <= self.closes_on
        return self.closes_on if is_ahead and not self.assessment.is_consensus_only else None

    def takes_ratings(self, today: date) -> bool:
        """Tell whether answers are taken on `today`, the date in the city; the last day counts in full."""
        return self.stage == Stage.OPEN and not self.is_overdue(today)


class Revealed(CityOwned):
    """A criterion whose results were shown in the room before the whole round was revealed."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="revealed_criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "criterion"], name="criterion_revealed_once")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.criterion_id}"


class Participant(CityOwned):
    """A member asked in a round. Organisation, sector and role are as they were when invited.

    `member` is who answers; `stands_in_for` the one who was asked and named them as their deputy. Answers of somebody
    withdrawn are kept and do not count.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10, choices=Sector)
    role = models.CharField(max_length=20, choices=Role, default=Role.LEADER)
    stands_in_for = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="participant_once"),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="participant_sector_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="participant_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def person_id(self) -> int:
        """Who was asked: with a deputy in one round and without in another it is one person."""
        return self.stands_in_for_id or self.member_id


class Awaited(CityOwned):
    """Somebody asked who is not a member yet: they become a participant when they accept the invitation.

    `groups` are the ids of the top groups they are to be asked; empty for all.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="awaited")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="+")
    groups = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "invitation"], name="awaited_once")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.invitation_id}"

    @property
    def only_leads(self) -> bool:
        """Whether the invitation makes a leader and nothing more, as those do that come of a list."""
        return list(self.invitation.roles) == [Role.LEADER]


class ParticipantLink(CityOwned):
    """A personal link that opens a participant's questions on any device until the round closes.

    Only a hash of its secret is kept. `mail` is the mail it was sent by, if it was.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    mail = models.ForeignKey(OutgoingMail, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"link {self.pk}"
