"""A second portal beside the test's own: a database and files of its own, used by processes of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2
from django.conf import settings

START = """
import hashlib, json, sys
import django
from django.conf import settings
django.setup()
from django.db import connection
from django_scopes import scopes_disabled
settings.SECURE_SSL_REDIRECT = False
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
"""
VISIT = """
from django.test import Client
from cities.models import User
client = Client(headers={"host": "localhost"})
client.force_login(User.objects.get(email=sys.argv[1]))
found = {}
for path in sys.argv[2:]:
    response = client.get(path)
    content = response.getvalue()
    found[path] = [response.status_code, hashlib.sha256(content).hexdigest()]
print(json.dumps(found))
"""
ROWS = """
LEFT_OUT = {"django_session", "cache"}
found = {}
with connection.cursor() as cursor:
    for name in connection.introspection.table_names(cursor):
        if name not in LEFT_OUT:
            cursor.execute(f'SELECT * FROM "{name}"')
            plain = lambda value: bytes(value) if isinstance(value, memoryview) else value
            rows = sorted(repr([plain(value) for value in row]) for row in cursor.fetchall())
            found[name] = [len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()]
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Portal:
    """Where a portal's processes find its database and its files."""

    var: Path
    database: str = ""

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def environment(self) -> dict[str, str]:
        ours = ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "LOG_FORMAT")
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        own = {"VAR_DIR": str(self.var), "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "0"}
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command; return what it said, on failure what it complained of."""
        done = subprocess.run(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == status, done.stderr
        return done.stderr if status else done.stdout

    def manage(self, *arguments: str, status: int = 0) -> str:
        return self.run("manage.py", *arguments, status=status)

    def ask(self, script: str, *arguments: str):
        """Run a script on this portal; return what it printed as JSON."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scf_portal.settings")
        return json.loads(self.run("-c", START + script, *arguments).splitlines()[-1])

    def visit(self, email: str, *paths: str) -> dict[str, list]:
        """Open pages as this person; return by path the status and the sum of what came."""
        return self.ask(VISIT, email, *paths)

    def rows(self) -> dict[str, list]:
        """Return by table how many rows it has, and a sum of all of them."""
        return self.ask(ROWS)


@contextmanager
def empty_portal(folder: Path) -> Iterator[Portal]:
    """Make a portal whose database has nothing in it, of the kind that the tests run on."""
    folder.mkdir(parents=True, exist_ok=True)
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield Portal(folder)
        return
    name = f"scratch_{uuid4().hex}"
    server = psycopg2.connect(url)
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield Portal(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()
