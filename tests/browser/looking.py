"""What every page has to pass, at any width: read by eye, by keyboard, by a screen reader, and without a script."""

import os
from collections import Counter
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

LOOK = (Path(__file__).parent / "look.js").read_text()
WIDTHS = {1280: 900, 360: 740}
# a page with more stops than this is walked up to here
MOST_STOPS = 80
AXE = """() => axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    rules: Object.fromEntries([
        "heading-order", "region", "landmark-one-main", "landmark-unique", "landmark-no-duplicate-main",
        "landmark-main-is-top-level", "page-has-heading-one", "empty-heading", "target-size",
    ].map((rule) => [rule, {enabled: true}])),
    resultTypes: ["violations"],
}).then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`)))
"""


def faults_of(page) -> list[str]:
    """Look at the page at every width; return what is wrong."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
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
    """Keep the whole page at every width, for people to look at."""
    folder = Path(os.environ.get("PICTURES") or settings.BASE_DIR / "var" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.activeElement?.blur(), window.scrollTo(0, 0)")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True, animations="disabled")
