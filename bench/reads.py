"""What a page of the portal reads, written down for the bare server to read too."""

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client as InProcess
from django.test.utils import CaptureQueriesContext

from cities.models import User


def path_of(name: str) -> Path:
    """Return where the reads of a page are written down."""
    return Path(os.environ["VAR_DIR"]) / f"reads-{name}.json"


def reader(user: User) -> InProcess:
    """Return a client of this process, signed in."""
    client = InProcess(headers={"host": "localhost"})
    client.force_login(user)
    return client


def statements_of(path: str, user: User) -> list[str]:
    """Return what a page that was opened before asks the database."""
    client = reader(user)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [query["sql"] for query in captured]


def record(name: str, statements: list[str], size: int) -> None:
    """Write down what a page reads, and how many bytes it has."""
    asked = [statement for statement in statements if statement.lstrip("(").startswith("SELECT")]
    path_of(name).write_text(json.dumps([asked, size]))
