"""Cities and members come by actions, and each leaves its audit row."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scope, scopes_disabled

from cities.actions import add_member, create_city, record_audit
from cities.models import AuditEntry, City, ForeignCity, Member, MemberRole, Organisation, Role, Sector
from cities.queries import cities_of
from tests.factories import CityFactory, MemberFactory, OrganisationFactory, UserFactory

NOW = datetime(2027, 3, 28, 12, tzinfo=UTC)


def create(**changes):
    details = {
        "name": "Merrow",
        "slug": "merrow",
        "time_zone": "Europe/London",
        "organisation": "City hall",
        "sector": Sector.PUBLIC,
        "now": NOW,
    }
    return create_city(**details | changes)


def audit():
    fields = ("city__slug", "actor__name", "verb", "object_type", "object_id", "fields", "at")
    return list(AuditEntry.objects.order_by("pk").values_list(*fields))


def test_a_city_comes_with_an_organisation_and_an_administrator(db):
    user = UserFactory(name="Mo")

    city = create(administrator=user)

    with scope(city=city):
        member = Member.objects.get()
        assert (city.name, city.slug, city.time_zone, city.paper) == ("Merrow", "merrow", "Europe/London", "A4")
        assert Organisation.objects.values_list("name", "sector").get() == ("City hall", "public")
        assert (member.user, member.organisation.name, member.job_title) == (user, "City hall", "")
        assert [role.role for role in member.roles.all()] == ["administrator"]
        assert audit() == [
            ("merrow", None, "created", "cities.city", city.pk, [], NOW),
            ("merrow", None, "added", "cities.organisation", member.organisation_id, ["name", "sector"], NOW),
            ("merrow", None, "added", "cities.member", member.pk, ["organisation", "roles"], NOW),
        ]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"time_zone": "Europe/Atlantis"}, {"time_zone": ["There is no time zone “Europe/Atlantis”."]}),
        ({"slug": "taken"}, {"slug": ["City with this Address already exists."]}),
        (
            {"slug": "two words"},
            {
                "slug": [
                    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
                ]
            },
        ),
    ],
)
def test_a_city_with_a_wrong_setting_is_not_created(changes, errors, db):
    CityFactory(slug="taken")

    with pytest.raises(ValidationError) as refused:
        create(administrator=UserFactory(), **changes)

    assert refused.value.message_dict == errors
    assert [city.slug for city in City.objects.all()] == ["taken"]


def test_a_member_gets_roles_a_title_and_an_audit_row(cast):
    user, guild = UserFactory(name="Mo"), OrganisationFactory(city=cast.city, name="Guild")

    member = add_member(
        city=cast.city,
        user=user,
        organisation=guild,
        roles=[Role.LEADER, Role.REVIEWER],
        job_title="Chair",
        by=cast.ada.user,
        now=NOW,
    )

    assert (member.user, member.organisation, member.job_title) == (user, guild, "Chair")
    assert sorted(role.role for role in member.roles.all()) == ["leader", "reviewer"]
    assert audit() == [("ourtown", "Ada", "added", "cities.member", member.pk, ["organisation", "roles"], NOW)]


def test_roles_of_a_member_add_up_and_stand_once(cast):
    details = {"city": cast.city, "user": cast.chi.user, "organisation": cast.chi.organisation, "by": None, "now": NOW}
    add_member(**details, roles=[Role.LEADER], job_title="Director")
    again = add_member(**details, roles=[Role.LEADER, Role.REVIEWER])

    assert again == cast.chi
    assert again.job_title == "Director"
    assert sorted(role.role for role in again.roles.all()) == ["leader", "reviewer"]
    assert Member.objects.filter(user=cast.chi.user).count() == 1


def test_a_member_who_left_is_taken_back(cast):
    cast.chi.archived_at = NOW
    cast.chi.save()

    add_member(
        city=cast.city,
        user=cast.chi.user,
        organisation=cast.chi.organisation,
        roles=[],
        by=cast.ada.user,
        now=NOW,
    )

    cast.chi.refresh_from_db()
    assert cast.chi.archived_at is None


def test_a_member_of_another_citys_organisation_is_refused_whole(cast):
    with scope(city=cast.other_city):
        foreign = OrganisationFactory(city=cast.other_city)
    rows = MemberRole.objects.count()

    with pytest.raises(ForeignCity):
        add_member(city=cast.city, user=UserFactory(), organisation=foreign, roles=[Role.LEADER], by=None, now=NOW)

    assert (Member.objects.count(), MemberRole.objects.count(), AuditEntry.objects.count()) == (6, rows, 0)


def test_an_audit_row_belongs_to_the_city_of_what_it_is_about(cast):
    record_audit(target=cast.chi, verb="moved", by=cast.ada.user, now=NOW, fields=["organisation"])

    assert audit() == [("ourtown", "Ada", "moved", "cities.member", cast.chi.pk, ["organisation"], NOW)]
    with scope(city=cast.other_city):
        assert audit() == []


def test_a_persons_cities_are_those_where_they_are_still_a_member(db):
    user = UserFactory()
    cities = {name: CityFactory(name=name) for name in ("Zed", "Alpha", "Left", "Closed", "Other")}
    with scopes_disabled():
        for name in ("Zed", "Alpha", "Closed"):
            MemberFactory(city=cities[name], user=user)
        MemberFactory(city=cities["Left"], user=user, archived_at=NOW)
    cities["Closed"].archived_at = NOW
    cities["Closed"].save()

    assert [city.name for city in cities_of(user)] == ["Alpha", "Zed"]


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [("UTC", date(2027, 6, 30)), ("Europe/London", date(2027, 7, 1)), ("America/Lima", date(2027, 6, 30))],
)
def test_a_citys_date_is_that_of_its_own_clocks(time_zone, day):
    assert City(time_zone=time_zone).date_at(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)) == day
