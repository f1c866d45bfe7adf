"""Creating one's own account, and proving that its address is one's own."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from cities import actions
from cities.actions.addresses import doubt_address, prove_address
from cities.models import OutgoingMail, Role, User
from cities.rules.addresses import Addressee
from tests.accounts import code_in, signed_in_browser
from tests.factories import PASSWORD, UserFactory

NEW = {"name": "Nia New", "email": "Nia@People.example", "password1": "a-long-new-password"}


def sign_up(client, **fields):
    return client.post("/sign-up/", NEW | fields)


def test_one_signs_up_with_name_address_and_password_and_comes_in_by_the_code(db, mailoutbox):
    client = Client()

    begun = sign_up(client)
    inside_before = "_auth_user_id" in client.session
    done = client.post(begun.url, {"code": code_in(mailoutbox[0])})

    user = User.objects.get()
    assert (user.name, user.email, user.check_password("a-long-new-password")) == (
        "Nia New",
        "nia@people.example",
        True,
    )
    assert (begun.url, inside_before) == ("/sign-in/address/", False)
    assert (done.status_code, done.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.values_list("email", "verified", "primary").get() == ("nia@people.example", True, True)


def test_without_a_password_one_signs_in_by_a_code_from_then_on(db, mailoutbox):
    client = Client()
    client.post(sign_up(client, password1="").url, {"code": code_in(mailoutbox[0])})
    assert not User.objects.get().has_usable_password()

    later = Client()
    later.post(later.post("/sign-in/code/", {"login": NEW["email"]}).url, {"code": code_in(mailoutbox[1])})

    assert later.session["_auth_user_id"] == str(User.objects.get().pk)


def test_a_weak_password_is_refused_with_the_reason(db):
    response = sign_up(Client(), password1="nia")

    assert response.context["form"].errors["password1"][0].startswith("The password is too similar to the e-mail")
    assert not User.objects.exists()


def test_an_address_that_is_taken_looks_like_one_that_is_free(cast, mailoutbox):
    """Only the owner of the mailbox hears that there is an account."""
    pages = []
    for email in ("chi@people.example", "nia@people.example"):
        client = Client()
        page = client.get(sign_up(client, email=email).url).content.decode()
        pages.append(re.sub(r'value="[^"]{60,}"|"X-CSRFToken": "[^"]*"', "", page).replace(email, "…"))

    assert pages[0] == pages[1]
    assert [mail.to[0] for mail in mailoutbox] == ["chi@people.example", "nia@people.example"]
    assert mailoutbox[0].subject == "You have an account here already"
    assert User.objects.filter(email="chi@people.example").count() == 1


def test_where_self_service_is_off_one_is_told_to_ask_for_an_invitation(db, settings):
    settings.SELF_SERVICE = False
    client = Client()

    page, response = client.get("/sign-up/"), sign_up(client)

    assert "Accounts come by invitation" in page.content.decode() + response.content.decode()
    assert "/sign-up/" not in client.get("/sign-in/").content.decode()
    assert not User.objects.exists()


# --- the proof --------------------------------------------------------------------------------------------------


@pytest.fixture
def squatted(db):
    """An account on Nia's address with somebody else's password, factor and session."""
    user = UserFactory(name="Nia", email="nia@people.example")
    doubt_address(user)
    squatter = Client()
    squatter.force_login(user)
    squatter.get("/account/")
    TOTP.activate(user, "A" * 32)
    return user, squatter


def assert_nothing_is_left(user, squatter):
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()
    assert squatter.get("/account/").status_code == 302
    assert EmailAddress.objects.get(user=user).verified


def test_the_owner_who_comes_in_by_a_code_finds_nothing_of_the_one_before(squatted, mailoutbox):
    user, squatter = squatted
    owner = Client()

    owner.post(owner.post("/sign-in/code/", {"login": user.email}).url, {"code": code_in(mailoutbox[0])})

    assert owner.get("/account/").status_code == 200
    assert_nothing_is_left(user, squatter)


def test_the_owner_who_says_the_password_is_forgotten_finds_nothing_of_the_one_before(squatted, mailoutbox):
    user, squatter = squatted
    owner = Client()

    begun = owner.post("/sign-in/forgotten/", {"email": user.email})
    owner.post(begun.url, {"code": code_in(mailoutbox[0])})
    assert_nothing_is_left(user, squatter)
    owner.post("/sign-in/forgotten/new/", {"password1": "a-long-new-password"})

    user.refresh_from_db()
    assert user.check_password("a-long-new-password")


def test_a_password_typed_in_the_browser_that_gives_the_proof_stays(db, mailoutbox, settings):
    """Nia signs up, closes the window, and comes back with her password."""
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}  # else ten seconds must pass between two mails
    sign_up(Client())
    user = User.objects.get()
    later = Client()

    begun = later.post("/sign-in/", {"login": user.email, "password": NEW["password1"]})
    later.post(begun.url, {"code": code_in(mailoutbox[-1])})

    user.refresh_from_db()
    assert user.check_password(NEW["password1"])
    assert later.get("/account/").status_code == 200


def test_somebody_unproven_sets_nothing_that_could_lock_the_owner_out(squatted):
    _, squatter = squatted

    for address in ("/account/password/", "/account/address/", "/account/app/", "/account/passkeys/add/"):
        response = squatter.get(address)
        assert (response.status_code, response.url) == (302, "/account/")
    assert "Your address is not proven yet" in squatter.get("/account/").content.decode()


def test_from_inside_the_proof_keeps_this_browser_and_no_other(squatted, mailoutbox):
    user, inside = squatted
    other = Client()
    other.force_login(user)
    Authenticator.objects.all().delete()

    begun = inside.post("/account/address/", {"email": user.email, "action_send": ""})
    done = inside.post(begun.url, {"code": code_in(mailoutbox[0])})

    assert done.url == "/account/"
    assert inside.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_an_unproven_account_cannot_ask_for_two_things_to_get_the_forbidden_one(squatted, mailoutbox):
    user, squatter = squatted

    answer = squatter.post("/account/address/", {"email": "evil@people.example", "action_add": "", "action_send": ""})

    assert (answer.status_code, answer.url) == (302, "/account/")
    assert mailoutbox == []
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {user.email}


def test_the_proof_by_a_mailed_link_drops_the_same_and_only_once(squatted):
    user, squatter = squatted

    assert prove_address(user=user, keep_session=None) is True
    assert_nothing_is_left(user, squatter)
    user.set_password(PASSWORD)
    user.save()
    assert prove_address(user=user, keep_session=None) is False
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_somebody_made_by_an_operator_needs_no_proof_and_loses_nothing(db):
    user = UserFactory()

    client = signed_in_browser(user)

    assert client.get("/account/password/").status_code == 200
    assert EmailAddress.objects.values_list("user", "email", "verified").get() == (user.pk, user.email, True)
    assert prove_address(user=user, keep_session=None) is False


# --- by invitation ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("was_mailed", "proven"), [(True, True), (False, False)])
def test_a_link_proves_the_address_when_it_came_by_mail_and_not_when_it_was_shown(was_mailed, proven, cast, settings):
    settings.EMAIL_HOST = "smtp.example"  # without a mail server, nobody could ever prove one
    invited = actions.invite_to_city(
        city=cast.city,
        people=[Addressee("mo@people.example", "Mo")],
        organisation=cast.ada.organisation,
        roles=[Role.LEADER],
        address_of=lambda token: f"<{token}>",
        by=cast.ada.user,
        now=timezone.now(),
    )
    shown = actions.show_link(invitation=invited.asked[0], by=cast.ada.user, now=timezone.now())
    (mailed,) = re.findall("<(.+)>", OutgoingMail.objects.get().body)
    client = Client()

    client.post(f"/join/{mailed if was_mailed else shown}/", {"name": "Mo", "password": "a-long-new-password"})

    assert EmailAddress.objects.values_list("email", "verified").get(user__email="mo@people.example") == (
        "mo@people.example",
        proven,
    )
    assert User.objects.get(email="mo@people.example").check_password("a-long-new-password")
    assert client.get("/c/ourtown/").status_code == 200
    assert client.get("/account/password/").status_code == (200 if proven else 302)
