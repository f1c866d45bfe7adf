"""Signing in and out, and a form that comes back too late."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from tests.accounts import code_in
from tests.factories import PASSWORD

WRONG = "No account has this e-mail address with this password. Check both, or ask for a code by e-mail."


def sign_in(client, email, password=PASSWORD, **fields):
    return client.post("/sign-in/", {"login": email, "password": password, **fields})


def test_the_page_asks_for_address_and_password_and_offers_a_code(db):
    response = Client().get("/sign-in/")

    assert response.status_code == 200
    assert [field.label for field in response.context["form"]] == ["E-mail address", "Password"]
    assert [template.name for template in response.templates][:2] == ["account/login.html", "base.html"]
    assert 'formaction="/sign-in/code/"' in response.content.decode()


@pytest.mark.parametrize("email", ["chi@people.example", "Chi@People.EXAMPLE", "  chi@people.example "])
def test_a_person_signs_in_whatever_the_case_of_the_address(email, cast):
    client = Client()

    response = sign_in(client, email)

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.chi.user.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [("chi@people.example", "wrong"), ("nobody@people.example", PASSWORD), ("chi@people.example", PASSWORD.upper())],
)
def test_a_wrong_pair_is_refused_in_the_same_words_and_the_address_stays(email, password, cast):
    """The words do not tell whether somebody has that address."""
    client = Client()

    response = sign_in(client, email, password)

    page = response.content.decode()
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert escape(WRONG) in page
    assert f'value="{email}"' in page
    assert password not in page
    assert "_auth_user_id" not in client.session


def test_a_person_who_was_switched_off_is_told_so_and_not_let_in(cast):
    """Only those who know the password hear it."""
    cast.chi.user.is_active = False
    cast.chi.user.save()
    client = Client()

    assert sign_in(client, "chi@people.example", "wrong").context["form"].non_field_errors() == [WRONG]
    response = client.get(sign_in(client, "chi@people.example").url)

    assert "This account is switched off" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_what_is_missing_is_named(db):
    response = sign_in(Client(), "", "")

    assert response.context["form"].errors == {
        "login": ["This field is required."],
        "password": ["This field is required."],
    }


# --- by a code ------------------------------------------------------------------------------------------------


def ask_for_code(client, email="chi@people.example", **fields):
    """Press the second button of the sign-in page."""
    return client.post("/sign-in/code/", {"login": email, "password": "", **fields})


def test_a_code_by_mail_signs_in_and_leads_on(cast, mailoutbox):
    client = Client()

    response = ask_for_code(client, "CHI@people.example", next="/c/ourtown/")
    (mail,) = mailoutbox
    page = client.get(response.url)
    done = client.post(response.url, {"code": code_in(mail), "next": "/c/ourtown/"})

    assert (response.status_code, mail.to) == (302, ["chi@people.example"])
    assert mail.subject == f"{code_in(mail)} is your code to sign in"
    assert "chi@people.example" in page.content.decode()
    assert (done.status_code, done.url) == (302, "/c/ourtown/")
    assert client.session["_auth_user_id"] == str(cast.chi.user.pk)


def test_a_code_is_worth_nothing_in_another_browser(cast, mailoutbox):
    ask_for_code(Client())
    other = Client()

    response = other.post("/sign-in/code/enter/", {"code": code_in(mailoutbox[0])})

    assert (response.status_code, response.url) == (302, "/sign-in/code/")
    assert "_auth_user_id" not in other.session


def test_after_three_wrong_codes_one_begins_again(cast, mailoutbox):
    client = Client()
    ask_for_code(client)

    responses = [client.post("/sign-in/code/enter/", {"code": "0000-0000"}) for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 302]
    client.post("/sign-in/code/enter/", {"code": code_in(mailoutbox[0])})
    assert "_auth_user_id" not in client.session


def test_a_stranger_sees_what_a_member_sees_and_hears_by_mail_that_there_is_no_account(cast, mailoutbox):
    pages = []
    for email in ("chi@people.example", "nobody@people.example"):
        client = Client()
        page = client.get(ask_for_code(client, email).url)
        pages.append(re.sub(r'value="[^"]{60,}"|"X-CSRFToken": "[^"]*"', "", page.content.decode()).replace(email, "…"))

    assert pages[0] == pages[1]
    assert [mail.to for mail in mailoutbox] == [["chi@people.example"], ["nobody@people.example"]]
    assert mailoutbox[1].subject == "There is no account with this address"


# --- where one comes to ----------------------------------------------------------------------------------------


def test_after_signing_in_one_comes_to_the_page_one_wanted(cast):
    client = Client()
    page = client.get("/sign-in/?next=/c/ourtown/").content.decode()
    assert '<input type="hidden" name="next" value="/c/ourtown/">' in page

    assert sign_in(client, "chi@people.example", next="/c/ourtown/").url == "/c/ourtown/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:///evil.example/"],
)
def test_one_is_never_led_to_another_host(elsewhere, cast):
    assert sign_in(Client(), "chi@people.example", next=elsewhere).url == "/"


def test_one_who_is_signed_in_already_goes_on(cast):
    client = Client()
    client.force_login(cast.chi.user)

    assert client.get("/sign-in/").url == "/"


def test_signing_out_ends_the_session(cast):
    client = Client()
    client.force_login(cast.chi.user)

    response = client.post("/sign-out/")

    assert (response.status_code, response.url) == (302, "/sign-in/")
    assert client.get("/c/ourtown/").status_code == 302


def test_a_link_alone_signs_nobody_out(cast):
    client = Client()
    client.force_login(cast.chi.user)

    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").url == "/c/ourtown/"


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-out/"])
def test_a_form_without_its_token_is_refused_with_our_own_page(address, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.chi.user)

    response = client.post(address, {"login": "chi@people.example", "password": PASSWORD})

    assert response.status_code == 403
    assert [template.name for template in response.templates] == ["403_csrf.html", "components/error_page.html"]
    assert "This page was open for too long" in response.content.decode()
    assert client.session["_auth_user_id"] == str(cast.chi.user.pk)


def test_a_form_with_its_token_is_taken(cast):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/").context["csrf_token"]

    response = sign_in(client, "chi@people.example", csrfmiddlewaretoken=token)

    assert (response.status_code, response.url) == (302, "/")


def test_a_session_key_that_no_database_can_look_up_is_refused(db):
    response = Client().get("/", headers={"cookie": r'sessionid="abcdefgh\000"'})

    assert response.status_code == 400
    assert response.templates[0].name == "400.html"
