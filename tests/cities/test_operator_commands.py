"""The operator's way to a first city and its people."""

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scope

from cities.actions.addresses import doubt_address
from cities.models import City, Member, Organisation, Sector, User
from tests.factories import UserFactory

GOOD = "harbour-lantern-thistle"


@pytest.fixture
def typed(monkeypatch):
    """Type these passwords, one after the other, where the commands ask."""

    def type_(*passwords):
        answers = iter(passwords)
        monkeypatch.setattr("cities.management.people.getpass", lambda prompt: next(answers))

    return type_


def roles_of(member):
    return sorted(role.role for role in member.roles.all())


def create(**changes):
    options = {
        "slug": "merrow",
        "time_zone": "Europe/London",
        "organisation": "City hall",
        "email": "Mo@Merrow.example",
        "administrator": "Mo",
    } | changes
    call_command("create_city", "Merrow", **options)


def test_a_city_is_created_with_its_administrator(db, typed, capsys):
    typed(GOOD, GOOD)

    create()

    city = City.objects.get()
    with scope(city=city):
        member = Member.objects.get()
        assert (city.slug, city.time_zone) == ("merrow", "Europe/London")
        assert (member.user.email, member.organisation.name) == ("mo@merrow.example", "City hall")
        assert roles_of(member) == ["administrator"]
    assert member.user.check_password(GOOD)
    assert capsys.readouterr().out == "Merrow stands at /c/merrow/ with Mo as administrator.\n"


@pytest.mark.parametrize(
    ("passwords", "changes", "words"),
    [
        ((GOOD, "another"), {}, "The two passwords differ. Nothing was saved."),
        (("short", "short"), {}, "This password is too short. It must contain at least 12 characters."),
        ((GOOD, GOOD), {"time_zone": "Moon/Base"}, "There is no time zone “Moon/Base”."),
        ((GOOD, GOOD), {"email": "nobody"}, "Enter a valid email address."),
        (
            (),
            {"administrator": None},
            "Nobody has the address Mo@Merrow.example yet: give a name too, to create the person.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(db, typed, passwords, changes, words):
    typed(*passwords)

    with pytest.raises(CommandError) as refused:
        create(**changes)

    assert str(refused.value) == words
    assert (City.objects.count(), User.objects.count()) == (0, 0)


def test_a_member_is_added_with_roles_and_a_new_organisation(cast, typed, capsys):
    typed(GOOD, GOOD)

    call_command(
        "add_member",
        "ourtown",
        "eve@lab.example",
        name="Eve",
        organisation="Lab",
        sector="academic",
        role=["leader", "facilitator"],
    )

    member = Member.objects.get(user__email="eve@lab.example")
    assert (member.organisation.name, member.organisation.sector) == ("Lab", Sector.ACADEMIC)
    assert roles_of(member) == ["facilitator", "leader"]
    assert capsys.readouterr().out == "Eve is now a member of Ourtown (leader, facilitator).\n"


def test_a_known_person_keeps_their_password_and_joins_a_second_city(cast, typed):
    typed()
    before = cast.otto.user.password

    call_command("add_member", "ourtown", cast.otto.user.email, organisation="City hall")

    member = Member.objects.get(user=cast.otto.user)
    assert (member.city, roles_of(member)) == (cast.city, ["leader"])
    assert User.objects.get(pk=cast.otto.user_id).password == before


@pytest.mark.parametrize(
    ("city", "organisation", "words"),
    [
        ("nowhere", "Lab", "There is no city “nowhere”."),
        ("ourtown", "Lab", "Ourtown has no organisation “Lab” yet: give its --sector to create it."),
    ],
)
def test_what_is_not_there_is_named(cast, city, organisation, words):
    with pytest.raises(CommandError) as refused:
        call_command("add_member", city, "eve@lab.example", name="Eve", organisation=organisation)

    assert str(refused.value) == words
    assert not Organisation.objects.filter(name="Lab").exists()


def test_an_account_that_nobody_has_proven_is_not_made_a_member_by_its_address(cast):
    """Whoever joined by a link on a screen may have given the address of somebody else."""
    person = UserFactory(email="mayor@people.example")
    doubt_address(person)

    with pytest.raises(CommandError) as refused:
        call_command("add_member", "ourtown", "mayor@people.example", "--organisation", "City hall")

    assert "Nobody has proven yet that mayor@people.example is theirs" in str(refused.value)
    assert not Member.objects.filter(user=person).exists()
