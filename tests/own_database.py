"""A database beside the tests' own one: filled once, then read by many tests that change nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def using(name: str, blocker) -> Iterator[None]:
    """Let every connection of this process, a live server's too, lead to that database."""
    before = connection.settings_dict["NAME"]
    with blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


@contextmanager
def created(purpose: str, blocker) -> Iterator[str]:
    """Create an empty database with its tables, named after its purpose and the worker; it goes with the context."""
    before, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    test_before = test["NAME"]
    with blocker.unblock():
        connection.close()
        test["NAME"] = name_beside(test_before or f"test_{before}", purpose)
        try:
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
        finally:
            connection.close()
            connection.settings_dict["NAME"], test["NAME"] = before, test_before
    yield name
    with using(name, blocker):
        connection.creation.destroy_test_db(before, verbosity=0)


def name_beside(name: str | Path, purpose: str) -> str:
    path = Path(name)
    return str(path.with_name(f"{path.stem}_{purpose}{path.suffix}"))
