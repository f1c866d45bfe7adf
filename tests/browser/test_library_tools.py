"""The library's search and its map, as people use them: by typing, by keyboard, without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.looking import browsers, look_at

pytestmark = pytest.mark.browser

SEARCHES = {
    "found": {"q": "goverance"},
    "kind": {"q": "city", "kind": "criterion", "page": "2"},
    "partly": {"q": "xylophon governance"},
    "nothing": {"q": "prokyurment"},
}


@pytest.fixture(scope="module")
def enter(browser, demo_city, demo_server):
    with browsers(browser, demo_server, demo_city.sessions) as enter:
        yield enter


@pytest.fixture
def address(demo_server):
    return lambda name, **query: demo_server + reverse(f"framework:{name}", args=["scf-2013"], query=query)


@pytest.mark.parametrize("search", SEARCHES)
def test_what_was_found_is_fit_for_everybody(search, address, enter):
    faults = look_at(enter, "anonymous", address("search", **SEARCHES[search]), f"library-search-{search}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("note", ["B4", "B7", "D"])
def test_a_note_on_the_map_is_fit_for_everybody(note, address, enter):
    faults = look_at(enter, "anonymous", address("map", note=note), f"library-map-{note}")

    assert not faults, "\n".join(faults)


def test_results_follow_while_one_types(page, address):
    page.goto(address("search"))
    box = page.get_by_label("Word or reference")

    box.press_sequentially("procurm", delay=20)

    expect(page.get_by_role("heading", level=2).first).to_contain_text("Procurement and supplier management")
    box.press_sequentially("ent", delay=20)
    expect(page.get_by_role("status").filter(has_text="procurment")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("procurment")
    assert page.url == address("search", q="procurment")
    page.get_by_role("navigation", name="Kinds").get_by_role("link", name="Terms").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["procurement pipeline"])
    expect(box).to_have_value("procurment")


def test_every_page_of_an_edition_has_the_box(page, address):
    for name in ("contents", "glossary", "phases", "map"):
        page.goto(address(name))
        page.get_by_label("Word or reference").fill("[b8]")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("heading", level=2).first).to_have_text("[B8] Smart city roadmap")


def test_what_was_found_leads_to_its_place(page, address):
    for text, heading in (("9.c.1", "Accountability for every outcome"), ("IoT", "Internet of Things")):
        page.goto(address("search", q=text))
        page.get_by_role("heading", level=2).first.get_by_role("link").click()
        place = page.locator(":target")
        expect(place).to_contain_text(heading)
        expect(place).to_be_in_viewport()


@pytest.mark.parametrize(("width", "shown"), [(1280, "map-wide"), (360, "map-narrow")])
def test_the_map_is_walked_by_keyboard(width, shown, page, address):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address("map"))
    drawing = page.locator(f".{shown}")
    expect(page.locator("svg.chart-svg:visible")).to_have_count(1)

    drawing.get_by_role("link", name="A Guiding principles").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2, name="[B1] City vision")).to_be_visible()
    assert page.url == address("map", note="B1") + "#map"
    expect(drawing.locator("a[aria-current]")).to_have_count(1)
    leaving, arriving = re.findall(r"\b\d+", drawing.locator("a[aria-current]").get_attribute("aria-label"))
    expect(page.locator(".map-reasons > li")).to_have_count(int(leaving) + int(arriving))


def test_on_a_phone_the_linkages_in_words_unfold(page, address):
    page.goto(address("map"))
    expect(page.get_by_role("row").last).to_be_visible()
    expect(page.get_by_text("Show them in words")).to_be_hidden()

    page.set_viewport_size({"width": 360, "height": 740})

    expect(page.get_by_role("row").last).to_be_hidden()
    page.get_by_text("Show them in words").click()
    expect(page.get_by_role("row").last).to_be_visible()


def test_on_a_phone_the_tabs_are_one_row_with_the_current_one_in_view(page, address):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address("data"))

    expect(page.locator(".library-tools [aria-current]")).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_label("Word or reference")).to_be_hidden()
    expect(page.locator(".library-tools").get_by_role("link", name="Search")).to_be_visible()
    assert page.locator(".library-tools").bounding_box()["height"] < 60
    page.goto(address("contents"))
    expect(page.get_by_label("Word or reference")).to_be_visible()
    expect(page.locator(".library-tools").get_by_role("link", name="Search")).to_be_hidden()


def test_a_note_leads_to_its_place_on_the_map(page, demo_server, address):
    page.goto(demo_server + reverse("framework:note", args=["scf-2013", "B8"]))

    page.get_by_role("link", name="Show on the map").click()

    expect(page.get_by_role("heading", level=2, name="[B8] Smart city roadmap")).to_be_visible()
