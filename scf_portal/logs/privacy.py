"""What a log line must not hold: addresses as typed, and the words of errors, which quote what people wrote.

Names of people, e-mail addresses, answers and tokens reach a log by three ways only: through a library that logs the
path of a request, through an error given as an argument, and through a traceback. All three are closed here, for
every logger. Our own lines name things by id.
"""

import logging
import os
import traceback
from collections.abc import Iterator
from copy import copy

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

# Errors whose first line speaks of the machinery and never quotes a value.
ABOUT_MACHINERY = (
    *(ImproperlyConfigured, ImportError, OperationalError, QueueError),
    *(RedisConnectionError, RedisTimeoutError),
)


def route_of(request: HttpRequest) -> str:
    """Return the name of the address in the table of URLs, never the path: that may hold a token. "" if none fits."""
    return request.resolver_match.view_name if request.resolver_match else ""


def without_values(record: logging.LogRecord) -> logging.LogRecord:
    """Return a copy of the record that says what happened, and quotes nobody."""
    plain = copy(record)
    plain.exc_text = None  # another handler may have kept the whole of it there
    request = getattr(record, "request", None)
    if record.name.startswith(("django.request", "django.security")):
        route = route_of(request) if isinstance(request, HttpRequest) else ""
        plain.msg, plain.args = "answered %s on %s", (getattr(record, "status_code", "?"), route or "no known address")
    elif record.name == "celery.app.trace" and isinstance(record.args, dict):
        plain.msg = "%(name)s[%(id)s] " + str(record.args.get("description", record.levelname))
    elif record.name.startswith("gunicorn") and " request " in f"{record.msg} ":
        plain.msg, plain.args = "a request could not be handled", ()
    elif isinstance(record.args, tuple):
        plain.args = tuple(name_of(one) if isinstance(one, BaseException) else one for one in record.args)
    return plain


def name_of(error: BaseException) -> str:
    """Return an error's class, and of its words what is sure to hold no value."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    words = ""
    if isinstance(error, ABOUT_MACHINERY):
        words = next(iter(str(error).splitlines()), "")
    elif isinstance(error, OSError) and error.errno:
        words = os.strerror(error.errno)
    elif code := getattr(error.__cause__, "pgcode", None):
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        words = f"SQLSTATE {code}" + (f", {constraint}" if constraint else "")
    return f"{name}: {words}" if words else name


def error_lines(error: BaseException | None) -> Iterator[str]:
    """Yield the way to an error, the earliest cause first: files, lines and code, with the error's name alone."""
    if error is None:
        return
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from error_lines(earlier)
        yield "then:"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"
    yield name_of(error)
