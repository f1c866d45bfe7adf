"""How people come to a city and leave it, through the pages."""

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities import actions
from cities.models import City, Invitation, Member, OutgoingMail, PersonalLink, Role, User
from cities.queries import find_link
from cities.rules.addresses import Addressee
from cities.rules.tokens import token_hash
from tests.factories import UserFactory

NEW_CITY = {
    "name": "Harrowby",
    "country": "GB",
    "time_zone": "Europe/London",
    "language": "en-gb",
    "currency": "GBP",
    "paper": "A4",
    "organisation": "Harrowby Council",
    "sector": "public",
}


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def token(cast):
    """The secret of a link for Mo, who has no account."""
    invited = actions.invite_to_city(
        city=cast.city,
        people=[Addressee("mo@people.example", "Mo Farrow")],
        organisation=cast.ada.organisation,
        roles=[Role.LEADER],
        address_of=str,
        by=cast.ada.user,
        now=timezone.now(),
    )
    return actions.show_link(invitation=invited.asked[0], by=cast.ada.user, now=timezone.now())


def join(token):
    return reverse("join", args=[token])


def test_a_person_sets_up_a_city_and_administers_it(db, client, settings):
    person = UserFactory()
    client.force_login(person)

    response = client.post(reverse("new-city"), NEW_CITY, follow=True)

    city = City.objects.get()
    assert (city.slug, city.country, city.currency) == ("harrowby", "GB", "GBP")
    assert response.redirect_chain == [("/c/harrowby/people/", 302)]
    assert "Harrowby is set up. Next, invite the people you work with." in words(response)
    assert response.context["request"].membership.roles == {"administrator"}


def test_a_second_city_of_the_same_name_gets_an_address_of_its_own(db, client):
    client.force_login(UserFactory())
    for _ in range(3):
        client.post(reverse("new-city"), NEW_CITY)
    client.post(reverse("new-city"), NEW_CITY | {"name": "दिल्ली"})

    assert sorted(City.objects.values_list("slug", flat=True)) == ["city", "harrowby", "harrowby-2", "harrowby-3"]


def test_a_wrong_setting_is_named_and_what_was_typed_stays(db, client):
    client.force_login(UserFactory())

    response = client.post(reverse("new-city"), NEW_CITY | {"country": "", "time_zone": "Moon/Crater"})

    assert not City.objects.exists()
    assert set(response.context["form"].errors) == {"country", "time_zone"}
    assert 'value="Harrowby Council"' in response.content.decode()


def test_where_self_service_is_off_only_the_operator_creates_cities(db, client, settings):
    settings.SELF_SERVICE = False
    client.force_login(UserFactory())

    assert client.post(reverse("new-city"), NEW_CITY).status_code == 403
    assert not City.objects.exists()
    assert "Set up a city" not in words(client.get(reverse("home")))


def test_an_address_that_nobody_has_proven_sets_up_no_city(db, client):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    client.force_login(person)

    assert client.post(reverse("new-city"), NEW_CITY).url == "/account/"
    assert not City.objects.exists()


def test_opening_a_link_accepts_nothing(client, cast, token):
    """Mail scanners open every link in a mail."""
    response = client.get(join(token))

    assert response.status_code == 200
    assert "Ada invites you to the smart city programme of Ourtown, for City hall." in words(response)
    assert not User.objects.filter(email="mo@people.example").exists()
    assert find_link(token).used_at is None
    assert "no-store" in response["Cache-Control"]


def test_somebody_new_joins_with_a_name_and_a_password(client, cast, token):
    response = client.post(join(token), {"name": "Mo Farrow", "password": "seven-plain-words"}, follow=True)

    assert response.redirect_chain == [("/c/ourtown/", 302)]
    assert "Welcome to Ourtown." in words(response)
    member = Member.objects.get(user__email="mo@people.example")
    assert (member.user.name, [held.role for held in member.roles.all()]) == ("Mo Farrow", ["leader"])
    assert Client().login(username="mo@people.example", password="seven-plain-words")


