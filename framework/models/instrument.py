"""Instruments: what can be scored, in groups, on a scale."""

from django.db import models
from django.db.models import F, Q

from framework.models.edition import Edition
from framework.models.words import Words


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
    notes = models.ManyToManyField("framework.Note", related_name="criteria")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "ref"], name="criterion_ref_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="criterion_weight_positive"),
        ]

    def __str__(self) -> str:
        return self.ref


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
    """`anchors` say, by the value of the level as a text, what that level looks like for this criterion."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="texts")
    title = models.CharField(max_length=100)
    statement = models.TextField()
    meaning = models.TextField()
    evidence = models.TextField(blank=True)
    question = models.TextField(blank=True)
    anchors = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "language"], name="criterion_text_once")]
