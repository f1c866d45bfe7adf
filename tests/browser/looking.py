"""What every page has to pass, at any width: read by eye, by keyboard, by a screen reader, and without a script."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

LOOK = (Path(__file__).parent / "look.js").read_text()
WIDTHS = {1280: 900, 360: 740}
# a page with more stops than this is walked up to here
MOST_STOPS = 40
AXE = """() => axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    rules: Object.fromEntries([
        "heading-order", "region", "landmark-one-main", "landmark-unique", "landmark-no-duplicate-main",
        "landmark-main-is-top-level", "page-has-heading-one", "empty-heading", "target-size",
    ].map((rule) => [rule, {enabled: true}])),
    resultTypes: ["violations"],
    preload: false,  // it would copy style sheets into the page, which the content policy forbids
}).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`)))
"""


@contextmanager
def browsers(browser, url: str, sessions: dict[str, str]) -> Iterator[Callable]:
    """Give a function that opens a page of a browser in which a reader is signed in, with scripts or without."""

    @cache
    def context_of(reader: str, has_scripts: bool):
        # with its smooth scrolling the page would still be on its way to what has focus
        context = browser.new_context(reduced_motion="reduce", java_script_enabled=has_scripts)
        if reader in sessions:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": sessions[reader], "url": url}])
        contexts.append(context)
        return context

    contexts = []
    yield lambda reader, has_scripts=True: context_of(reader, has_scripts)
    for context in contexts:
        context.close()


def look_at(
    enter: Callable, reader: str, url: str, picture: str, status: int = 200, widths: Collection[int] = tuple(WIDTHS)
) -> list[str]:
    """Open an address as a reader, keep pictures of it, and return all that is wrong."""
    with enter(reader).new_page() as page, enter(reader, has_scripts=False).new_page() as plain:
        faults = listen(page, status)
        response = page.goto(url)
        if response.status != status:
            faults.append(f"status {response.status}")
        plain.goto(url)
        take_pictures(page, picture)
        faults += faults_without_script(page, plain)
        return faults + faults_of(page, widths)


def listen(page, status: int = 200) -> list[str]:
    """Return a list that fills with what the console says, but for the status of a page that is meant to fail."""
    heard: list[str] = []

    def hear(message) -> None:
        if message.type == "error" and f"status of {status} " not in message.text:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def faults_of(page, widths: Collection[int] = tuple(WIDTHS)) -> list[str]:
    """Look at the page at each width; return what is wrong."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.evaluate("look.rest()")  # what has focus, such as the skip link, covers others
        faults = page.evaluate("look.page()") + page.evaluate(AXE) + faults_by_keyboard(page)
        found += [f"{width} px: {fault}" for fault in faults]
    return found


def faults_by_keyboard(page) -> list[str]:
    """Walk the page with Tab: what has focus shows it, and is in view."""
    page.evaluate("look.rest()")
    faults = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate("look.focused()")
        if stop["done"]:
            return faults if stop["count"] else ["Tab reaches nothing"]
        faults += stop["faults"]
    return faults


def faults_without_script(page, plain) -> list[str]:
    """Compare a page with the same one, opened as `plain` by a browser that runs no script."""
    for each in (page, plain):
        each.evaluate(LOOK)
    with_script, without = (Counter(each.evaluate("look.text()").split()) for each in (page, plain))
    missing = list((with_script - without).elements())
    faults = plain.evaluate("look.formsWithoutButton()")
    if len(missing) > with_script.total() / 10:
        faults.append(f"without a script the page does not say: {' '.join(missing[:40])}")
    return faults


def take_pictures(page, name: str) -> None:
    """Keep the whole page at every width, for people to look at, if PICTURES names a folder."""
    if "PICTURES" not in os.environ:
        return
    folder = Path(os.environ["PICTURES"])
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement?.blur(), window.scrollTo(0, 0)")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        # hiding the caret writes styles on fields, which htmx copies to what it swaps, against the content policy
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True, animations="disabled", caret="initial")
