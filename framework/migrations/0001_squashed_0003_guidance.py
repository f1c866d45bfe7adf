"""Every table at once, for new databases: one step instead of many. Those that are there go on step by step."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("framework", "0001_initial"), ("framework", "0002_words_for_parts"), ("framework", "0003_guidance")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("superseded", "Superseded")],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("source", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "extends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extended_by",
                        to="framework.edition",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="framework.edition",
                    ),
                ),
                ("shared", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["draft", "published", "superseded"])),
                        name="edition_status_known",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="framework.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="phase_key_once")],
            },
        ),
        migrations.CreateModel(
            name="PhaseText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("purpose", models.TextField()),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.phase"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("phase", "language"), name="phase_text_once")],
            },
        ),
        migrations.CreateModel(
            name="Scale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("lowest", models.SmallIntegerField()),
                ("highest", models.SmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scales", to="framework.edition"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("edition", "key"), name="scale_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lowest__lt", models.F("highest"))), name="scale_has_two_levels"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=100)),
                ("notice", models.TextField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.edition"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("edition", "language"), name="edition_text_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="components", to="framework.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "ref"), name="component_ref_once")],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="framework.component"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("component", "key"), name="area_key_once")],
            },
        ),
        migrations.CreateModel(
            name="ComponentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("summary", models.TextField()),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.component"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("component", "language"), name="component_text_once")],
            },
        ),
        migrations.CreateModel(
            name="CriterionMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instrument", models.SlugField()),
                ("old_ref", models.CharField(blank=True, max_length=20)),
                ("new_ref", models.CharField(blank=True, max_length=20)),
                ("kind", models.CharField(max_length=8)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mappings", to="framework.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "instrument", "old_ref", "new_ref"), name="mapping_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["same", "reworded", "split", "merged", "dropped", "new"])),
                        name="mapping_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "dropped"), ("new_ref", ""), models.Q(("old_ref", ""), _negated=True)),
                            models.Q(("kind", "new"), ("old_ref", ""), models.Q(("new_ref", ""), _negated=True)),
                            models.Q(
                                ("kind__in", ["same", "reworded", "split", "merged"]),
                                models.Q(("old_ref", ""), _negated=True),
                                models.Q(("new_ref", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="mapping_has_its_refs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="framework.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "path"), name="edition_file_once")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="framework.area",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="framework.component"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="framework.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "ref"), name="note_ref_once")],
            },
        ),
        migrations.CreateModel(
            name="NoteText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("context", models.TextField()),
                ("need", models.TextField()),
                ("discussion", models.JSONField()),
                ("recommendations", models.JSONField()),
                ("further", models.JSONField(default=list)),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.note"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("note", "language"), name="note_text_once")],
            },
        ),
        migrations.CreateModel(
            name="StarterAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="starter_actions",
                        to="framework.edition",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="starter_actions", to="framework.note"
                    ),
                ),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="starter_actions",
                        to="framework.phase",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="starter_action_once")],
            },
        ),
        migrations.CreateModel(
            name="StarterActionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=100)),
                ("what", models.TextField()),
                ("owner", models.CharField(max_length=200)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.starteraction"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "language"), name="starter_action_text_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                ("marked", models.BooleanField(default=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="framework.edition"
                    ),
                ),
                ("notes", models.ManyToManyField(related_name="terms", to="framework.note")),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="term_key_once")],
            },
        ),
        migrations.CreateModel(
            name="TermText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=100)),
                ("also", models.JSONField(default=list)),
                ("definition", models.TextField()),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.term"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("term", "language"), name="term_text_once")],
            },
        ),
        migrations.CreateModel(
            name="AreaText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("summary", models.TextField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.area"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("area", "language"), name="area_text_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.SmallIntegerField()),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="framework.scale"
                    ),
                ),
            ],
            options={
                "ordering": ["value"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("scale", "value"), name="level_value_once")],
            },
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("source", models.CharField(max_length=200)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="instruments", to="framework.edition"
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="instruments", to="framework.scale"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("edition", "key"), name="instrument_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                ("source", models.CharField(max_length=200)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="framework.group",
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="groups", to="framework.instrument"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("instrument", "ref"), name="group_ref_once")],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                ("source", models.CharField(max_length=200)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="framework.group"
                    ),
                ),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="framework.instrument"
                    ),
                ),
                ("notes", models.ManyToManyField(related_name="criteria", to="framework.note")),
            ],
            options={
                "verbose_name_plural": "criteria",
                "ordering": ["position"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("instrument", "ref"), name="criterion_ref_once"),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="criterion_weight_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstrumentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("summary", models.TextField()),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.instrument"
                    ),
                ),
                ("part", models.CharField(default="part", max_length=40)),
                ("parts", models.CharField(default="parts", max_length=40)),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("instrument", "language"), name="instrument_text_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("label", models.CharField(max_length=60)),
                ("descriptor", models.TextField()),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.level"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("level", "language"), name="level_text_once")],
            },
        ),
        migrations.CreateModel(
            name="CriterionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=100)),
                ("statement", models.TextField()),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.criterion"
                    ),
                ),
                ("meaning", models.TextField()),
                ("anchors", models.JSONField(default=dict)),
                ("evidence", models.TextField(blank=True)),
                ("question", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("criterion", "language"), name="criterion_text_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="GroupText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.group"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("group", "language"), name="group_text_once")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Linkage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="linkages", to="framework.note"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="linked_from", to="framework.note"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("note", "to"), name="linkage_once"),
                    models.CheckConstraint(
                        condition=models.Q(("note", models.F("to")), _negated=True), name="linkage_leads_elsewhere"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeyOutput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "phase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outputs", to="framework.phase"
                    ),
                ),
                ("notes", models.ManyToManyField(related_name="outputs", to="framework.note")),
            ],
            options={
                "ordering": ["position"],
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("phase", "key"), name="key_output_once")],
            },
        ),
        migrations.CreateModel(
            name="KeyOutputText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("what", models.TextField()),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.keyoutput"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("output", "language"), name="key_output_text_once")],
            },
        ),
        migrations.CreateModel(
            name="LinkageText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("why", models.CharField(max_length=200)),
                (
                    "linkage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="framework.linkage"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("linkage", "language"), name="linkage_text_once")],
            },
        ),
    ]
