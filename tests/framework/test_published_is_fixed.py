"""A published edition is fixed in the database itself: no table, no way in, on neither database."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from framework.models import Edition, Instrument, InstrumentText, Note, Term
from framework.models.guard import REFUSAL, TRIGGERS_POSTGRESQL, TRIGGERS_SQLITE, edition_of, refusals
from tests.accounts import operator_browser
from tests.editions import changed, first_sources, second_sources, stored

TABLES = list(apps.get_app_config("framework").get_models(include_auto_created=True))
GUARDED = [model for model in TABLES if model is not Edition]
every_table = pytest.mark.parametrize("model", GUARDED, ids=lambda model: model._meta.db_table)


@pytest.fixture(scope="module")
def three_editions(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        first, second = stored(first_sources()), stored(second_sources())
        sketch = changed(second_sources(), ("edition.yaml", "key: small-2", "key: sketch"))
        sketch = changed(sketch, ("edition.yaml", "status: published", "status: draft"))
        yield {"superseded": first.pk, "published": second.pk, "draft": stored(sketch).pk}
        transaction.set_rollback(True)


@pytest.fixture
def editions(three_editions, db):
    """Three editions with rows in every table, by their status. What a test does to them is undone."""
    return {status: Edition.objects.get(pk=pk) for status, pk in three_editions.items()}


def one_of(model, edition) -> int:
    """Return the key of a row that belongs to an edition."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE {edition_of(model, table)} = %s ORDER BY id", [edition.pk])  # noqa: S608  # names of ours
        found = cursor.fetchone()
    assert found, f"{edition} has no row in {table}"
    return found[0]


def ways(model, key):
    """Yield every way to write to a row: by name, a function."""
    table, rows = model._meta.db_table, models.QuerySet(model).filter(pk=key)
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    field = next(field for field in model._meta.concrete_fields if not field.primary_key)

    def sql(statement):  # of names of ours alone
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def again():
        row = rows.get()
        row.pk = None
        return row

    yield "save", lambda: rows.get().save()
    yield "update", lambda: rows.update(**{field.attname: getattr(rows.get(), field.attname)})
    yield "bulk_update", lambda: models.QuerySet(model).bulk_update([rows.get()], [field.name])
    yield "update by SQL", lambda: sql(f"UPDATE {table} SET {columns[0]} = {columns[0]} WHERE id = {key}")  # noqa: S608  # as above
    yield "insert", lambda: again().save(force_insert=True)
    yield "bulk_create", lambda: models.QuerySet(model).bulk_create([again()])
    listed = ", ".join(columns)
    insert = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} WHERE id = {key}"  # noqa: S608  # as above
    yield "insert by SQL", lambda: sql(insert)
    yield "delete", lambda: rows._raw_delete(connection.alias)
    yield "delete by SQL", lambda: sql(f"DELETE FROM {table} WHERE id = {key}")  # noqa: S608  # as above


def refused(act) -> bool:
    """Do something and undo it; tell whether the guard refused it."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return REFUSAL in str(error)
    return False


@every_table
@pytest.mark.parametrize("status", ["published", "superseded"])
def test_no_way_leads_into_a_table_of_a_published_edition(model, status, editions):
    edition = editions[status]
    if model._meta.model_name in ("criterionmapping", "keyoutput", "keyoutputtext", "keyoutput_notes"):
        edition = editions["published"]  # the first edition has none

    found = {name: refused(act) for name, act in ways(model, one_of(model, edition))}

    assert found == dict.fromkeys(found, True)
    assert len(found) == 9


@every_table
def test_a_draft_takes_everything(model, editions):
    key = one_of(model, editions["draft"])

    assert [name for name, act in ways(model, key) if refused(act)] == []


@every_table
def test_a_row_of_a_draft_cannot_be_led_into_a_published_edition(model, editions):
    parents = [field for field in model._meta.concrete_fields if field.is_relation and not field.null]
    parent = next((field for field in parents if field.name == "edition"), parents[0])
    above = parent.related_model
    published = editions["published"].pk if above is Edition else one_of(above, editions["published"])
    row = models.QuerySet(model).filter(pk=one_of(model, editions["draft"]))

    assert refused(lambda: row.update(**{parent.attname: published}))


def instead_of(model, key: int, other: int) -> str:
    """Return SQL that puts a copy of one row in the place of another, as each database can."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    listed = ", ".join(columns)
    copied = f"INTO {table} (id, {listed}) SELECT {key}, {listed} FROM {table} WHERE id = {other}"  # noqa: S608  # names of ours
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE {copied}"
    return f"INSERT {copied} ON CONFLICT (id) DO UPDATE SET {columns[0]} = EXCLUDED.{columns[0]}"


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.db_table)
def test_a_row_of_a_draft_cannot_take_the_place_of_a_published_one(model, editions):
    if model is Edition:
        key, other = editions["published"].pk, editions["draft"].pk
    else:
        key, other = (one_of(model, editions[status]) for status in ("published", "draft"))

    def act():
        with connection.cursor() as cursor:
            cursor.execute(instead_of(model, key, other))

    assert refused(act)


