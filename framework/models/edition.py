"""An edition, the files it was loaded from, and how its criteria came out of those of the edition before."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework.models.words import Words
from framework.rules.mapping import Kind


class Edition(models.Model):
    """One state of the framework. Immutable once published, in the database itself: ratings refer to its criteria.

    A shared one is there for every city, another only for those that were granted it. `replaces` is the edition that
    its mapping starts from, `extends` the one whose wording it changes.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")

    key = models.SlugField(unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    language = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    shared = models.BooleanField(default=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    extends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="extended_by")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "superseded"]), name="edition_status_known"
            )
        ]

    def __str__(self) -> str:
        return self.key


class EditionText(Words):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    notice = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="edition_text_once")]


class EditionFile(models.Model):
    """One of the files that an edition was loaded from, byte for byte: its export."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["edition", "path"], name="edition_file_once")]

    def __str__(self) -> str:
        return self.path


class CriterionMapping(models.Model):
    """What became of a criterion in the edition that replaces its own.

    Split: a row a child. Merged: a row an original. Dropped and new leave one reference empty.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="mappings")
    instrument = models.SlugField()
    old_ref = models.CharField(max_length=20, blank=True)
    new_ref = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=8)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "instrument", "old_ref", "new_ref"], name="mapping_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in Kind]),
                name="mapping_kind_known",
            ),
            models.CheckConstraint(
                condition=(Q(kind="dropped") & Q(new_ref="") & ~Q(old_ref=""))
                | (Q(kind="new") & Q(old_ref="") & ~Q(new_ref=""))
                | (Q(kind__in=["same", "reworded", "split", "merged"]) & ~Q(old_ref="") & ~Q(new_ref="")),
                name="mapping_has_its_refs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_ref} → {self.new_ref}"
