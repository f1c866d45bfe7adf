"""The guard: no row of one city ever refers to a row of another. Every model and every reference is tried."""

import pytest
from django.db import models, transaction
from django_scopes import ScopeError, scope, scopes_disabled

from cities.models import ForeignCity, MemberRole, Organisation
from tests.factories import MemberFactory, OrganisationFactory
from tests.rows import OWNED, REFERENCES, made, stored


def test_the_references_are_found():
    """A guard that looked at nothing would pass everything below."""
    assert {
        "cities.Member.organisation",
        "cities.PersonalLink.mail",
        "assessments.Rating.participant",
        "reports.ReportJob.snapshot",
    } <= {reference.id for reference in REFERENCES}
    assert len(REFERENCES) >= 12


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_a_row_whose_references_stay_in_its_city_is_stored(model, ours):
    row = stored(model, ours)

    with scope(city=ours):
        assert model.objects.get() == row
        assert model.objects.bulk_update([row], [model._meta.fields[-1].name]) == 1


@pytest.mark.parametrize(("model", "name"), REFERENCES)
def test_a_row_that_refers_to_another_city_is_not_saved(model, name, refer, ours, theirs):
    row = made(model, ours)
    refer(row, name, stored(model._meta.get_field(name).related_model, theirs))

    with scope(city=ours), pytest.raises(ForeignCity):
        row.save()

    with scopes_disabled():
        assert not model.objects.filter(city=ours).exists()


@pytest.mark.parametrize(("model", "name"), REFERENCES)
def test_rows_that_refer_to_another_city_are_not_created_in_bulk(model, name, refer, ours, theirs):
    sound, foreign = made(model, ours), made(model, ours)
    refer(foreign, name, stored(model._meta.get_field(name).related_model, theirs))

    with scope(city=ours), pytest.raises(ForeignCity):
        model.objects.bulk_create([sound, foreign])

    with scopes_disabled():
        assert not model.objects.filter(city=ours).exists()


@pytest.mark.parametrize(("model", "name"), REFERENCES)
def test_rows_are_not_led_to_another_city_in_bulk(model, name, refer, ours, theirs):
    row = stored(model, ours)
    before = getattr(row, f"{name}_id")
    other = stored(model._meta.get_field(name).related_model, theirs)
    refer(row, name, other)

    with scope(city=ours):
        with pytest.raises(ForeignCity):
            model.objects.bulk_update([row], [name])
        for key, value in ((name, other), (f"{name}_id", other.pk)):
            with pytest.raises(ForeignCity):
                model.objects.update(**{key: value})
        assert getattr(model.objects.get(), f"{name}_id") == before


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_a_row_stays_in_its_city(model, ours, theirs):
    """Even where it refers to nothing: rows of its city may refer to it."""
    row = stored(model, ours)

    with scope(city=ours):
        for key, value in (("city", theirs), ("city_id", theirs.pk)):
            with pytest.raises(ForeignCity):
                model.objects.update(**{key: value})
        row.city = theirs
        for save in (row.save, lambda: row.save(update_fields=["city"])):
            with pytest.raises(ForeignCity), transaction.atomic():
                save()
        with pytest.raises(ForeignCity):
            model.objects.bulk_update([row], ["city"])
        assert model.objects.get().city == ours


def test_saving_other_fields_of_a_row_costs_no_look_at_its_city(ours, count_queries):
    organisation = OrganisationFactory(city=ours)

    with count_queries() as queries:
        organisation.save(update_fields=["name"])

    assert len(queries) == 1


def test_rows_known_by_id_cost_one_query_a_reference_however_many_they_are(ours, count_queries):
    with scope(city=ours):
        members = [MemberFactory(city=ours) for _ in range(5)]
        rows = [MemberRole(city_id=ours.pk, member_id=member.pk, role="observer") for member in members]

        with count_queries() as queries:
            MemberRole.objects.bulk_create(rows)

    assert len(queries) == 2


def test_a_row_of_another_city_is_not_made_from_the_other_side_of_a_reference(ours, theirs):
    with scope(city=ours):
        member = MemberFactory(city=ours, roles=["observer"])
        with pytest.raises(ForeignCity):
            member.roles.create(city=theirs, role="reviewer")

        assert [own.role for own in member.roles.all()] == ["observer"]


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_outside_a_scope_nothing_is_read_and_nothing_written_past_the_guard(model, ours):
    row = stored(model, ours)
    attempts = [
        lambda: list(model.objects.all()),
        lambda: model.objects.get(pk=row.pk),
        lambda: model.objects.count(),
        lambda: model.objects.exists(),
        lambda: model.objects.contains(row),
        lambda: model.objects.in_bulk(),
        lambda: model.objects.explain(),
        lambda: model.objects.bulk_create([made(model, ours)]),
        lambda: model.objects.bulk_update([row], ["city"]),
        lambda: model.objects.update(city=ours),
        lambda: model.objects.filter(pk=row.pk).delete(),
    ]

    for attempt in attempts:
        with pytest.raises(ScopeError):
            attempt()


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_inside_a_scope_only_rows_of_that_city_are_there(model, ours, theirs):
    own, foreign = stored(model, ours), stored(model, theirs)

    with scope(city=ours):
        assert set(model.objects.all()) & {own, foreign} == {own}
        assert not model.objects.filter(pk=foreign.pk).exists()
    with scope(city=theirs):
        assert set(model.objects.all()) & {own, foreign} == {foreign}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_the_way_to_the_city_protects_it(model, ours):
    """A city with anything in it cannot be deleted by mistake."""
    stored(model, ours)

    with pytest.raises(models.ProtectedError):
        ours.delete()


def test_organisations_of_two_cities_may_share_a_name(ours, theirs):
    for city in (ours, theirs):
        OrganisationFactory(city=city, name="Chamber of trade")

    with scopes_disabled():
        assert Organisation.objects.filter(name="Chamber of trade").count() == 2
