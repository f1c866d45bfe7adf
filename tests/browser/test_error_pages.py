"""What people see when something goes wrong, brought about as it comes about."""

from urllib.parse import urlsplit

import pytest

from tests.browser.looking import browsers, faults_of, faults_without_script, listen, look_at, take_pictures

pytestmark = pytest.mark.browser

ADDRESSES = {"no-such-page/": 404, "refused/": 403, "fails/": 500, "too-often/": 429}


@pytest.fixture
def url(empty_server, settings):
    settings.ROOT_URLCONF = "tests.scf_portal.failing_urls"
    return empty_server


@pytest.fixture(scope="module")
def enter(browser, empty_city, empty_server):
    with browsers(browser, empty_server, empty_city.sessions) as enter:
        yield enter


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_an_error_page_is_fit_for_everybody(address, status, url, enter):
    faults = look_at(enter, "ada", f"{url}/{address}", f"error-{status}", status)

    assert not faults, "\n".join(faults)


def test_a_foreign_host_gets_a_page_too(url, enter):
    foreign = f"http://elsewhere.localhost:{urlsplit(url).port}/"

    faults = look_at(enter, "anonymous", foreign, "error-400", 400)

    assert not faults, "\n".join(faults)


def send(page, fields: str) -> None:
    """Send the sign-in form as a page that was changed behind our back would."""
    with page.expect_navigation():
        page.evaluate(f"""() => {{
            const form = document.querySelector("main form");
            {fields}
            form.submit();
        }}""")


@pytest.mark.parametrize(
    ("name", "status", "fields"),
    [
        ("403-csrf", 403, 'form.elements.csrfmiddlewaretoken.value = "stale";'),
        (
            "413",
            413,
            'form.append(Object.assign(document.createElement("textarea"), {name: "a", value: "x".repeat(2e6)}));',
        ),
    ],
)
def test_a_form_that_is_refused_gets_a_page_too(name, status, fields, url, enter):
    with enter("anonymous").new_page() as page, enter("anonymous", has_scripts=False).new_page() as plain:
        faults = listen(page, status)
        for each in (page, plain):
            each.goto(f"{url}/sign-in/")
            send(each, fields)
        take_pictures(page, f"error-{name}")
        faults += faults_without_script(page, plain) + faults_of(page)

        assert not faults, "\n".join(faults)
        assert page.locator("main").inner_text().count("Nothing was saved.") == 1


def test_the_page_of_a_fault_of_ours_says_what_to_quote(url, enter):
    with enter("ada").new_page() as page:
        page.goto(f"{url}/fails/")

        assert page.locator(".error-id").inner_text().startswith("If you ask for help, quote 4f2c9a7be1:")
