"""What cities have between them: the only rows of assessments that belong to no city."""

from django.db import models

from framework.models import Edition


class SharedFigures(models.Model):
    """The quartiles of all cities that share their scores of one edition, made once a quarter and never altered.

    `content` is what `queries.other_cities` writes. `quarter` is its first day, in UTC.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    quarter = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "shared figures"
        constraints = [models.UniqueConstraint(fields=["edition", "quarter"], name="shared_figures_once_a_quarter")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.quarter}"
