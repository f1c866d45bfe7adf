"""The guard in the database itself: of an edition that is no draft, no row is added, changed or deleted.

It is built anew after every migration, for every table of this app that leads to an edition: a new one is guarded
without anybody remembering. A migration that has something to do runs without it: SQLite remakes tables, which loses
triggers and breaks on those of other tables, and a new column of a published edition must be filled.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.apps.config import AppConfig
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "a published edition stays as it is; give the changed one a new key"
EDITION = "framework_edition"
STANDING = ("status",)
"""What may change of an edition that is no draft, and only onwards: to superseded."""

TRIGGERS_SQLITE = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'fixed_*'"
TRIGGERS_POSTGRESQL = (
    "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND starts_with(tgname, 'fixed_')"
)


class Refusal(NamedTuple):
    """A kind of write to a table, and the condition in SQL on which it is refused."""

    table: str
    event: str
    condition: str


def guard(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Build the guard, once the app's tables stand. Receives `post_migrate`."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    build = build_sqlite if connection.vendor == "sqlite" else build_postgresql
    build(connection, [refusal for refusal in refusals(connection.vendor) if refusal.table in existing])


def unguard(sender: AppConfig, using: str, plan: object = (), **kwargs: Any) -> None:
    """Take the guard down where there is something to migrate; `guard` follows. Receives `pre_migrate`."""
    connection = connections[using]
    if not plan:
        return
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_SQLITE if sqlite else TRIGGERS_POSTGRESQL)
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")


def refusals(vendor: str) -> Iterator[Refusal]:
    """Yield every write that the database refuses."""
    for model in apps.get_app_config("framework").get_models(include_auto_created=True):
        table = model._meta.db_table
        if table == EDITION:
            continue
        old, new = is_fixed(model, "OLD"), is_fixed(model, "NEW")
        for event, condition in (("INSERT", new), ("UPDATE", f"{old} OR {new}"), ("DELETE", old)):
            yield Refusal(table, event, condition)
    edition = apps.get_model("framework", "Edition")
    columns = [field.column for field in edition._meta.concrete_fields if field.column not in STANDING]
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)
    backwards = "NEW.status = 'draft' OR (OLD.status = 'superseded' AND NEW.status <> 'superseded')"
    yield Refusal(EDITION, "UPDATE", f"OLD.status <> 'draft' AND ({changed} OR {backwards})")
    yield Refusal(EDITION, "DELETE", "OLD.status <> 'draft'")


def is_fixed(model: type[models.Model], row: str) -> str:
    """Return the condition that the edition of `row` is no draft."""
    return f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = {edition_of(model, row)} AND e.status <> 'draft')"  # noqa: S608  # names of ours


def edition_of(model: type[models.Model], row: str) -> str:
    """Return the SQL of the key of the edition that `row` of `model` belongs to."""
    own = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey) and not field.null]
    parent = next((field for field in own if field.name == "edition"), own[0])
    above = parent.related_model
    if above._meta.db_table == EDITION:
        return f"{row}.{parent.column}"
    table = above._meta.db_table
    return f"(SELECT {edition_of(above, table)} FROM {table} WHERE {table}.id = {row}.{parent.column})"  # noqa: S608  # names of ours


def build_sqlite(connection: BaseDatabaseWrapper, found: list[Refusal]) -> None:
    with connection.cursor() as cursor:
        for table, event, condition in found:
            name = f"fixed_{event.lower()}_{table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW"
                f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def build_postgresql(connection: BaseDatabaseWrapper, found: list[Refusal]) -> None:
    with connection.cursor() as cursor:
        for table, event, condition in found:
            name = f"fixed_{event.lower()}_{table}"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
                f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
                f" END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$"
            )
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
