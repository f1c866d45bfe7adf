"""Words stand in rows per language beside the thing they name; structure, weights and references stand once."""

from django.db import models


class Words(models.Model):
    """The words for one thing in one language."""

    language = models.CharField(max_length=12)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.language
