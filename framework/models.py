"""Tables of the framework: one edition's instruments, groups, criteria, scales and phases, and their words.

Words stand in rows per language beside the thing they name; structure, weights and references stand once.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One state of the framework. Immutable once published: ratings refer to its criteria."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")

    key = models.SlugField(unique=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    language = models.CharField(max_length=12)
    source = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "superseded"]), name="edition_status_known"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Scale(models.Model):
    """Ordered levels with values from `lowest` to `highest`, without gaps."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="scales")
    key = models.SlugField()
    lowest = models.SmallIntegerField()
    highest = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="scale_key_once"),
            models.CheckConstraint(condition=Q(lowest__lt=F("highest")), name="scale_has_two_levels"),
        ]

    def __str__(self) -> str:
        return self.key


class Level(models.Model):
    """One step of a scale."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="levels")
    value = models.SmallIntegerField()

    class Meta:
        ordering = ["value"]
        constraints = [models.UniqueConstraint(fields=["scale", "value"], name="level_value_once")]

    def __str__(self) -> str:
        return str(self.value)


class Instrument(models.Model):
    """A set of criteria that can be scored on one scale, such as the success-factor checklist."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="instruments")
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="instruments")
    key = models.SlugField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="instrument_key_once")]

    def __str__(self) -> str:
        return self.key


class Group(models.Model):
    """A part of an instrument: a factor at the top, a sub-factor below it."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="groups")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="groups")
    ref = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["instrument", "ref"], name="group_ref_once")]

    def __str__(self) -> str:
        return self.ref


class Criterion(models.Model):
    """One thing that is scored. (instrument key, ref) names it across editions and is never used again."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="criteria")
    group = models.ForeignKey(Group, models.CASCADE, related_name="criteria")
    ref = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "ref"], name="criterion_ref_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.ref


class Phase(models.Model):
    """One of the five phases of a roadmap."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="phases")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="phase_key_once")]

    def __str__(self) -> str:
        return self.key


class Words(models.Model):
    """The words for one thing in one language."""

    language = models.CharField(max_length=12)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.language


class EditionText(Words):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    notice = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="edition_text_once")]


class LevelText(Words):
    level = models.ForeignKey(Level, models.CASCADE, related_name="texts")
    label = models.CharField(max_length=60)
    descriptor = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "language"], name="level_text_once")]


class InstrumentText(Words):
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    summary = models.TextField()
    part = models.CharField(max_length=40, default="part")
    parts = models.CharField(max_length=40, default="parts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "language"], name="instrument_text_once")]


class GroupText(Words):
    group = models.ForeignKey(Group, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "language"], name="group_text_once")]


class CriterionText(Words):
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="texts")
    title = models.CharField(max_length=100)
    statement = models.TextField()
    help = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "language"], name="criterion_text_once")]


class PhaseText(Words):
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    purpose = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "language"], name="phase_text_once")]
