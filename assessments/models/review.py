"""What an independent reviewer says: ratings, findings, recommendations, confidence in delivery.

The city sees nothing of it before the reviewer submits.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.rating import COMMENT_LENGTH
from assessments.rules.bands import Band
from cities.models import CityOwned, Member, User
from framework.models import Criterion, Group

FINDING_LENGTH = 4000


class Review(CityOwned):
    """One reviewer's look at one assessment. `submitted_at` is empty while they work on it.

    One that was taken back is nobody's any more; what was said in it is there again if its reviewer is asked again.
    `handed_back_at` is when one that was submitted was last given back to be changed.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Member, models.PROTECT, related_name="reviews")
    summary = models.TextField(blank=True, max_length=FINDING_LENGTH)
    asked_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    handed_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "reviewer"], name="review_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.reviewer_id}"


class ReviewRating(CityOwned):
    """A reviewer's level for one criterion, with why."""

    class State(models.TextChoices):
        RATED = "rated", _("Rated")
        DONT_KNOW = "dont_know", _("Not seen")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        NOT_ANSWERED = "not_answered", _("Not answered")

    review = models.ForeignKey(Review, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.NOT_ANSWERED)
    level = models.SmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True, max_length=COMMENT_LENGTH)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="review_rating_once"),
            models.CheckConstraint(
                condition=Q(state="rated", level__isnull=False)
                | Q(state__in=["dont_know", "not_applicable", "not_answered"], level__isnull=True),
                name="review_rating_level_with_rated_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.criterion_id}"


class Finding(CityOwned):
    """Something a reviewer found, about one top group or about the whole."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Strength")
        CONCERN = "concern", _("Concern")
        OPPORTUNITY = "opportunity", _("Opportunity")

    review = models.ForeignKey(Review, models.CASCADE, related_name="findings")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    text = models.TextField(max_length=FINDING_LENGTH)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["strength", "concern", "opportunity"]), name="finding_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.kind}"


class Recommendation(CityOwned):
    """What a reviewer recommends, followed until it is closed.

    `status` is what the city said last, at `status_at`. Where it `stands`, later reviews included, is known of those
    that `queries.recommendations` returns.
    """

    stands: str

    class Priority(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        ESSENTIAL = "essential", _("Essential")
        RECOMMENDED = "recommended", _("Recommended")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        NOT_TAKEN_UP = "not_taken_up", _("Not taken up")

    review = models.ForeignKey(Review, models.CASCADE, related_name="recommendations")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    priority = models.CharField(max_length=11, choices=Priority)
    text = models.TextField(max_length=FINDING_LENGTH)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    status_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__in=["critical", "essential", "recommended"]), name="recommendation_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "under_way", "done", "not_taken_up"]),
                name="recommendation_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.priority}"

    @property
    def stands_words(self) -> str:
        return str(self.Status(self.stands).label)


class RecommendationChange(CityOwned):
    """A change of a recommendation's status, owner or date, with a word about it. Never altered.

    But one that a later `review` makes is that reviewer's to change before it is submitted, and holds as long as the
    city may see that review.
    """

    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="follow_ups")
    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12, choices=Recommendation.Status)
    owner = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=FINDING_LENGTH)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "recommendation"], name="follow_up_once")]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.status}"


class DeliveryConfidence(CityOwned):
    """How sure a reviewer is that it will be delivered: a judgement, for one top group or, without one, overall."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="confidences")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    band = models.CharField(max_length=11, choices=[(band.value, band.value) for band in Band])
    reason = models.TextField(blank=True, max_length=FINDING_LENGTH)

    class Meta:
        verbose_name_plural = "delivery confidences"
        constraints = [
            models.UniqueConstraint(fields=["review", "group"], name="confidence_once"),
            models.UniqueConstraint(fields=["review"], condition=Q(group=None), name="confidence_overall_once"),
            models.CheckConstraint(
                condition=Q(band__in=["green", "amber-green", "amber", "amber-red", "red"]),
                name="confidence_band_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.band}"
