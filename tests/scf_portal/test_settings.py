"""Settings come from the environment alone; each set-up is tried in a process of its own."""

import json
import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from scf_portal import settings
from scf_portal.production import portal_url, refuse_unsafe
from tests.deploy import example_environment

SHOW = """
import json, sys
from scf_portal import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "VAR_DIR", "LOG_FORMAT")
SECRET = "Zq3vX8kTn1LmR6yWc0HdJ5sFbPgU2oEaI9-uKt7_QrVxNzYwMj4"
PRODUCTION = {"DATABASE_URL": "postgres:///portal", "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "portal.city.gov"}
HOW_TO_MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
GUESSED = f"SECRET_KEY can be guessed: it needs 50 random characters. {HOW_TO_MAKE_ONE}"
COPIED = f"SECRET_KEY is an example that everybody can read. {HOW_TO_MAKE_ONE}"
COPIED_PASSWORD = "DATABASE_URL holds the password of an example that everybody can read: set another."
EMPTY_HOST = "ALLOWED_HOSTS has an empty name in it: list the portal's host names, separated by commas."
ANY_HOST = "ALLOWED_HOSTS lets any host name in: list the portal's own, as in portal.city.gov."


def start(*names, **environment):
    """Start Python with the portal's settings and nothing else of this process's environment."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.Popen(
        [sys.executable, "-c", SHOW, *names],
        cwd=settings.BASE_DIR,
        env=kept | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def shown(*names, **environment):
    """Return these settings as a new process finds them."""
    process = start(*names, **environment)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return json.loads(output)


def files_in(folder):
    return [path.name for path in folder.iterdir() if path.is_file()]


def test_production_does_not_start_without_a_secret_key(tmp_path):
    process = start(VAR_DIR=tmp_path, DATABASE_URL="postgres:///portal")
    output, errors = process.communicate(timeout=60)

    assert (process.returncode, output) == (1, "")
    assert errors.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: "
        "Set SECRET_KEY: with DATABASE_URL set, the portal does not make one up."
    )
    assert files_in(tmp_path) == []


def test_production_is_safe_unless_told_otherwise(tmp_path):
    names = (
        "SECRET_KEY",
        "EMBEDDED",
        "DEBUG",
        "HTTPS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
    )

    assert shown(*names, VAR_DIR=tmp_path, DATABASE_URL="postgres:///portal", SECRET_KEY=SECRET) == {
        "SECRET_KEY": SECRET,
        "EMBEDDED": False,
        "DEBUG": False,
        "HTTPS": True,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
    }
    assert files_in(tmp_path) == []


EXAMPLE = example_environment()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", GUESSED),
        ("SECRET_KEY", SECRET[:49], GUESSED),
        ("SECRET_KEY", "ab" * 30, GUESSED),
        ("SECRET_KEY", f"ChangeMe{SECRET}", COPIED),
        ("SECRET_KEY", f"django-insecure-{SECRET}", COPIED),
        ("SECRET_KEY", EXAMPLE["SECRET_KEY"], COPIED),
        ("ALLOWED_HOSTS", "", EMPTY_HOST),
        ("ALLOWED_HOSTS", "portal.city.gov,", EMPTY_HOST),
        ("ALLOWED_HOSTS", "*", ANY_HOST),
        ("ALLOWED_HOSTS", "portal.city.gov, *", ANY_HOST),
        ("ALLOWED_HOSTS", "*.gov", ANY_HOST),
        ("DATABASE_URL", f"postgres://portal:{EXAMPLE['POSTGRES_PASSWORD']}@postgres:5432/portal", COPIED_PASSWORD),
        ("DEBUG", "1", "DEBUG=1 shows settings and data to everybody: it goes with no DATABASE_URL."),
    ],
)
def test_what_is_unsafe_in_production_is_refused(name, value, words):
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe(
            secret=value if name == "SECRET_KEY" else SECRET,
            debug=name == "DEBUG",
            hosts=(value if name == "ALLOWED_HOSTS" else "portal.city.gov").split(","),
            database=value if name == "DATABASE_URL" else "postgres:///portal",
        )

    assert str(refused.value) == words


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "changeme"), ("ALLOWED_HOSTS", "*"), ("DEBUG", "1")])
def test_the_settings_ask_for_that(name, value, tmp_path):
    process = start(VAR_DIR=tmp_path, **PRODUCTION | {name: value})
    output, errors = process.communicate(timeout=60)

    assert (process.returncode, output) == (1, "")
    assert errors.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")


def test_the_embedded_portal_may_be_debugged(tmp_path):
    assert shown("DEBUG", VAR_DIR=tmp_path, DEBUG="1", SECRET_KEY="short") == {"DEBUG": True}


