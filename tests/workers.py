"""A real Celery worker beside a test, on the test's own database, files and queue."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection


def database_url() -> str:
    """Return the address of the test's database, which is not the one the settings name."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def environment() -> dict[str, str]:
    """Return what a process of its own needs to stand on the test's ground."""
    return os.environ | {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "HTTPS": "0",
        "VAR_DIR": str(Path(settings.MEDIA_ROOT).parent),
        "REDIS_URL": settings.REDIS_URL,
    }


@contextmanager
def worker(log: IO[bytes] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker as production does, and end it with the test. Its log goes to `log`, if given."""
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "--app", "scf_portal", "worker", "--concurrency", "1"],
        env=environment(),
        stderr=log,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
