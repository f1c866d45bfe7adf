"""Every table at once, for new databases: one step instead of many. Those that are there go on step by step."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_alter_reportjob_managers"),
        ("reports", "0003_guide"),
        ("reports", "0004_once_a_language"),
    ]

    initial = True

    dependencies = [
        ("assessments", "0001_squashed_0009_review_handed_back"),
        ("cities", "0001_squashed_0005_shares_scores"),
        ("framework", "0001_squashed_0003_guidance"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("healthcheck", "Health check"), ("guide", "Guidance")], max_length=20),
                ),
                ("template_version", models.PositiveSmallIntegerField()),
                ("requested_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being made"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("file", models.CharField(blank=True, max_length=200)),
                ("pages", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.snapshot",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="framework.edition",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12)),
                ("note", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "ordering": ["-requested_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["queued", "running", "done", "failed"])),
                        name="report_job_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="report_job_progress_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_job_done_has_file",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digest", ""), _negated=True),
                        fields=("city", "kind", "digest", "template_version"),
                        name="report_job_digest_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("edition", None), ("kind", "healthcheck"), ("snapshot__isnull", False)),
                            models.Q(("edition__isnull", False), ("kind", "guide"), ("snapshot", None)),
                            _connector="OR",
                        ),
                        name="report_job_prints_something",
                    ),
                    models.UniqueConstraint(
                        fields=("city", "kind", "snapshot", "language", "template_version"), name="report_job_once"
                    ),
                ],
                "indexes": [],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
    ]
