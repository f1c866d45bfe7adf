"""The guard of published editions outlives what happens to a whole database: migrations, a backup, a restore."""

import pytest

from tests.editions import first_sources, second_sources
from tests.scratch import Portal, empty_portal

pytestmark = pytest.mark.both

LOAD = """
from pathlib import Path
from django.core.management import call_command
call_command("load_framework", *sys.argv[1:], verbosity=0)
print("null")
"""
TRY = """
from django.db import IntegrityError, transaction
from framework.models import Criterion, CriterionText, Edition, Note
refused = []
for rows, change in (
    (Note.objects.filter(edition__key="small-2"), {"position": 7}),
    (CriterionText.objects.filter(criterion__instrument__edition__key="small"), {"statement": "Other words."}),
    (Edition.objects.filter(key="small"), {"status": "published"}),
):
    try:
        with transaction.atomic():
            rows.update(**change)
        refused.append("taken")
    except IntegrityError as error:
        refused.append(str(error).splitlines()[0])
print(json.dumps([refused, sorted(Edition.objects.values_list("key", "status")), Criterion.objects.count()]))
"""
REFUSAL = "a published edition stays as it is; give the changed one a new key"
FIXED = [[REFUSAL] * 3, [["small", "superseded"], ["small-2", "published"]], 12]


def written(folder, sources) -> str:
    for name, content in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder)


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Portal:
    """A portal with two editions, neither of which may change."""
    files = tmp_path_factory.mktemp("files")
    folders = [written(files / name, sources()) for name, sources in (("1", first_sources), ("2", second_sources))]
    with empty_portal(tmp_path_factory.mktemp("portal")) as made:
        made.manage("migrate", "-v0")
        made.ask(LOAD, *folders)
        yield made


def test_the_guard_stands_in_every_process(portal):
    assert portal.ask(TRY) == FIXED


def test_a_migration_that_remakes_guarded_tables_keeps_rows_and_guard(portal):
    """SQLite remakes a table for a new column: the triggers of all others would stop it, and its own would be gone."""
    before = portal.rows()
    remade = """
from django.apps import apps
from django.db import models
from django.db.models.signals import post_migrate, pre_migrate
config, before = apps.get_app_config("framework"), apps.get_model("framework", "Edition")._meta.get_field("source")
signal = {"app_config": config, "verbosity": 0, "interactive": False, "using": "default"}
pre_migrate.send(sender=config, plan=["something"], **signal)
after = before.clone()
after.set_attributes_from_name("source")
after.model, after.max_length = before.model, 300
with connection.schema_editor() as editor:
    editor.alter_field(before.model, before, after)
with connection.schema_editor() as editor:
    editor.alter_field(before.model, after, before)
post_migrate.send(sender=config, **signal)
print("null")
"""

    portal.ask(remade)

    after = portal.rows()
    assert after.pop("framework_edition")[0] == before.pop("framework_edition")[0]  # its columns stand in another order
    assert after == before
    assert portal.ask(TRY) == FIXED


def test_a_restored_portal_is_guarded_too(portal, tmp_path):
    portal.manage("backup", str(tmp_path / "made.tar.gz"), "-v0")

    with empty_portal(tmp_path / "empty") as empty, empty_portal(tmp_path / "migrated") as migrated:
        migrated.manage("migrate", "-v0")
        for target in (empty, migrated):
            target.manage("restore", str(tmp_path / "made.tar.gz"), "-v0")

            assert target.rows() == portal.rows()
            assert target.ask(TRY) == FIXED
            target.manage("migrate", "-v0")
            assert target.ask(TRY) == FIXED
