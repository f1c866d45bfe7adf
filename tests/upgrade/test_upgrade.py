"""A database of each landed state migrates with its data, and its people find their pages."""

import gzip
import json
from pathlib import Path

import pytest

from tests.scratch import empty_portal

pytestmark = pytest.mark.both

FIXTURES = sorted(Path(__file__).parent.glob("landed-*.json.gz"))
FIRST = """
import gzip
from pathlib import Path
content = json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes()))
tables = {label: table for label, table in content["tables"].items() if table["rows"]}
"""
LOAD = f"""{FIRST}
from django.core.management.color import no_style
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
newest = dict(content["migrations"])  # of each app the last, as they are sorted
executor = MigrationExecutor(connection)
executor.loader.replace_migrations = False  # it was brought there step by step
executor.loader.build_graph()
executor.migrate(list(newest.items()))
then = executor.loader.project_state(list(newest.items())).apps
models = [then.get_model(label) for label in tables]
with transaction.atomic():
    for model, table in zip(models, tables.values()):
        fields = [next(field for field in model._meta.fields if field.attname == name) for name in table["fields"]]
        for field in fields:
            field.auto_now = field.auto_now_add = False
        rows = [
            model(**{{field.attname: field.to_python(value) for field, value in zip(fields, row)}})
            for row in table["rows"]
        ]
        model._base_manager.bulk_create(rows, batch_size=500)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
applied = sorted(MigrationRecorder(connection).applied_migrations())
print(json.dumps([list(one) for one in applied] == content["migrations"]))
"""
UPGRADE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("load_framework", verbosity=0)
call_command("demo", verbosity=0)
call_command("migrate", "--check", verbosity=0)
from framework.models import Edition
print(json.dumps(list(Edition.objects.values_list("key", "status"))))
"""
CHANGED = f"""{FIRST}
from django.apps import apps
changed, before, after = {{}}, {{}}, {{}}
with scopes_disabled():
    for label, table in tables.items():
        model = apps.get_model(label)
        kept = [field.attname for field in model._meta.concrete_fields if field.attname in table["fields"]]
        old = [dict(zip(table["fields"], row)) for row in table["rows"]]
        # PostgreSQL keeps the keys of JSON in an order of its own
        was = json.dumps([[row[name] for name in kept] for row in old], sort_keys=True)
        keys = [row["id"] for row in old]
        rows = [list(row) for row in model._base_manager.filter(pk__in=keys).order_by("pk").values_list(*kept)]
        before[label], after[label] = len(old), len(rows)
        now = json.dumps(rows, default=str, sort_keys=True)
        # the framework's own words may be better by now; its rows stay, for ratings refer to them
        if now != was and not label.startswith("framework."):
            changed[label] = [one for one in zip(json.loads(was), json.loads(now)) if one[0] != one[1]][:2]
print(json.dumps([before, after, changed]))
"""
PLACES = """
from assessments.models import Assessment
from reports.models import ReportJob
with scopes_disabled():
    shown = Assessment.objects.filter(rounds__revealed_at__isnull=False).values_list("pk", flat=True)
    print(json.dumps(["/c/demo/", "/c/demo/assessments/", "/c/demo/reports/"]
        + [f"/c/demo/assessments/{pk}/{page}" for pk in shown for page in ("", "people/", "results/")]
        + [f"/c/demo/reports/{job.pk}/{page}" for job in ReportJob.objects.all() for page in ("", "file/")]))
"""


def store_reports(fixture, media):
    """A fixture holds rows; its reports were a line long."""
    table = json.loads(gzip.decompress(fixture.read_bytes()))["tables"]["reports.ReportJob"]
    for row in table["rows"]:
        path = media / row[table["fields"].index("file")]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7")


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name.partition(".")[0])
def test_a_landed_database_is_brought_up_to_date_with_all_its_rows(fixture, tmp_path):
    with empty_portal(tmp_path / "portal") as portal:
        assert portal.ask(LOAD, str(fixture)) is True
        store_reports(fixture, portal.media)

        # what was a draft once is fixed from then on
        assert portal.ask(UPGRADE) == [["scf-2013", "published"]]

        before, after, changed = portal.ask(CHANGED, str(fixture))
        pages = portal.visit("ruth.penhale@demo.example", *portal.ask(PLACES))
    assert (after, changed) == (before, {})
    assert before["assessments.Rating"] == 3 * 36 * 47
    assert len(pages) == 3 + 2 * 3 + 2
    assert {path: status for path, (status, _) in pages.items() if status != 200} == {}


def test_a_fixture_is_small():
    assert [fixture.name for fixture in FIXTURES if fixture.stat().st_size > 400_000] == []
    assert len(FIXTURES) >= 1