@pytest.mark.parametrize(("password", "words_of_error"), [("", "This field is required."), ("password", "too short")])
def test_a_password_has_to_be_good(password, words_of_error, client, cast, token):
    response = client.post(join(token), {"name": "Mo", "password": password})

    assert words_of_error in str(response.context["form"].errors["password"])
    assert not User.objects.filter(email="mo@people.example").exists()


def test_with_a_mail_server_no_password_is_needed(client, cast, token, settings):
    settings.EMAIL_HOST = "smtp.example"

    response = client.post(join(token), {"name": "Mo", "password": ""})

    assert (response.status_code, response.url) == (302, "/c/ourtown/")
    assert not User.objects.get(email="mo@people.example").has_usable_password()


@pytest.mark.parametrize(
    ("how", "mail_server", "is_proven"),
    [("shown", "smtp.example", False), ("mailed", "smtp.example", True), ("shown", "", True)],
)
def test_a_link_that_was_only_shown_proves_no_address(how, mail_server, is_proven, client, cast, token, settings):
    """But where no mail is sent, nobody could ever prove one."""
    settings.EMAIL_HOST = mail_server
    if how == "mailed":
        link = PersonalLink.objects.get(token_hash=token_hash(token))
        link.was_mailed = True
        link.save()

    client.post(join(token), {"name": "Mo", "password": "seven-plain-words"})

    assert EmailAddress.objects.filter(email="mo@people.example", verified=True).exists() == is_proven
    assert EmailAddress.objects.filter(email="mo@people.example").exists()


def test_a_link_pressed_twice_at_once_makes_one_person(cast, token):
    details = {"link": find_link(token), "name": "Mo", "password": "seven-plain-words", "now": timezone.now()}
    actions.join_as_new_person(**details)

    with pytest.raises(actions.LinkOver):
        actions.join_as_new_person(**details)

    assert User.objects.filter(email="mo@people.example").count() == 1


def test_who_cannot_join_any_more_leaves_no_account_behind(cast, token):
    link = find_link(token)
    actions.withdraw_invitation(invitation=link.invitation, by=cast.ada.user, now=timezone.now())

    with pytest.raises(actions.LinkOver):
        actions.join_as_new_person(link=link, name="Mo", password="", now=timezone.now())

    assert not User.objects.filter(email="mo@people.example").exists()


def test_who_has_an_account_signs_in_first_and_then_joins(client, cast, token, sign_in):
    UserFactory(email="mo@people.example")
    members = Member.objects.count()

    page = client.post(join(token), {"name": "Mo", "password": "seven-plain-words"})

    assert Member.objects.count() == members
    assert f'href="/sign-in/?next={quote(join(token), safe="")}"' in page.content.decode()
    client.force_login(User.objects.get(email="mo@people.example"))
    assert client.post(join(token)).url == "/c/ourtown/"
    assert Member.objects.filter(user__email="mo@people.example").exists()


def test_another_account_is_told_whom_the_invitation_was_for(cast, token, sign_in):
    page = sign_in(cast.otto).get(join(token))

    assert "The invitation went to mo@people.example, and you are signed in as otto@people.example." in words(page)


def test_a_used_link_says_so_and_leads_on(client, cast, token):
    Client().post(join(token), {"name": "Mo Farrow", "password": "seven-plain-words"})

    response = client.get(join(token))

    assert response.status_code == 410
    assert "This invitation was accepted already" in words(response)
    assert client.post(join(token)).status_code == 410


def test_a_withdrawn_link_names_whom_to_ask(client, cast, token):
    actions.withdraw_invitation(invitation=Invitation.objects.get(), by=cast.ada.user, now=timezone.now())

    response = client.get(join(token))

    assert response.status_code == 410
    assert "Ask Ada for a new invitation to Ourtown." in words(response)


