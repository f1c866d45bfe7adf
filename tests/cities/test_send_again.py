"""Signed out while typing on a page without a script: what was sent comes back, and goes nowhere by itself."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

TYPED = {"name": "Harbour & <Parks>", "note": ["one", "two words"], "csrfmiddlewaretoken": "x"}


@pytest.fixture
def address(cast):
    return reverse("cities:settings", args=[cast.city.slug])


@pytest.fixture
def strict(cast):
    """A client of Ada’s whose tokens are looked at."""
    client = Client(enforce_csrf_checks=True, headers={"host": "testserver"})
    client.force_login(cast.ada.user)
    return client


def fields_in(response):
    page = response.content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(unescape(name), unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_what_was_sent_comes_back_as_it_was(client, address, cast):
    before = cast.city.name

    response = client.post(address, TYPED)

    cast.city.refresh_from_db()
    assert (response.status_code, cast.city.name) == (401, before)
    assert fields_in(response) == [("name", "Harbour & <Parks>"), ("note", "one"), ("note", "two words")]
    assert '<blockquote dir="auto">two words</blockquote>' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_it_says_the_same_of_a_city_that_is_not_there(client, address, cast):
    pages = [
        client.post(address.replace(cast.city.slug, slug), TYPED).content.decode().replace(slug, "…")
        for slug in (cast.city.slug, "nowhere")
    ]

    assert pages[0].count("Not saved yet") == 2
    assert len({re.sub(r'value="[^"]{60,}"', "", page) for page in pages}) == 1


@pytest.mark.parametrize("data", [{}, {"csrfmiddlewaretoken": "x"}])
def test_who_sent_nothing_signs_in_first(client, address, data):
    assert client.post(address, data).url.startswith(reverse("sign-in"))


def test_a_script_is_told_in_words(client, address):
    response = client.post(address, TYPED, headers={"HX-Request": "true"})

    assert (response.status_code, response.content.decode()) == (
        401,
        "You are signed out. Sign in again, then try again.",
    )


def test_an_old_token_of_our_own_page_gives_it_back_with_a_new_one(strict, address):
    response = strict.post(address, TYPED, headers={"Origin": "http://testserver"})

    assert (response.status_code, fields_in(response)[0]) == (403, ("name", "Harbour & <Parks>"))
    assert "You signed in after you had opened that page." in response.content.decode()


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}])
def test_another_site_cannot_put_its_words_one_press_away(strict, address, origin):
    response = strict.post(address, TYPED, headers=origin)

    assert (response.status_code, fields_in(response)) == (403, [])
    assert "Harbour" not in response.content.decode()


def test_a_password_never_comes_back(strict):
    data = {"login": "a@b.example", "password": "harbour lantern"}

    response = strict.post(reverse("sign-in"), data, headers={"Origin": "http://testserver"})

    assert (response.status_code, fields_in(response)) == (403, [])
