"""The checks of `looking` find what they are there for: pages with one fault each."""

import pytest

from tests.browser.looking import faults_of, faults_without_script

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page — Portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>A page</h1><p><a href="/next">Next page</a></p>{}</main></body></html>"""

FAULTS = {
    "wide": ('<div style="width: 700px">Wide</div>', "360 px: beyond the edge: div “Wide”"),
    "clipped": ('<p style="overflow: hidden; width: 60px; white-space: nowrap">So many words</p>', "clipped: p"),
    "second h1": ("<h1>Another</h1>", "2 visible h1"),
    "leftover": ("<p>Closing on None.</p>", "the page says “None”"),
    "no label": ("<p><input></p>", "label: <input>"),
    "pale": ('<p style="color: #bbb">Pale words</p>', "color-contrast:"),
    "small": ('<button style="width: 12px; height: 12px">a</button><button style="width: 12px">b</button>', "target-"),
    "no ring": ('<a href="/b" style="outline: none">Bare</a>', "focus cannot be seen: a “Bare”"),
    "under the head": (
        '<div style="position: fixed; inset: 0; background: white">Cover</div>',
        "has focus but is covered or out of view: a “Next page”",
    ),
}


@pytest.fixture
def fresh(browser):
    contexts = []

    def page_with(content: str, **options):
        contexts.append(browser.new_context(reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.set_content(PAGE.format(content))
        return page

    yield page_with
    for context in contexts:
        context.close()


def all_faults(fresh, content: str) -> list[str]:
    page = fresh(content)
    return faults_without_script(page, fresh(content, java_script_enabled=False)) + faults_of(page)


def test_a_good_page_has_none(fresh):
    assert all_faults(fresh, "<h2>A part</h2><p>With words.</p>") == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name, fresh):
    content, words = FAULTS[name]

    assert [fault for fault in all_faults(fresh, content) if words in fault] != []


def test_a_form_without_a_button_is_found(fresh):
    assert "no button to send: form “”" in all_faults(fresh, '<form><input aria-label="Name"></form>')


def test_what_only_a_script_shows_is_missed_without_it(fresh):
    page, plain = fresh("<p>Only a script has put all these words here.</p>"), fresh("", java_script_enabled=False)

    assert faults_without_script(page, plain)[0].startswith("without a script the page does not say: ")
