"""The database's part of a backup: SQLite by its own backup call, PostgreSQL by its own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from scf_portal.backup.archive import BackupFault

# Not in a backup: who was signed in must not be so again after a restore, and a cache fills itself.
EPHEMERAL = ("django_session", "cache")
# Filled by migrations alone: a database with nothing else in it is empty.
BOOKKEEPING = ("django_migrations", "django_content_type", "auth_permission", "django_site")
LOCK_SECONDS = 10


def engine() -> str:
    return connection.vendor


def dump(target: Path) -> dict[str, int]:
    """Write all of one instant into `target`; return the rows by table. Others go on writing meanwhile."""
    return dump_sqlite(target) if engine() == "sqlite" else dump_postgresql(target)


def dump_sqlite(target: Path) -> dict[str, int]:
    with closing(open_sqlite()) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        kept = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in EPHEMERAL:
            if name in kept:
                copy.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of ours
        copy.commit()
        copy.execute("VACUUM")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        return {
            name: copy.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a table's own name
            for name in kept
            if name not in EPHEMERAL and not name.startswith("sqlite_")
        }


def open_sqlite() -> sqlite3.Connection:
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=20)


def dump_postgresql(target: Path) -> dict[str, int]:
    """The dump and the counts look at the same snapshot."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        without = [f"--exclude-table-data={name}" for name in EPHEMERAL]
        options = ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={target}"]
        run("pg_dump", *options, *without, connects=True)
        return row_counts()


def restore(dumped: Path) -> None:
    """Put the dump in place of all that the database holds, whole or not at all. Raises BackupFault."""
    tables, functions = connection.introspection.table_names(), own_functions()
    connections.close_all()
    if engine() == "sqlite":
        with closing(sqlite3.connect(dumped)) as source, closing(open_sqlite()) as target:
            source.backup(target)
        return
    script = dumped.with_suffix(".sql")
    run("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(dumped))
    drop = f"SET lock_timeout = '{LOCK_SECONDS}s';"
    if tables:
        drop += f"DROP TABLE {', '.join(map(connection.ops.quote_name, tables))} CASCADE;"
    if functions:
        drop += f"DROP FUNCTION {', '.join(functions)};"
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    run("psql", *options, f"--command={drop}", f"--file={script}", connects=True)


def own_functions() -> list[str]:
    """Return PostgreSQL’s functions that guard tables, by the names that they are given; all others are not ours."""
    if engine() == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            r" AND proname LIKE 'fixed\_%' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def run(tool: str, *arguments: str, connects: bool = False) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where no list of processes shows it."""
    program = shutil.which(tool)
    if program is None:
        message = f"{tool} is not on this machine: install the package postgresql-client."
        raise BackupFault(message)
    where, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, []) if connects else ([], {})
    done = subprocess.run(  # noqa: S603 - the arguments are this module's own
        [program, *arguments, *where[1:]], env=os.environ | (secrets or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        message = f"{tool} failed, and nothing was changed: {reason}"
        raise BackupFault(message)


def row_counts() -> dict[str, int]:
    """Return how many rows each table has, those a backup leaves out apart."""
    counts = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name not in EPHEMERAL:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - as above
                counts[name] = cursor.fetchone()[0]
    return counts


def is_empty() -> bool:
    """Tell whether nothing but the marks of migrations would be lost."""
    return not any(count for name, count in row_counts().items() if name not in BOOKKEEPING)


def migrations_applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def migrations_known() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}
