"""Frozen results: what a report is bound to."""

from django.db import models

from assessments.models.assessment import Round
from cities.models import CityOwned


class Snapshot(CityOwned):
    """A revealed round as counts, with the words and the version of the rules that read them. Never altered.

    `content` is what `assessments.rules.frozen` writes; the same content of a round is stored once.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "digest"], name="snapshot_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.digest[:12]}"
