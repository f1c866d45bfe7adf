"""A city on its first day, with one administrator and nothing else: every page says what comes next."""

import pytest
from django.urls import reverse

from tests.access_table import TABLE
from tests.browser.looking import browsers, look_at

pytestmark = pytest.mark.browser

# What a city has from the start; an address that names more does not exist there yet, nor what was uploaded.
FIRST_WORDS = {"city"}
LATER = {"cities:upload"}
LINES = [
    line
    for line in TABLE
    if line.name not in LATER
    and line.method == "get"
    and line.kind == "page"
    and "ada" in line.allowed
    and set(line.args.split()) == FIRST_WORDS
]


@pytest.fixture(scope="module")
def enter(browser, empty_city, empty_server):
    with browsers(browser, empty_server, empty_city.sessions) as enter:
        yield enter


@pytest.fixture
def address(empty_city, empty_server):
    return lambda line: empty_server + reverse(line.name, args=[empty_city.words[word] for word in line.args.split()])


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_page_of_an_empty_city_is_fit_for_everybody(line, address, enter):
    faults = look_at(enter, "ada", address(line), "empty-" + line.name.replace(":", "-"))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_it_says_what_comes_next(line, address, enter):
    """By a form to fill in, a step to take, or a sentence about what will stand here and who puts it there."""
    with enter("ada").new_page() as page:
        page.goto(address(line))

        assert page.locator("main form, main a.btn, main button, main .empty p").count() > 0
