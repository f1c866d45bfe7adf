"""What people offer as evidence: a link or a file, with its own date."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.position import Position
from assessments.models.rating import Rating
from cities.models import CityOwned, User


class Evidence(CityOwned):
    """A link or a file behind a rating, or behind the reply to a position: one of the two.

    `token` names it in addresses: numbers would tell how much there is, and invite trying the next.
    `file` is its path under the media folder, empty for a link; `dated_on` is the date of the evidence itself,
    `review_by` when somebody should look whether it still holds. What was removed has no file any more.
    """

    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    rating = models.ForeignKey(Rating, models.CASCADE, null=True, blank=True, related_name="evidence")
    position = models.ForeignKey(Position, models.CASCADE, null=True, blank=True, related_name="evidence")
    title = models.CharField(_("title"), max_length=150)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    file = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    dated_on = models.DateField(_("its date"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=False, position__isnull=True)
                | Q(rating__isnull=True, position__isnull=False),
                name="evidence_behind_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(file="") | Q(removed_at__isnull=False), name="evidence_is_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return self.title
