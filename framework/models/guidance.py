"""The guidance: components, areas, notes and the linkages between them, the glossary, phases and starter actions.

The parts of a note that hold structure (discussion, recommendations, further reading) are JSON in the shapes of
`framework.rules.guidance`; what other rows point at has rows of its own.
"""

from django.db import models
from django.db.models import F, Q

from framework.models.edition import Edition
from framework.models.words import Words


class Component(models.Model):
    """One of the parts that the framework is made of, such as [B]."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="components")
    ref = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "ref"], name="component_ref_once")]

    def __str__(self) -> str:
        return self.ref


class Area(models.Model):
    """A part of a component, such as service management."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="areas")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["component", "key"], name="area_key_once")]

    def __str__(self) -> str:
        return self.key


class Note(models.Model):
    """A guidance note. (edition, ref) names it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="notes")
    component = models.ForeignKey(Component, models.CASCADE, related_name="notes")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="notes")
    ref = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "ref"], name="note_ref_once")]

    def __str__(self) -> str:
        return self.ref


class Linkage(models.Model):
    """A directed edge between two notes; the words why are its text."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="linkages")
    to = models.ForeignKey(Note, models.CASCADE, related_name="linked_from")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "to"], name="linkage_once"),
            models.CheckConstraint(condition=~Q(note=F("to")), name="linkage_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} → {self.to_id}"


class Term(models.Model):
    """An entry of the glossary. One that is an everyday word besides is not `marked` in texts."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="terms")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    marked = models.BooleanField(default=True)
    notes = models.ManyToManyField(Note, related_name="terms")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="term_key_once")]

    def __str__(self) -> str:
        return self.key


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


class KeyOutput(models.Model):
    """What a phase should bring about."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="outputs")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()
    notes = models.ManyToManyField(Note, related_name="outputs")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["phase", "key"], name="key_output_once")]

    def __str__(self) -> str:
        return self.key


class StarterAction(models.Model):
    """Something a city can begin with, taken from a note."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="starter_actions")
    note = models.ForeignKey(Note, models.CASCADE, related_name="starter_actions")
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="starter_actions")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="starter_action_once")]

    def __str__(self) -> str:
        return self.key


class ComponentText(Words):
    component = models.ForeignKey(Component, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    summary = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "language"], name="component_text_once")]


class AreaText(Words):
    area = models.ForeignKey(Area, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    summary = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "language"], name="area_text_once")]


class NoteText(Words):
    """`discussion`, `recommendations` and `further` have the shapes of `framework.rules.guidance`."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    context = models.TextField()
    need = models.TextField()
    discussion = models.JSONField()
    recommendations = models.JSONField()
    further = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "language"], name="note_text_once")]


class LinkageText(Words):
    linkage = models.ForeignKey(Linkage, models.CASCADE, related_name="texts")
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["linkage", "language"], name="linkage_text_once")]


class TermText(Words):
    """`also` are the other forms in which texts use the term."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=100)
    also = models.JSONField(default=list)
    definition = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "language"], name="term_text_once")]


class PhaseText(Words):
    phase = models.ForeignKey(Phase, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    purpose = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "language"], name="phase_text_once")]


class KeyOutputText(Words):
    output = models.ForeignKey(KeyOutput, models.CASCADE, related_name="texts")
    name = models.CharField(max_length=200)
    what = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["output", "language"], name="key_output_text_once")]


class StarterActionText(Words):
    action = models.ForeignKey(StarterAction, models.CASCADE, related_name="texts")
    title = models.CharField(max_length=100)
    what = models.TextField()
    owner = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "language"], name="starter_action_text_once")]
