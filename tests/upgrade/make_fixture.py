"""Writes what a database of the code in PYTHONPATH holds after its demo: every row, and the migrations behind it.

Run by bin/upgrade-fixture in a copy of the landed code, so it may use nothing newer than that.
"""

import gzip
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scf_portal.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from assessments.models import Round  # noqa: E402 - Django comes first
from cities.models import User  # noqa: E402
from reports import actions  # noqa: E402

REMADE = ("contenttypes.ContentType", "auth.Permission", "sessions.Session")


def fill():
    for command in ("migrate", "load_framework", "demo"):
        call_command(command, verbosity=0)
    now, by = timezone.now(), User.objects.get(email="ruth.penhale@demo.example")
    round_ = Round.objects.select_related("assessment__edition", "city").exclude(revealed_at=None).order_by("pk").last()
    job = actions.request_report(round_=round_, by=by, now=now)
    actions.finish(job=actions.claim(job_id=job.pk, now=now), content=b"%PDF-1.7", pages=1, now=now)


def table_of(model):
    names = [field.attname for field in model._meta.concrete_fields]
    return {"fields": names, "rows": [list(row) for row in model._base_manager.order_by("pk").values_list(*names)]}


with scopes_disabled():
    fill()
    content = {
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "tables": {
            model._meta.label: table_of(model) for model in apps.get_models() if model._meta.label not in REMADE
        },
    }
text = json.dumps(content, default=str, ensure_ascii=False, separators=(",", ":"))  # dates and decimals
Path(sys.argv[1]).write_bytes(gzip.compress(text.encode(), mtime=0))