def test_a_link_into_an_archived_city_is_over(client, cast, token):
    actions.archive_city(city=cast.city, by=cast.ada.user, now=timezone.now())

    assert client.get(join(token)).status_code == 410


def test_a_secret_nobody_gave_out_leads_nowhere(client, db):
    assert client.get(join("x" * 32)).status_code == 404


def test_a_list_is_invited_and_every_bad_line_named(cast, sign_in):
    client = sign_in(cast.ada)
    address = reverse("cities:invite", args=["ourtown"])
    fields = {"organisation": cast.chi.organisation_id, "roles": ["leader", "reviewer"]}

    refused = client.post(address, fields | {"people": "mo@people.example\nnobody\nLi <li@people>"})
    assert not Invitation.objects.exists()
    assert refused.context["form"].errors["people"] == [
        "Line 2: “nobody” is not an e-mail address.",
        "Line 3: “Li <li@people>” is not an e-mail address.",
    ]
    assert "mo@people.example" in refused.content.decode()

    done = client.post(
        address,
        fields | {"people": f"mo@people.example, {cast.chi.user.email}\nLi Po <li@people.example>"},
        follow=True,
    )
    assert "2 people are invited." in words(done)
    assert f"Already a member: {cast.chi.user.email}." in words(done)
    mail = OutgoingMail.objects.filter(to="li@people.example").get()
    assert mail.body.startswith("Dear Li Po,")
    assert re.search(r"^http://testserver/join/[\w-]{32}/$", mail.body, re.MULTILINE)
    assert django_mail.outbox == []


def test_a_link_that_is_shown_works_and_is_shown_once(cast, token, sign_in, client):
    address = reverse("cities:show-link", args=["ourtown", Invitation.objects.get().pk])

    page = sign_in(cast.ada).post(address)

    shown = re.search(r'value="http://testserver(/join/[\w-]+/)"', page.content.decode())[1]
    assert client.get(shown).status_code == 200
    assert '<svg class="qr"' in page.content.decode()
    late = sign_in(cast.ada).post(
        reverse("cities:send-again", args=["ourtown", Invitation.objects.get().pk]), follow=True
    )
    assert "A mail went out a few minutes ago." in words(late)
    again = sign_in(cast.ada).get(reverse("cities:invitation", args=["ourtown", Invitation.objects.get().pk]))
    assert shown not in again.content.decode()


def test_leaving_asks_first_and_then_closes_the_city(cast, sign_in):
    client = sign_in(cast.chi)
    address = reverse("cities:leave", args=["ourtown"])

    assert "Leave Ourtown?" in words(client.get(address))
    client.post(address)

    assert client.get("/c/ourtown/").status_code == 404


def test_the_only_administrator_is_told_why_they_cannot_leave(cast, sign_in):
    response = sign_in(cast.ada).post(reverse("cities:leave", args=["ourtown"]), follow=True)

    assert "You are the only administrator. Make somebody else one first; then you can leave." in words(response)


def test_a_city_is_archived_by_its_name_and_brought_back(cast, sign_in):
    client = sign_in(cast.ada)
    address = reverse("cities:archive", args=["ourtown"])

    assert "This is not the name of the city." in words(client.post(address, {"name": "Theirtown"}))
    archived = client.post(address, {"name": "ourtown "}, follow=True)
    assert "Ourtown is archived. Nobody can open it any more." in words(archived)
    assert client.get("/c/ourtown/").status_code == 404
    assert sign_in(cast.chi).post(reverse("bring-back", args=["ourtown"])).status_code == 404

    City.objects.filter(slug="ourtown").update(requires_second_factor=True)
    asked = client.post(reverse("bring-back", args=["ourtown"]))
    assert asked.url == "/account/second-factor/?next=/%3Fall"
    City.objects.filter(slug="ourtown").update(requires_second_factor=False)
    assert client.post(reverse("bring-back", args=["ourtown"])).url == "/c/ourtown/"
    assert client.get("/c/ourtown/").status_code == 200
