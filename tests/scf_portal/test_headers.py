"""The headers that keep foreign code, frames, guesses and devices away, on every answer the portal gives."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access_table import TABLE
from tests.scf_portal.test_csp import POLICY
from tests.test_access_table import furnish, request

pytestmark = pytest.mark.once

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
        " microphone=(), midi=(), payment=(), usb=()"
    ),
}


def headers_of(response) -> dict:
    policy = response.headers.get("Content-Security-Policy", "")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part)
    return {name: response.headers.get(name) for name in HEADERS} | {"policy": directives}


EXPECTED = HEADERS | {"policy": POLICY}


@pytest.mark.parametrize("reader", ["anonymous", "outsider", "bo", "chi"])
def test_every_address_of_the_table_sends_them(reader, cast, edition, sign_in, everywhere):
    names = furnish(cast.city, cast.bo, cast.chi)
    reading = {"outsider": cast.otto, "bo": cast.bo, "chi": cast.chi}

    found = {}
    for line in TABLE:
        client = sign_in(reading[reader]) if reader in reading else Client()
        found[str(line)] = headers_of(request(client, line, names))

    assert found == dict.fromkeys(map(str, TABLE), EXPECTED)


ERRORS = {
    "no such page": (404, lambda client: client.get("/no-such-page/")),
    "a fault of ours": (500, lambda client: client.get("/fails/")),
    "a foreign host": (400, lambda client: client.get("/", headers={"Host": "elsewhere.example"})),
    "a stale form": (403, lambda client: client.post(reverse("sign-in"))),
    "a body that is too large": (413, lambda client: client.post("/", {"field": "x" * 14_000_000})),
    "too often": (429, lambda client: client.get("/too-often/")),
    "a method that is not meant": (405, lambda client: client.get(reverse("sign-out"))),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_sends_them(name, db, settings):
    settings.ROOT_URLCONF = "tests.scf_portal.failing_urls"
    status, send = ERRORS[name]

    response = send(Client(raise_request_exception=False, enforce_csrf_checks=True))

    assert (response.status_code, headers_of(response)) == (status, EXPECTED)


def test_a_session_with_a_nul_sends_them():
    client = Client()
    client.cookies["sessionid"] = "a\0b"

    response = client.get("/")

    assert (response.status_code, headers_of(response)) == (400, EXPECTED)


def test_the_way_to_https_sends_them(settings):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/sign-in/")

    assert (response.status_code, headers_of(response)) == (301, EXPECTED)


def test_a_static_file_sends_them(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "portal.css").write_text("a { color: teal }")

    response = Client().get("/static/portal.css")

    assert (response.getvalue(), headers_of(response)) == (b"a { color: teal }", EXPECTED)
