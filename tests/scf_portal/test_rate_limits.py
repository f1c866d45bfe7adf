"""Too many attempts are refused: by account, whichever web process is asked, and by the address that asks."""

import subprocess
import sys

import pytest
from django.conf import settings as portal
from django.test import Client

from tests.factories import PASSWORD

REFUSED = "Too many attempts. Wait five minutes, then try again."


def attempt(password, email="chi@people.example"):
    """Try to sign in from a fresh browser; return what is wrong, or None inside."""
    response = Client().post("/sign-in/", {"login": email, "password": password})
    return response.context["form"].non_field_errors() if response.status_code == 200 else None


def test_the_eleventh_wrong_password_is_refused_in_words_and_so_is_the_right_one(cast):
    answers = [attempt(f"wrong {number}") for number in range(11)]

    assert [answer == [REFUSED] for answer in answers] == [False] * 10 + [True]
    assert attempt(PASSWORD) == [REFUSED]
    assert attempt(PASSWORD, "bo@people.example") is None


def test_too_many_requests_from_one_address_get_429_and_our_page(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    responses = [Client().post("/sign-in/", {"login": "a@b.example", "password": "x"}) for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 429]
    assert [template.name for template in responses[2].templates][:2] == ["429.html", "components/error_page.html"]


@pytest.mark.parametrize(("proxies", "blocked"), [(0, True), (1, False)])
def test_what_a_proxy_of_ours_says_is_believed_and_nothing_else(proxies, blocked, cast, settings):
    """Somebody who writes X-Forwarded-For himself, before the proxy adds to it, does not get a fresh start."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    form = {"login": "a@b.example", "password": "x"}
    Client().post("/sign-in/", form, headers={"x-forwarded-for": "198.51.100.7, 203.0.113.1"})

    same = Client().post("/sign-in/", form, headers={"x-forwarded-for": "198.51.100.99, 203.0.113.1"})
    other = Client().post("/sign-in/", form, headers={"x-forwarded-for": "198.51.100.7, 203.0.113.2"})

    assert same.status_code == 429
    assert (other.status_code == 429) is blocked


ATTEMPT = """
import django, sys; django.setup()
from django.test.utils import setup_test_environment; setup_test_environment()
from django.test import Client
from cities.models import User
User.objects.get_or_create(email="chi@people.example", defaults={"name": "Chi"})
client = Client(headers={"host": "localhost"})
for _ in range(int(sys.argv[1])):
    response = client.post("/sign-in/", {"login": "chi@people.example", "password": "wrong"})
print(response.context["form"].non_field_errors()[0])
"""


def test_attempts_in_one_web_process_count_in_the_other(tmp_path):
    """Of the embedded portal, whose cache stands in its database."""
    environment = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "scf_portal.settings", "PATH": ""}

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=portal.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    for command in ("migrate", "createcachetable"):
        run("manage.py", command, "--verbosity", "0")
    run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    before, after = run("-c", ATTEMPT, "10"), run("-c", ATTEMPT, "1")

    assert before != REFUSED
    assert after == REFUSED
