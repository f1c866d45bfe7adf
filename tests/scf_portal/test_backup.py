"""Backup and restore of a real portal by its commands: from one database into another, byte for byte."""

from importlib import import_module

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection

from scf_portal.backup import databases
from scf_portal.backup.archive import BackupFault
from scf_portal.management.commands.restore import forget_sessions
from tests.scratch import Portal, empty_portal

pytestmark = pytest.mark.both

RUTH = "ruth.penhale@demo.example"
MAKE_REPORT = """
from django.utils import timezone
from assessments.models import Round
from cities.models import User
from reports import actions
from reports.models import ReportJob
from reports.tasks import render_report
with scopes_disabled():
    round_ = Round.objects.select_related("assessment__edition", "city").exclude(revealed_at=None).order_by("pk").last()
    job = actions.request_report(round_=round_, by=User.objects.get(email=sys.argv[1]), now=timezone.now())
    render_report(job_id=job.pk)
    job.refresh_from_db()
print(json.dumps([job.pk, job.status]))
"""
CHANGE = """
from cities.models import City, Organisation
with scopes_disabled():
    Organisation.objects.create(city=City.objects.get(), name="Made meanwhile", sector="private")
print("null")
"""


SESSIONS = "from django.contrib.sessions.models import Session as S; print(S.objects.count())"
SET_UP = """
from django.core.management import call_command
for command in ("migrate", "createcachetable", "load_framework", "demo"):
    call_command(command, verbosity=0)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A portal with the demo city and one finished report."""
    with empty_portal(tmp_path_factory.mktemp("source")) as portal:
        assert portal.ask(SET_UP + MAKE_REPORT, RUTH)[1] == "done"
        yield portal


@pytest.fixture(scope="module")
def pages(source):
    """What Ruth saw there; she is signed in since."""
    (report,) = [name for name in files_of(source) if "/reports/" in name]
    job = report.split("/")[-1].partition("-")[0]
    paths = ["/c/demo/", "/c/demo/assessments/", "/c/demo/reports/", f"/c/demo/reports/{job}/file/"]
    return source.visit(RUTH, *paths)


@pytest.fixture(scope="module")
def archive(source, pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backups")
    said = source.manage("backup", str(folder))
    (made,) = folder.iterdir()
    assert said == f"{made}: {made.stat().st_size // 1000} kB\n"
    return made


@pytest.fixture
def empty(tmp_path):
    with empty_portal(tmp_path / "target") as portal:
        yield portal


def files_of(portal: Portal) -> dict[str, bytes]:
    found = portal.media.rglob("*")
    return {path.relative_to(portal.media).as_posix(): path.read_bytes() for path in found if path.is_file()}


def test_a_restored_portal_is_the_same_portal(source, pages, archive, empty):
    said = empty.manage("restore", str(archive))

    assert empty.rows() == source.rows()
    assert files_of(empty) == files_of(source)
    assert said.startswith("Restored the backup of ")
    assert said.endswith(" and 4 files.\n")
    # who was signed in is so no more
    assert (source.ask(SESSIONS), empty.ask(SESSIONS)) == (1, 0)
    seen = empty.visit(RUTH, *pages)
    assert [status for status, _ in seen.values()] == [200] * 4
    file = list(pages)[-1]
    assert seen[file] == pages[file]
    assert [path.name for path in empty.media.iterdir() if path.name.startswith(".")] == []


def test_a_portal_that_is_there_is_given_up_only_on_demand(source, archive, empty):
    """One that was only migrated is no portal yet. Afterwards new rows get new numbers."""
    empty.manage("migrate", "-v0")
    empty.manage("restore", str(archive), "-v0")
    empty.ask(CHANGE)
    (empty.media / "1" / "newer.pdf").write_bytes(b"newer")
    before = empty.rows()

    refused = empty.manage("restore", str(archive), status=1)

    assert refused == (
        "CommandError: There is a portal here already. Add --replace to give up its database and all its files.\n"
    )
    assert empty.rows() == before != source.rows()
    assert (empty.media / "1" / "newer.pdf").exists()

    empty.manage("restore", str(archive), "--replace", "-v0")

    assert empty.rows() == source.rows()
    assert files_of(empty) == files_of(source)


def test_backups_in_a_folder_are_kept_up_to_a_number(source, archive, tmp_path):
    """The one just made stays, even where the clock was wrong before."""
    for name in ("portal-20270101T000000Z.tar.gz", "portal-99990102T000000Z.tar.gz", "portal-of-mine.tar.gz"):
        (tmp_path / name).touch()

    said = source.manage("backup", str(tmp_path), "--keep", "2")

    new = said.partition(":")[0].rpartition("/")[2]
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {new, "portal-99990102T000000Z.tar.gz", "portal-of-mine.tar.gz"}


# --- refusals, in this process ------------------------------------------------------------------------------


def refusal(*command, **options):
    with pytest.raises(CommandError) as refused:
        call_command(*command, **options)
    return str(refused.value)


def test_files_alone_are_a_portal_too(db, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "dump", lambda target: target.write_bytes(b"x") and {})
    call_command("backup", tmp_path / "a.tar.gz", verbosity=0)
    (settings.MEDIA_ROOT / "1").mkdir(parents=True)
    (settings.MEDIA_ROOT / "1" / "kept.pdf").write_bytes(b"kept")

    assert refusal("restore", tmp_path / "a.tar.gz").startswith("There is a portal here already.")
    assert (settings.MEDIA_ROOT / "1" / "kept.pdf").read_bytes() == b"kept"


def test_a_damaged_archive_changes_nothing(settings, tmp_path):
    """No database mark: it is not even looked at."""
    (settings.MEDIA_ROOT / "1").mkdir(parents=True)
    (tmp_path / "damaged.tar.gz").write_bytes(b"no archive")

    assert refusal("restore", tmp_path / "damaged.tar.gz", replace=True) == (
        "The archive is damaged or incomplete, or is no backup of this portal. Nothing was restored."
    )
    assert [path.name for path in settings.MEDIA_ROOT.iterdir()] == ["1"]


def test_a_backup_overwrites_nothing(tmp_path):
    (tmp_path / "mine.tar.gz").write_bytes(b"mine")

    assert refusal("backup", tmp_path / "mine.tar.gz") == f"{tmp_path}/mine.tar.gz is there already."
    assert (tmp_path / "mine.tar.gz").read_bytes() == b"mine"


def test_a_backup_does_not_stand_among_the_files(settings):
    settings.MEDIA_ROOT.mkdir(parents=True)

    assert refusal("backup", settings.MEDIA_ROOT) == "A backup cannot stand among the files it is of."


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert refusal("backup", tmp_path / "none" / "a.tar.gz") == (
        "The backup could not be written: No such file or directory."
    )


@pytest.mark.parametrize(("target", "keep"), [("file.tar.gz", 2), (".", 0)])
def test_keep_goes_with_a_folder_and_a_number(target, keep, tmp_path):
    assert refusal("backup", tmp_path / target, keep=keep) == "--keep takes a number from 1 on, and goes with a folder."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"engine": "oracle"}, "The archive is of oracle, and this portal runs on "),
        (
            {"migrations": ["cities.9999_new"]},
            "The archive is of a newer portal: this one does not know cities.9999_new.",
        ),
    ],
)
def test_an_archive_of_another_kind_of_portal_is_refused(change, words, db, settings, monkeypatch, tmp_path):
    monkeypatch.setattr(databases, "dump", lambda target: target.write_bytes(b"x") and {})
    real = databases.engine()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(databases, "engine", lambda: change.get("engine", real))
        elsewhere.setattr(databases, "migrations_applied", lambda: change.get("migrations", []))
        call_command("backup", tmp_path / "a.tar.gz", verbosity=0)

    assert refusal("restore", tmp_path / "a.tar.gz", replace=True).startswith(words)


