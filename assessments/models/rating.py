"""What a participant answers to a criterion, and everything they answered before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Participant, Round
from cities.models import CityOwned, Member, User
from framework.models import Criterion

COMMENT_LENGTH = 2000


class RatingState(models.TextChoices):
    """The four states of an answer; only *rated* has a level and counts in a statistic."""

    RATED = "rated", _("Rated")
    DONT_KNOW = "dont_know", _("Don’t know")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")
    NOT_ANSWERED = "not_answered", _("Not answered")


class Confidence(models.TextChoices):
    """How sure somebody is of their own answer."""

    LOW = "low", _("Not sure")
    MEDIUM = "medium", _("Fairly sure")
    HIGH = "high", _("Sure")


class RatingAnswer(models.Model):
    """The parts of an answer, in its present and in each earlier form.

    `target` is the level that they think the city should reach; it is asked, as `confidence` is, where the assessment
    says so.
    """

    state = models.CharField(max_length=14, choices=RatingState, default=RatingState.NOT_ANSWERED)
    level = models.SmallIntegerField(null=True, blank=True)
    target = models.SmallIntegerField(null=True, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True, default="")
    comment = models.TextField(blank=True, max_length=COMMENT_LENGTH)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RatingState.RATED, level__isnull=False)
                | Q(
                    state__in=[RatingState.DONT_KNOW, RatingState.NOT_APPLICABLE, RatingState.NOT_ANSWERED],
                    level__isnull=True,
                ),
                name="%(class)s_level_with_rated_only",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=["", "low", "medium", "high"]), name="%(class)s_confidence_known"
            ),
        ]


class Carried(models.TextChoices):
    """How an answer came from the edition before, until its participant saves or confirms it."""

    REWORDED = "reworded", _("Reworded since you answered")
    TO_CONFIRM = "to_confirm", _("To confirm")


class Rating(CityOwned, RatingAnswer):
    """One participant's answer to one criterion in one round.

    The row is made with the invitation, as *not answered*: what a participant is asked is which rows they have.
    `carried` is empty for an answer of their own in this very wording; one that is to be confirmed does not count.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="ratings")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    carried = models.CharField(max_length=10, choices=Carried, blank=True, default="")

    class Meta:
        constraints = [
            *RatingAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["round", "participant", "criterion"], name="rating_once"),
            models.CheckConstraint(condition=Q(carried__in=["", *Carried.values]), name="rating_carried_known"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.criterion_id}"


class RatingChange(CityOwned, RatingAnswer):
    """One version of a rating. Written with every change and never altered.

    `on_behalf_of` is whose answer somebody else entered, a deputy for instance.
    """

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="changes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            *RatingAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["rating", "version"], name="rating_change_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rating_id} v{self.version}"
