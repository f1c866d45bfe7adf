"""Every table at once, for new databases: one step instead of many. Those that are there go on step by step."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("assessments", "0001_initial"),
        ("assessments", "0002_initial"),
        ("assessments", "0003_alter_assessment_managers_and_more"),
        ("assessments", "0004_editions"),
        ("assessments", "0005_many_voices"),
        ("assessments", "0006_reviews"),
        ("assessments", "0007_shared_figures"),
        ("assessments", "0008_evidence_tokens"),
        ("assessments", "0009_review_handed_back"),
    ]

    initial = True

    dependencies = [
        ("cities", "0001_squashed_0005_shares_scores"),
        ("framework", "0001_squashed_0003_guidance"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self", "Self-assessment"),
                            ("workshop", "Workshop assessment"),
                            ("healthcheck", "Independent healthcheck"),
                            ("survey", "Pre-workshop survey"),
                        ],
                        default="self",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "minimum_group",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="smallest group shown",
                    ),
                ),
                ("consensus_threshold", models.FloatField(default=0.6)),
                ("coverage_threshold", models.FloatField(default=0.6)),
                ("created_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.edition"
                    ),
                ),
                (
                    "continues",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="continued_in",
                        to="assessments.assessment",
                    ),
                ),
                ("amber_from", models.PositiveSmallIntegerField(default=40)),
                ("amber_green_from", models.PositiveSmallIntegerField(default=60)),
                ("amber_red_from", models.PositiveSmallIntegerField(default=20)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("asks_comment", models.BooleanField(default=True)),
                ("asks_confidence", models.BooleanField(default=False)),
                ("asks_evidence", models.BooleanField(default=False)),
                ("asks_target", models.BooleanField(default=False)),
                ("divergence_threshold", models.PositiveSmallIntegerField(default=2)),
                ("green_from", models.PositiveSmallIntegerField(default=80)),
                ("is_consensus_only", models.BooleanField(default=False)),
                ("is_named", models.BooleanField(default=False)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["self", "workshop", "healthcheck", "survey"])),
                        name="assessment_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_group__gte", 3)), name="assessment_minimum_group_floor"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consensus_threshold__gte", 0),
                            ("consensus_threshold__lte", 1),
                            ("coverage_threshold__gte", 0),
                            ("coverage_threshold__lte", 1),
                        ),
                        name="assessment_thresholds_are_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amber_from__gt", models.F("amber_red_from")),
                            ("amber_green_from__gt", models.F("amber_from")),
                            ("amber_red_from__gt", 0),
                            ("green_from__gt", models.F("amber_green_from")),
                            ("green_from__lte", 100),
                        ),
                        name="assessment_bands_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("divergence_threshold__gte", 1)), name="assessment_divergence_at_least_one"
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="AssessmentGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_groups",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.group"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("assessment", "group"), name="assessment_group_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("closes_on", models.DateField(verbose_name="last day")),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="assessments.assessment"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "number"), name="round_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("opened_at__isnull", False), _connector="OR"),
                        name="round_opened_before_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revealed_at", None), ("closed_at__isnull", False), _connector="OR"),
                        name="round_closed_before_revealed",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                ("taken_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="assessments.round"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("round", "digest"), name="snapshot_content_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Awaited",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("groups", models.JSONField(default=list)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cities.invitation"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="awaited", to="assessments.round"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("round", "invitation"), name="awaited_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LockEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("locked", "Locked"),
                            ("overridden", "Locked while a reply was open"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lock_events",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "locked"),
                            models.Q(("kind__in", ["overridden", "reopened"]), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="lock_event_with_reason",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("sent", "Sent to its owner"),
                            ("accepted", "Accepted"),
                            ("challenged", "Challenged"),
                            ("decided", "Decided"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("level", models.SmallIntegerField(blank=True, null=True)),
                ("target", models.SmallIntegerField(blank=True, null=True)),
                ("target_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("dissent", models.TextField(blank=True, max_length=2000)),
                ("reply_by", models.DateField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, max_length=2000)),
                ("decision", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.criterion"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["drafted", "sent", "accepted", "challenged", "decided"])),
                        name="position_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("owner__isnull", False), ("reply_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="position_sent_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "decided"), _negated=True),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="position_decided_with_reason",
                    ),
                    models.UniqueConstraint(fields=("assessment", "criterion"), name="position_once"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PositionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("sent", "Sent to its owner"),
                            ("accepted", "Accepted"),
                            ("challenged", "Challenged"),
                            ("decided", "Decided"),
                        ],
                        default="drafted",
                        max_length=10,
                    ),
                ),
                ("level", models.SmallIntegerField(blank=True, null=True)),
                ("target", models.SmallIntegerField(blank=True, null=True)),
                ("target_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("dissent", models.TextField(blank=True, max_length=2000)),
                ("reply_by", models.DateField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, max_length=2000)),
                ("decision", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="assessments.position"
                    ),
                ),
            ],
            options={
                "ordering": ["version"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["drafted", "sent", "accepted", "challenged", "decided"])),
                        name="positionchange_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("owner__isnull", False), ("reply_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="positionchange_sent_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "decided"), _negated=True),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="positionchange_decided_with_reason",
                    ),
                    models.UniqueConstraint(fields=("position", "version"), name="position_change_once"),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Revealed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.criterion"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revealed_criteria",
                        to="assessments.round",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("round", "criterion"), name="criterion_revealed_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("summary", models.TextField(blank=True, max_length=4000)),
                ("asked_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="assessments.assessment"
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="cities.member"
                    ),
                ),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("handed_back_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("assessment", "reviewer"), name="review_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ReviewRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rated", "Rated"),
                            ("dont_know", "Not seen"),
                            ("not_applicable", "Not applicable"),
                            ("not_answered", "Not answered"),
                        ],
                        default="not_answered",
                        max_length=14,
                    ),
                ),
                ("level", models.SmallIntegerField(blank=True, null=True)),
                ("comment", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.criterion"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="assessments.review"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "criterion"), name="review_rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__isnull", False), ("state", "rated")),
                            models.Q(
                                ("level__isnull", True), ("state__in", ["dont_know", "not_applicable", "not_answered"])
                            ),
                            _connector="OR",
                        ),
                        name="review_rating_level_with_rated_only",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SharedFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quarter", models.DateField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="framework.edition"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "shared figures",
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "quarter"), name="shared_figures_once_a_quarter")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("public", "Public sector"),
                            ("private", "Private sector"),
                            ("third", "Third sector"),
                            ("academic", "Academic sector"),
                            ("community", "Community"),
                        ],
                        max_length=10,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="cities.member"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.organisation"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="assessments.round"
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("programme_manager", "Programme manager"),
                            ("facilitator", "Facilitator"),
                            ("leader", "Leader"),
                            ("reviewer", "Reviewer"),
                            ("observer", "Observer"),
                        ],
                        default="leader",
                        max_length=20,
                    ),
                ),
                (
                    "stands_in_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "member"), name="participant_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sector__in", ["public", "private", "third", "academic", "community"])),
                        name="participant_sector_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["administrator", "programme_manager", "facilitator", "leader", "reviewer", "observer"],
                            )
                        ),
                        name="participant_role_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rated", "Rated"),
                            ("dont_know", "Don’t know"),
                            ("not_applicable", "Not applicable"),
                            ("not_answered", "Not answered"),
                        ],
                        default="not_answered",
                        max_length=14,
                    ),
                ),
                ("level", models.SmallIntegerField(blank=True, null=True)),
                ("comment", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="framework.criterion"
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="assessments.participant",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="assessments.round"
                    ),
                ),
                (
                    "carried",
                    models.CharField(
                        blank=True,
                        choices=[("reworded", "Reworded since you answered"), ("to_confirm", "To confirm")],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("low", "Not sure"), ("medium", "Fairly sure"), ("high", "Sure")],
                        default="",
                        max_length=6,
                    ),
                ),
                ("target", models.SmallIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__isnull", False), ("state", "rated")),
                            models.Q(
                                ("level__isnull", True), ("state__in", ["dont_know", "not_applicable", "not_answered"])
                            ),
                            _connector="OR",
                        ),
                        name="rating_level_with_rated_only",
                    ),
                    models.UniqueConstraint(fields=("round", "participant", "criterion"), name="rating_once"),
                    models.CheckConstraint(
                        condition=models.Q(("carried__in", ["", "reworded", "to_confirm"])), name="rating_carried_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["", "low", "medium", "high"])),
                        name="rating_confidence_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RatingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("rated", "Rated"),
                            ("dont_know", "Don’t know"),
                            ("not_applicable", "Not applicable"),
                            ("not_answered", "Not answered"),
                        ],
                        default="not_answered",
                        max_length=14,
                    ),
                ),
                ("level", models.SmallIntegerField(blank=True, null=True)),
                ("comment", models.TextField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="assessments.rating"
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("low", "Not sure"), ("medium", "Fairly sure"), ("high", "Sure")],
                        default="",
                        max_length=6,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                ("target", models.SmallIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["version"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__isnull", False), ("state", "rated")),
                            models.Q(
                                ("level__isnull", True), ("state__in", ["dont_know", "not_applicable", "not_answered"])
                            ),
                            _connector="OR",
                        ),
                        name="ratingchange_level_with_rated_only",
                    ),
                    models.UniqueConstraint(fields=("rating", "version"), name="rating_change_once"),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__in", ["", "low", "medium", "high"])),
                        name="ratingchange_confidence_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DeliveryConfidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "band",
                    models.CharField(
                        choices=[
                            ("green", "green"),
                            ("amber-green", "amber-green"),
                            ("amber", "amber"),
                            ("amber-red", "amber-red"),
                            ("red", "red"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=4000)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="framework.group",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="confidences", to="assessments.review"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "delivery confidences",
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "group"), name="confidence_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("group", None)), fields=("review",), name="confidence_overall_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("band__in", ["green", "amber-green", "amber", "amber-red", "red"])),
                        name="confidence_band_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="address")),
                ("file", models.CharField(blank=True, max_length=200)),
                ("file_name", models.CharField(blank=True, max_length=150)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveIntegerField(default=0)),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="its date")),
                ("review_by", models.DateField(blank=True, null=True, verbose_name="review by")),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.rating",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.position",
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "ordering": ["added_at", "id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position__isnull", True), ("rating__isnull", False)),
                            models.Q(("position__isnull", False), ("rating__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_behind_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            ("removed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="evidence_is_somewhere",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("strength", "Strength"), ("concern", "Concern"), ("opportunity", "Opportunity")],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="framework.group",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="assessments.review"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["strength", "concern", "opportunity"])),
                        name="finding_kind_known",
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ParticipantLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.outgoingmail",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="assessments.participant"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [],
                "constraints": [],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "priority",
                    models.CharField(
                        choices=[("critical", "Critical"), ("essential", "Essential"), ("recommended", "Recommended")],
                        max_length=11,
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("not_taken_up", "Not taken up"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="framework.group",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="assessments.review",
                    ),
                ),
                ("status_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["critical", "essential", "recommended"])),
                        name="recommendation_priority_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "under_way", "done", "not_taken_up"])),
                        name="recommendation_status_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="RecommendationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("under_way", "Under way"),
                            ("done", "Done"),
                            ("not_taken_up", "Not taken up"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True, max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="assessments.recommendation",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="assessments.review",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("review", "recommendation"), name="follow_up_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
    ]
