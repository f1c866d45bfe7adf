"""/healthz and /readyz: what is wrong is named in words, whatever the reason, and soon."""

import threading
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from scf_portal.health import checks, heartbeat
from scf_portal.health.heartbeat import record_heartbeat
from scf_portal.tasks import beat
from tests.workers import worker

WELL = dict.fromkeys(("database", "storage", "queue", "worker"), "ok")
NEVER_HEARD = "No worker has been heard yet. Are the worker and the clock running?"


@pytest.fixture
def ready(transactional_db, own_queue):
    """Everything runs, and a worker was heard just now."""
    record_heartbeat(timezone.now())
    return Client()


def answered(client, address="/readyz"):
    response = client.get(address)
    return response.status_code, response.json()


def test_healthz_touches_nothing_else(settings, monkeypatch):
    """No database mark: a query would fail the test."""
    settings.MEDIA_ROOT = "/proc/portal"
    monkeypatch.setitem(current_app.conf, "broker_url", "redis://localhost:1")

    response = Client().get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("address", "status"), [("/healthz", 200), ("/readyz", 503)])
def test_a_probe_asks_by_address_and_without_tls(address, status, settings, transactional_db, own_queue):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["portal.city.gov"]

    assert Client().get(address, headers={"host": "10.1.2.3:8000"}).status_code == status
    assert Client().get("/sign-in/", headers={"host": "10.1.2.3:8000"}).status_code == 400


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_only_reads(address):
    assert Client().post(address).status_code == 405


def test_all_is_well(ready, settings):
    assert answered(ready) == (200, WELL)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_database_that_is_down_is_named(ready, monkeypatch):
    down = {"NAME": "/proc/none.sqlite3"} if connection.vendor == "sqlite" else {"PORT": 1}
    with monkeypatch.context() as patched:
        for name, value in down.items():
            patched.setitem(connections.settings["default"], name, value)
        status, parts = answered(ready)

    assert (status, parts["database"]) == (503, "The database does not answer.")
    assert (parts["storage"], parts["queue"]) == ("ok", "ok")


def test_an_empty_database_says_what_to_do(ready, monkeypatch, tmp_path):
    empty = str(tmp_path / "empty.sqlite3") if connection.vendor == "sqlite" else "template1"
    with monkeypatch.context() as patched:
        patched.setitem(connections.settings["default"], "NAME", empty)
        status, parts = answered(ready)

    assert (status, parts["database"]) == (503, "The database has no tables yet: run manage.py migrate.")


def test_a_storage_that_takes_nothing_is_named(ready, settings):
    settings.MEDIA_ROOT = "/proc/portal"  # not even root can write there

    assert answered(ready) == (503, WELL | {"storage": "Files cannot be stored: no such file or directory."})


def test_a_queue_that_is_down_is_named(ready, settings, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    if settings.REDIS_URL:
        monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    else:
        options = current_app.conf.broker_transport_options | {"folder": tmp_path / "file" / "queue"}
        monkeypatch.setitem(current_app.conf, "broker_transport_options", options)

    assert answered(ready) == (503, WELL | {"queue": "The queue does not answer."})


def test_a_worker_never_heard_is_named(ready):
    heartbeat.shared_cache().delete(heartbeat.KEY)

    assert answered(ready) == (503, WELL | {"worker": NEVER_HEARD})


@pytest.mark.parametrize(("seconds", "status"), [(110, 200), (185, 503)])
def test_a_worker_is_silent_after_two_minutes(ready, seconds, status):
    record_heartbeat(timezone.now() - timedelta(seconds=seconds))
    words = "No sign of life for 3 minutes: the worker or the clock has stopped, or work is piling up."

    assert answered(ready) == (status, WELL | ({"worker": words} if status == 503 else {}))


def test_without_a_cache_nobody_can_tell(ready, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}
    }
    words = "It cannot be told: the cache, which keeps its sign of life, does not answer."

    assert answered(ready) == (503, WELL | {"worker": words})


def test_what_hangs_is_waited_for_only_so_long_and_not_asked_twice(ready, monkeypatch):
    over, asked = threading.Event(), []

    def hang():
        asked.append(1)
        over.wait(30)
        return ""

    monkeypatch.setattr(checks, "PATIENCE", 0.3)
    monkeypatch.setattr(checks, "CHECKS", {**checks.CHECKS, "storage": hang})
    began = time.monotonic()

    first, second = answered(ready), answered(ready)

    assert time.monotonic() - began < 2
    assert first[1]["storage"] == second[1]["storage"] == "No answer within 2 seconds."
    assert len(asked) == 1
    over.set()
    checks._asked["storage"].join()


def test_a_check_that_fails_itself_is_no_silence(ready, monkeypatch):
    monkeypatch.setattr(checks, "CHECKS", {**checks.CHECKS, "storage": lambda: 1 / 0})

    assert answered(ready) == (503, WELL | {"storage": "The check itself failed; the log says how."})


def test_the_heartbeat_is_what_the_clock_rings_for(ready, settings):
    heartbeat.shared_cache().delete(heartbeat.KEY)

    beat.apply()

    assert answered(ready) == (200, WELL)
    assert settings.CELERY_BEAT_SCHEDULE["heartbeat"]["task"] == beat.name
    assert settings.CELERY_BEAT_SCHEDULE["heartbeat"]["schedule"] * 4 <= heartbeat.SILENCE.total_seconds()


@pytest.mark.worker
def test_a_worker_that_starts_makes_the_portal_ready(transactional_db, own_queue, settings, monkeypatch):
    """The bell goes through the queue, the sign of life through the cache."""
    monkeypatch.setattr(heartbeat, "KEY", "portal.heartbeat")
    shared = {"KEY_PREFIX": ""} | ({"LOCATION": settings.REDIS_URL} if settings.REDIS_URL else {})
    settings.CACHES = {name: cache | shared for name, cache in settings.CACHES.items()}
    heartbeat.shared_cache().delete(heartbeat.KEY)
    client, deadline = Client(), time.monotonic() + 60
    assert answered(client) == (503, WELL | {"worker": NEVER_HEARD})

    with worker():
        while (found := answered(client))[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.2)

    assert found == (200, WELL)
