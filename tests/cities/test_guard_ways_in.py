"""The guard on every way into the data that Django offers: managers, related managers, and keys set by hand."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import DatabaseError, IntegrityError, models, transaction
from django_scopes import scope, scopes_disabled

from cities.models import CityOwned, CityQuerySet, ForeignCity, Member, Organisation, OutgoingMail
from tests.factories import MemberFactory, OrganisationFactory, UserFactory
from tests.rows import OWNED, REFERENCES, has_city, made, stored

BOTH_MANAGERS = pytest.mark.parametrize("manager", ["objects", "guarded_base"])
EVERY_REFERENCE = pytest.mark.parametrize(("model", "name"), REFERENCES)
EVERY_MODEL = pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
OTHER_SIDES = [
    pytest.param(*reference.values, id=reference.id)
    for reference in REFERENCES
    if (field := reference.values[0]._meta.get_field(reference.values[1])).many_to_one and not field.remote_field.hidden
]


def values_of(row):
    """Return what a row holds, by field, as the arguments of a manager's `create`."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def all_rows(model):
    return list(models.QuerySet(model).order_by("pk").values())


def related(model, name, city):
    return stored(model._meta.get_field(name).related_model, city)


@BOTH_MANAGERS
@EVERY_REFERENCE
def test_a_manager_makes_no_row_that_refers_to_another_city(model, name, manager, refer, ours, theirs):
    row = refer(made(model, ours), name, related(model, name, theirs))
    values = values_of(row)
    before, rows = all_rows(model), getattr(model, manager)

    with scope(city=ours):
        for attempt in (
            lambda: rows.create(**values),
            lambda: rows.get_or_create(pk=-1, defaults=values),
            lambda: rows.update_or_create(pk=-1, defaults=values),
            lambda: rows.bulk_create([row]),
        ):
            with pytest.raises(ForeignCity), transaction.atomic():
                attempt()

    assert all_rows(model) == before


@BOTH_MANAGERS
@EVERY_REFERENCE
def test_a_manager_leads_no_row_to_another_city(model, name, manager, ours, theirs):
    row, other = stored(model, ours), related(model, name, theirs)
    before, rows = all_rows(model), getattr(model, manager)

    with scope(city=ours):
        for change in ({name: other}, {f"{name}_id": other.pk}):
            for attempt in (
                lambda change=change: rows.update_or_create(pk=row.pk, defaults=change),
                lambda change=change: rows.filter(pk=row.pk).update(**change),
            ):
                with pytest.raises(ForeignCity), transaction.atomic():
                    attempt()

    assert all_rows(model) == before


@EVERY_REFERENCE
def test_saving_the_reference_alone_passes_the_guard(model, name, refer, ours, theirs):
    row = refer(stored(model, ours), name, related(model, name, theirs))
    before = all_rows(model)

    for fields in ([name], [f"{name}_id"]):
        with pytest.raises(ForeignCity):
            row.save(update_fields=fields)

    assert all_rows(model) == before


@EVERY_REFERENCE
def test_a_row_does_not_change_city_in_memory_to_refer_to_another(model, name, refer, ours, theirs):
    row = refer(stored(model, ours), name, related(model, name, theirs))
    before = all_rows(model)
    row.city = theirs

    with pytest.raises(ForeignCity), transaction.atomic():
        row.save(update_fields=[name])

    assert all_rows(model) == before


@EVERY_REFERENCE
def test_a_row_that_was_stored_after_it_was_referred_to_is_looked_at_too(model, name, ours, theirs):
    """Django takes its key over on save, when the guard would have seen none."""
    row = made(model, ours)
    late = made(model._meta.get_field(name).related_model, theirs)
    setattr(row, name, late)
    late.save()
    assert getattr(row, f"{name}_id") is None

    with pytest.raises(ForeignCity):
        row.save()
    with scope(city=ours), pytest.raises(ForeignCity):
        model.objects.bulk_create([row])

    assert not models.QuerySet(model).filter(city=ours).exists()


