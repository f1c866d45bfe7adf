"""Settings, from environment variables alone.

Without any, the portal runs embedded: SQLite and a folder queue under `var/`, nothing else to install.
`DATABASE_URL` and `REDIS_URL` make it a production system.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from scf_portal.logs import logging_settings
from scf_portal.mail_settings import *  # noqa: F403 - Django finds a setting here alone
from scf_portal.production import portal_url, refuse_unsafe
from scf_portal.sign_in_settings import *  # noqa: F403 - as above

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds everybody's answers

EMBEDDED = "DATABASE_URL" not in os.environ
REDIS_URL = os.environ.get("REDIS_URL", "")


def kept_secret(path: Path) -> str:
    """Return the secret in `path`, made on first use and readable by its owner alone.

    The file appears at once and complete, so that of processes that start together all read the same secret.
    """
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # with mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text()


def secret_key() -> str:
    """Return the signing key: `SECRET_KEY`, or one of its own for an embedded portal."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    if EMBEDDED:
        return kept_secret(VAR_DIR / "secret-key")
    message = "Set SECRET_KEY: with DATABASE_URL set, the portal does not make one up."
    raise ImproperlyConfigured(message)


SECRET_KEY = secret_key()
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
PORTAL_URL = portal_url(os.environ.get("PORTAL_URL", ""))
HTTPS = os.environ.get("HTTPS", "0" if EMBEDDED else "1") == "1"
if not EMBEDDED:
    refuse_unsafe(secret=SECRET_KEY, debug=DEBUG, hosts=ALLOWED_HOSTS, database=os.environ["DATABASE_URL"])

INSTALLED_APPS = [
    "scf_portal.operators.apps.OperatorConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "heroicons",
    "charts",
    "framework",
    "cities",
    "assessments",
    "reports",
    "scf_portal",
]

MIDDLEWARE = [
    "scf_portal.middleware.log_request",
    "scf_portal.hardening.send_headers",
    "csp.middleware.CSPMiddleware",
    "scf_portal.middleware.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scf_portal.hardening.refuse_large_bodies",
    "scf_portal.open_data.answer_all_alike",
    "scf_portal.middleware.refuse_nul_in_session",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "scf_portal.middleware.RefuseBrokenNext",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scf_portal.middleware.speak_as_chosen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "scf_portal.middleware.note_activity",
]

ROOT_URLCONF = "scf_portal.urls"
WSGI_APPLICATION = "scf_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "jinja2"],
        "OPTIONS": {"environment": "scf_portal.jinja.environment"},
    },
]

# --- Database -------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock first, so that writers wait instead of failing half-way through. With recursive
    # triggers, what REPLACE takes away meets the guard of published editions.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
    # A live server and its browser share a test database only as a file.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and sessions: shared by all processes in both set-ups ----------------------------------------

CACHES: dict[str, dict[str, object]]
if REDIS_URL:
    # in seconds; both do without it
    redis_cache: dict[str, object] = {
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    CACHES = {
        "default": redis_cache | {"BACKEND": "scf_portal.cache.ForgetfulCache"},
        "sessions": redis_cache | {"BACKEND": "django.core.cache.backends.redis.RedisCache"},
    }
    SESSION_ENGINE, SESSION_CACHE_ALIAS = "scf_portal.sessions", "sessions"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"
# What each process has counted of closed rounds.
CACHES["counts"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "counts",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 300},
}

# --- Queue ----------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for the queue as long as it takes
CELERY_TASK_IGNORE_RESULT = True
# The row in the database is the truth and the queue only a bell: a broker that is down must not hold a click.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_TIMEZONE = "UTC"
# The commands one worker could be given by another: the folder queue has no way to carry them.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
        "max_retries": 0,  # of a bell: the row is stored, and the sweeper rings again
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": VAR_DIR / "queue", "polling_interval": 0.2, "max_retries": 0}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "reports.sweep", "schedule": 30.0},
    "sweep-mail": {"task": "mail.sweep", "schedule": 30.0},
    "heartbeat": {"task": "portal.heartbeat", "schedule": 15.0, "options": {"expires": 120}},
}

# --- Files ----------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # compressing takes half a minute: right once for a production system, wrong at every start of an embedded one
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = ["scf_portal.uploads.FilesAskedFor"]
# The largest form: a whole instrument (54 criteria of three fields), each with a comment of 2,000 characters that take
# nine bytes each on the way, or a city's people to tick. A test reckons it from the instruments that are shipped.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_250_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LARGEST_BODY = 13_000_000  # with files: one a little larger than evidence may be is still told so at its field
EMAIL_FILE_PATH = VAR_DIR / "mail"  # where there is no mail server

# --- Language and time ----------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # reviewed, each under its own name: see docs/languages.md
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["scf_portal.formats"]
TIME_ZONE = "UTC"

# --- Security -------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its symbols from data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "scf_portal.errors.csrf_refused"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# --- Look and log ---------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
LOGGING = logging_settings(os.environ.get("LOG_FORMAT", "line" if EMBEDDED else "json"))