@pytest.mark.parametrize(
    ("environment", "form"),
    [({}, "PlainLine"), (PRODUCTION, "JsonLine"), (PRODUCTION | {"LOG_FORMAT": "line"}, "PlainLine")],
)
def test_production_logs_json(environment, form, tmp_path):
    logging = shown("LOGGING", VAR_DIR=tmp_path, **environment)["LOGGING"]

    assert logging["formatters"] == {"portal": {"()": f"scf_portal.logs.lines.{form}"}}


def test_redis_carries_queue_cache_and_sessions_where_there_is_one(tmp_path):
    names = (
        "CELERY_BROKER_URL",
        "SESSION_ENGINE",
        "SESSION_CACHE_ALIAS",
        "CACHES",
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL",
    )

    found = shown(*names, VAR_DIR=tmp_path, REDIS_URL="redis://queue.example:6379/3")

    assert found == {
        "CELERY_BROKER_URL": "redis://queue.example:6379/3",
        "SESSION_ENGINE": "scf_portal.sessions",
        "SESSION_CACHE_ALIAS": "sessions",
        "CACHES": {
            name: {
                "BACKEND": backend,
                "LOCATION": "redis://queue.example:6379/3",
                "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
            }
            for name, backend in {
                "default": "scf_portal.cache.ForgetfulCache",
                "sessions": "django.core.cache.backends.redis.RedisCache",
            }.items()
        }
        | {
            "counts": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "LOCATION": "counts",
                "TIMEOUT": None,
                "OPTIONS": {"MAX_ENTRIES": 300},
            }
        },
        "CELERY_WORKER_ENABLE_REMOTE_CONTROL": True,
    }


def test_embedded_everything_stands_in_the_folder_var(tmp_path):
    folder = tmp_path / "not" / "there" / "yet"
    names = ("EMBEDDED", "HTTPS", "DATABASES", "CELERY_BROKER_URL", "CELERY_BROKER_TRANSPORT_OPTIONS", "MEDIA_ROOT")

    found = shown(*names, VAR_DIR=folder)

    assert (found["EMBEDDED"], found["HTTPS"], found["CELERY_BROKER_URL"]) == (True, False, "folder://localhost")
    assert found["DATABASES"]["default"]["NAME"] == str(folder / "portal.sqlite3")
    assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["folder"] == str(folder / "queue")
    assert found["MEDIA_ROOT"] == str(folder / "media")
    assert files_in(folder) == ["secret-key"]


def test_embedded_makes_a_secret_for_its_owner_alone_and_keeps_it(tmp_path):
    first, second = (shown("SECRET_KEY", VAR_DIR=tmp_path)["SECRET_KEY"] for _ in range(2))

    file = tmp_path / "secret-key"
    assert first == second == file.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_portals_do_not_share_a_secret(tmp_path):
    assert shown("SECRET_KEY", VAR_DIR=tmp_path / "a") != shown("SECRET_KEY", VAR_DIR=tmp_path / "b")


def test_embedded_takes_a_given_secret_and_makes_none(tmp_path):
    assert shown("SECRET_KEY", VAR_DIR=tmp_path, SECRET_KEY="given") == {"SECRET_KEY": "given"}
    assert files_in(tmp_path) == []


def test_processes_that_start_together_agree_on_the_secret(tmp_path):
    """Web server and worker start at once; with two secrets one could not read what the other signed."""
    processes = [start("SECRET_KEY", VAR_DIR=tmp_path) for _ in range(4)]

    found = {process.communicate(timeout=60)[0] for process in processes}

    assert found == {json.dumps({"SECRET_KEY": (tmp_path / "secret-key").read_text()}) + "\n"}
    assert files_in(tmp_path) == ["secret-key"]


def test_a_process_that_comes_in_between_does_not_find_a_secret_half_written(tmp_path, monkeypatch):
    path = tmp_path / "secret-key"
    think = settings.secrets.token_urlsafe
    others = []

    def interrupted(size):
        monkeypatch.setattr(settings.secrets, "token_urlsafe", think)
        others.append(settings.kept_secret(path))
        return think(size)

    monkeypatch.setattr(settings.secrets, "token_urlsafe", interrupted)

    own = settings.kept_secret(path)

    assert others == [own]
    assert len(own) >= 50


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("https://portal.city.gov", "https://portal.city.gov"),
        ("https://portal.city.gov/", "https://portal.city.gov"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_the_address_of_the_portal_is_kept_without_its_slash(given, kept):
    assert portal_url(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "portal.city.gov",
        "ftp://portal.city.gov",
        "https://",
        "https://portal.city.gov/a",
        "https://portal.city.gov/?a=b",
    ],
)
def test_what_is_no_address_of_a_portal_is_refused_at_the_start(given):
    with pytest.raises(ImproperlyConfigured) as caught:
        portal_url(given)

    assert str(caught.value) == (
        "PORTAL_URL is no address of a portal: write it as in https://portal.city.gov, without a path."
    )
