"""The log of who did what."""

from django.db import models

from cities.models.owned import CityOwned
from cities.models.user import User


class AuditEntry(CityOwned):
    """Who did what to what, when, in which request. Holds names of fields, never their values, and nobody's name."""

    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["city", "-at", "-id"], name="audit_newest_first")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
