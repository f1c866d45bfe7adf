"""Chromium, and a rule for every browser test: nothing in the console, nothing refused by the content policy."""

import os

import pytest

# Playwright's own event loop runs in the test's thread; Django would take that for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.fixture
def page(page):
    """A page that fails its test for any console error or uncaught exception."""
    complaints: list[str] = []

    def note(message):
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(10_000)
    yield page
    assert complaints == []
