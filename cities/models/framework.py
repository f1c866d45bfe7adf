"""Which editions of the framework that are not for everybody a city may use."""

from django.db import models

from cities.models.owned import CityOwned
from framework.models import Edition


class EditionGrant(CityOwned):
    """A city may use an edition that is not shared."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "edition"], name="edition_grant_once")]

    def __str__(self) -> str:
        return str(self.edition)
