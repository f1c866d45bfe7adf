"""Signing in and out, and a form that comes back too late."""

import pytest
from django.test import Client
from django.utils.html import escape

from tests.factories import PASSWORD

WRONG = "Please enter a correct e-mail address and password. Note that both fields may be case-sensitive."


def sign_in(client, email, password=PASSWORD, **fields):
    return client.post("/sign-in/", {"username": email, "password": password, **fields})


def test_the_page_asks_for_address_and_password(db):
    response = Client().get("/sign-in/")

    assert response.status_code == 200
    assert [field.label for field in response.context["form"]] == ["E-mail address", "Password"]
    assert [template.name for template in response.templates][:2] == ["scf_portal/sign_in.html", "base.html"]


@pytest.mark.parametrize("email", ["chi@people.example", "Chi@People.EXAMPLE"])
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


def test_a_person_who_was_switched_off_is_refused_like_a_stranger(cast):
    cast.chi.user.is_active = False
    cast.chi.user.save()

    assert sign_in(Client(), "chi@people.example").context["form"].non_field_errors() == [WRONG]


def test_what_is_missing_is_named(db):
    response = sign_in(Client(), "", "")

    assert response.context["form"].errors == {
        "username": ["This field is required."],
        "password": ["This field is required."],
    }


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

    response = client.post(address, {"username": "chi@people.example", "password": PASSWORD})

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