def test_rows_that_went_missing_are_named(db, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(databases, "dump", lambda target: target.write_bytes(b"x") and {"cities_city": 7})
    monkeypatch.setattr(databases, "restore", lambda dump: None)
    monkeypatch.setattr(databases, "row_counts", lambda: {"cities_city": 6})
    call_command("backup", tmp_path / "a.tar.gz", verbosity=0)

    assert refusal("restore", tmp_path / "a.tar.gz", replace=True) == (
        "Restored, but these tables hold another number of rows than the manifest says: cities_city."
    )


def test_an_archive_of_an_older_portal_says_what_to_do_next(db, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(databases, "dump", lambda target: target.write_bytes(b"x") and {})
    monkeypatch.setattr(databases, "migrations_applied", lambda: ["cities.0001_initial"])
    monkeypatch.setattr(databases, "restore", lambda dump: None)
    monkeypatch.setattr(databases, "row_counts", dict)
    call_command("backup", tmp_path / "a.tar.gz", verbosity=0)

    call_command("restore", tmp_path / "a.tar.gz", replace=True)

    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "It is of an older portal. Run `manage.py migrate` and `manage.py load_framework` now."


def test_a_tool_that_is_missing_or_fails_is_named(monkeypatch):
    with pytest.raises(BackupFault, match=r"^pg_none is not on this machine: install the package postgresql-client.$"):
        databases.run("pg_none")
    with pytest.raises(BackupFault, match=r"^false failed, and nothing was changed: exit code 1$"):
        databases.run("false")


@pytest.mark.servers
def test_functions_of_others_in_the_same_schema_are_not_ours(db):
    with connection.cursor() as cursor:
        for name in ("fixedrate", "of_others"):
            cursor.execute(f"CREATE FUNCTION {name}() RETURNS int LANGUAGE sql AS 'SELECT 1'")

    found = databases.own_functions()

    assert "fixed_delete_framework_edition()" in found
    assert [name for name in found if not name.startswith("fixed_")] == []


@pytest.mark.servers
def test_who_was_signed_in_is_forgotten_by_the_cache_too(db, settings):
    """It is asked before the database, and would sign people in whom the restored portal does not know."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["who"] = "somebody"
    store.save()
    Session.objects.all().delete()
    assert import_module(settings.SESSION_ENGINE).SessionStore(store.session_key).load() == {"who": "somebody"}

    forget_sessions([store.session_key])

    assert import_module(settings.SESSION_ENGINE).SessionStore(store.session_key).load() == {}