def test_a_whole_edition_is_refused_in_bulk(editions):
    texts = InstrumentText.objects.filter(instrument__edition=editions["published"])

    assert refused(lambda: texts.update(name="Another name"))
    assert refused(lambda: texts.delete())
    assert refused(lambda: Term.objects.get(edition=editions["published"], key="silo").notes.clear())
    assert refused(lambda: Edition.objects.filter(pk=editions["published"].pk)._raw_delete(connection.alias))
    assert refused(lambda: Edition.objects.all().update(source="elsewhere"))
    assert InstrumentText.objects.filter(name="Another name").count() == 0


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        ("draft", "published", False),
        ("published", "superseded", False),
        ("published", "draft", True),
        ("superseded", "published", True),
        ("superseded", "draft", True),
    ],
)
def test_the_standing_only_moves_onwards(before, after, is_refused, editions):
    row = Edition.objects.filter(pk=editions[before].pk)

    assert refused(lambda: row.update(status=after)) is is_refused


@pytest.mark.parametrize("name", ["key", "language", "source", "digest", "shared", "replaces", "extends"])
def test_nothing_else_of_a_published_edition_changes(name, editions):
    others = {"shared": False, "replaces": None, "extends": editions["superseded"]}
    row = Edition.objects.filter(pk=editions["published"].pk)

    assert refused(lambda: row.update(**{name: others.get(name, "other")}))


def guards() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_SQLITE if connection.vendor == "sqlite" else TRIGGERS_POSTGRESQL)
        return {name for name, _table in cursor.fetchall()}


def every_guard() -> set[str]:
    names = {f"fixed_{event}_{model._meta.db_table}" for model in GUARDED for event in ("insert", "update", "delete")}
    return names | {"fixed_update_framework_edition", "fixed_delete_framework_edition"}


def test_every_table_of_the_app_is_guarded(db):
    """One that is added later stands in this list by itself, and is guarded by itself."""
    assert guards() == every_guard()
    assert len(GUARDED) >= 31
    assert {refusal.table for refusal in refusals(connection.vendor)} == {model._meta.db_table for model in TABLES}


def test_migrating_again_keeps_the_guard_and_brings_back_what_is_lost(editions):
    note = Note.objects.filter(edition=editions["published"])
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON framework_note"
        cursor.execute(f"DROP TRIGGER fixed_update_framework_note{on}")
    assert not refused(lambda: note.update(position=7))

    call_command("migrate", verbosity=0)

    assert guards() == every_guard()
    assert refused(lambda: note.update(position=7))


def test_an_operator_looks_at_an_edition_and_changes_nothing(editions):
    before = list(Edition.objects.order_by("pk").values())
    client = operator_browser()

    for edition in editions.values():
        address = reverse("admin:framework_edition_change", args=[edition.pk])
        client.post(address, {"key": "mine", "status": "draft", "language": "de", "source": "x", "digest": "y"})

    assert list(Edition.objects.order_by("pk").values()) == before
    assert Instrument.objects.count() == 3
