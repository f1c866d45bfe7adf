"""Every table at once, for new databases: one step instead of many. Those that are there go on step by step."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

import cities.models.city


class Migration(migrations.Migration):
    replaces = [
        ("cities", "0001_initial"),
        ("cities", "0002_people_and_mail"),
        ("cities", "0003_framework"),
        ("cities", "0004_reader_language"),
        ("cities", "0005_shares_scores"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("framework", "0001_squashed_0003_guidance"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Somebody already uses this e-mail address."},
                        max_length=254,
                        unique=True,
                        verbose_name="e-mail address",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                ("language", models.CharField(blank=True, default="", max_length=12, verbose_name="language")),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_lower_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="City",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="address")),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        max_length=60,
                        validators=[cities.models.city.check_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[("A4", "A4"), ("letter", "US letter")],
                        default="A4",
                        max_length=10,
                        verbose_name="paper size",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accent",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[cities.models.city.check_accent],
                        verbose_name="accent colour",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True, max_length=2, validators=[cities.models.city.check_country], verbose_name="country"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        default="EUR",
                        max_length=3,
                        validators=[cities.models.city.check_currency],
                        verbose_name="currency",
                    ),
                ),
                ("language", models.CharField(default="en-gb", max_length=12, verbose_name="language")),
                ("logo", models.CharField(blank=True, max_length=200)),
                (
                    "requires_second_factor",
                    models.BooleanField(default=False, verbose_name="second factor for those who run the programme"),
                ),
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
                ("shares_scores", models.BooleanField(default=False, verbose_name="comparison with other cities")),
            ],
            options={
                "verbose_name_plural": "cities",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("paper__in", ["A4", "letter"])), name="city_paper_known")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("fields", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                ("request_id", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["city", "-at", "-id"], name="audit_newest_first")],
                "constraints": [],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
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
                        verbose_name="sector",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "name"), name="organisation_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sector__in", ["public", "private", "third", "academic", "community"])),
                        name="organisation_sector_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.city",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["city", "-created_at", "-id"], name="mail_newest_first"),
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending"])), fields=["due_at"], name="mail_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["queued", "sending", "sent", "failed"])),
                        name="mail_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("status", "sent"), _negated=True), ("body", ""), _connector="OR"),
                        name="mail_sent_keeps_no_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("granted_at", models.DateTimeField()),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="framework.edition"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("city", "edition"), name="edition_grant_once")],
                "indexes": [],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job_title", models.CharField(blank=True, max_length=150, verbose_name="job title")),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="cities.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["user__name", "id"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("city", "user"), name="member_once")],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="MemberRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="cities.member"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "role"), name="member_role_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["administrator", "programme_manager", "facilitator", "leader", "reviewer", "observer"],
                            )
                        ),
                        name="member_role_known",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("job_title", models.CharField(blank=True, max_length=150, verbose_name="job title")),
                ("roles", models.JSONField(default=list)),
                ("invited_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "city",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.city"),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cities.member",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cities.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-invited_at", "-id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("city", "email"),
                        name="invitation_pending_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="invitation_accepted_or_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("member__isnull", False), _connector="OR"),
                        name="invitation_accepted_by_member",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=[("join", "Join the city")], max_length=10)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("was_mailed", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
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
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="cities.invitation"
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
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["join"])), name="personal_link_purpose_known"
                    )
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("guarded_base", django.db.models.manager.Manager()),
            ],
        ),
    ]
