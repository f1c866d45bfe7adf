"""Sessions while the cache is down: who is in stays in, others can come in, nobody is told to be out who is not."""

import socket

import pytest
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from tests.factories import PASSWORD


@pytest.fixture
def cache_down(settings):
    """A Redis that is not there, at a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = "scf_portal.sessions", "sessions"
    settings.CACHES = {
        "default": {"BACKEND": "scf_portal.cache.ForgetfulCache", "LOCATION": address},
        "sessions": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address},
    }


def sign_in(client, member):
    return client.post(reverse("sign-in"), {"login": member.user.email, "password": PASSWORD})


@pytest.mark.usefixtures("cache_down")
def test_without_the_cache_people_sign_in_and_stay_signed_in(cast):
    client = Client()

    answer = sign_in(client, cast.chi)

    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.get(reverse("city-home", args=[cast.city.slug])).context["request"].user == cast.chi.user


@pytest.mark.usefixtures("cache_down")
def test_without_the_cache_nobody_is_told_to_be_signed_out(cast):
    """A copy of the session may come back with the cache."""
    client = Client()
    sign_in(client, cast.chi)

    with pytest.raises(RedisError):
        client.post(reverse("sign-out"))