@pytest.mark.parametrize(("model", "name"), OTHER_SIDES)
def test_the_other_side_of_a_reference_takes_no_row_of_our_city(model, name, ours, theirs):
    row, other = stored(model, ours), related(model, name, theirs)
    values = {key: value for key, value in values_of(made(model, ours)).items() if key != f"{name}_id"}
    before = all_rows(model)
    rows = getattr(other, model._meta.get_field(name).remote_field.get_accessor_name())

    with scope(city=ours):
        for attempt in (
            lambda: rows.add(row),
            lambda: rows.add(row, bulk=False),
            lambda: rows.set([row]),
            lambda: rows.create(**values),
            lambda: rows.get_or_create(pk=-1, defaults=values),
            lambda: rows.update_or_create(pk=-1, defaults=values),
            lambda: rows.bulk_create([model(**values, **{name: other})]),
        ):
            with pytest.raises(ForeignCity), transaction.atomic():
                attempt()

    assert all_rows(model) == before


def test_there_are_other_sides():
    assert {"cities.MemberRole.member", "assessments.Rating.participant"} <= {side.id for side in OTHER_SIDES}


@EVERY_MODEL
def test_a_key_set_by_hand_overwrites_no_row_of_another_city(model, ours, theirs):
    foreign = stored(model, theirs)
    twin, own = made(model, ours, pk=foreign.pk), stored(model, ours)
    before = all_rows(model)
    own.pk = foreign.pk
    field = own._meta.concrete_fields[-1].name

    for save in (twin.save, own.save, lambda: own.save(update_fields=[field])):
        with pytest.raises(ForeignCity), transaction.atomic():
            save()

    assert all_rows(model) == before


@BOTH_MANAGERS
@EVERY_MODEL
def test_a_bulk_insert_overwrites_no_row_of_another_city(model, manager, ours, theirs):
    twin = made(model, ours, pk=stored(model, theirs).pk)
    before, rows = all_rows(model), getattr(model, manager)
    conflicts = {"unique_fields": ["id"], "update_fields": ["city"]}

    with scope(city=ours):
        with pytest.raises(ForeignCity):
            rows.bulk_create([twin], update_conflicts=True, **conflicts)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.bulk_create([twin])
        rows.bulk_create([twin], ignore_conflicts=True)

    assert all_rows(model) == before


def test_a_row_that_is_gone_is_not_taken_for_one_of_another_city(ours):
    """Saving it is Django's own error, for the same reason as ever."""
    organisation = OrganisationFactory(city=ours)
    Organisation.guarded_base.filter(pk=organisation.pk).delete()

    with pytest.raises(DatabaseError, match="did not affect any rows"):
        organisation.save(update_fields=["name"])


def test_an_object_at_hand_that_is_no_longer_meant_does_not_vouch_for_another(ours, theirs):
    """The key is what is stored: an object whose own key has changed since says nothing about it."""
    own, foreign = OrganisationFactory(city=ours), OrganisationFactory(city=theirs)
    member = Member(city=ours, user=UserFactory(), organisation=foreign)
    foreign.pk, foreign.city = own.pk, ours

    with pytest.raises(ForeignCity):
        member.save()


def test_the_base_manager_is_the_one_that_guards():
    assert [model for model in OWNED if not isinstance(model._base_manager.all(), CityQuerySet)] == []


def test_rows_that_the_guard_does_not_see_refer_to_no_citys_rows():
    """What belongs to no city, and tables Django makes by itself, could join two cities."""
    unguarded = [model for model in apps.get_models(include_auto_created=True) if not issubclass(model, CityOwned)]
    references = [
        f"{model._meta.label}.{field.name}"
        for model in unguarded
        for field in model._meta.concrete_fields
        if field.is_relation and has_city(field.related_model)
    ]

    assert references == []


def test_no_row_of_a_city_refers_to_just_anything():
    """A generic foreign key names its table in a row; the guard looks at keys whose table is known."""
    assert [model for model in OWNED if any(isinstance(f, GenericForeignKey) for f in model._meta.private_fields)] == []


def test_a_link_may_refer_to_a_mail_of_no_city(ours):
    """Mails about signing in belong to none; such a mail tells nothing about another city."""
    link = stored(apps.get_model("cities.PersonalLink"), ours)
    mail = made(OutgoingMail, None)
    mail.save()
    link.mail = mail

    link.save(update_fields=["mail"])

    assert models.QuerySet(type(link)).get().mail == mail


def test_a_member_is_given_roles_of_their_own_city_from_the_other_side(ours):
    with scope(city=ours):
        member = MemberFactory(city=ours, roles=["observer"])
        member.roles.create(city=ours, role="reviewer")

    with scopes_disabled():
        assert sorted(role.role for role in member.roles.all()) == ["observer", "reviewer"]
