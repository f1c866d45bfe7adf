"""Every address of the access table that can be got, opened on the demo city as people see it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.access_table import TABLE
from tests.browser.looking import WIDTHS, browsers, look_at

pytestmark = pytest.mark.browser

GOT = [line for line in TABLE if line.method == "get"]
# Those who run a city and those who answer see the most; others only where neither may go.
ORDER = ("anonymous", "bo", "ada", "alma", "chi", "rey", "ola", "outsider", "confirmed", "operator")


def readers_of(line) -> list[str]:
    """Return who opens a line: who needs no account; else somebody who runs the city, and Chi besides.

    The library is the same to everybody.
    """
    reached = [reader for reader in ORDER if line.expected(reader) == 200]
    if line.kind in ("data", "redirect"):
        reached = reached or [reader for reader in ORDER if reader in line.allowed.split()]
    is_same = reached[:1] == ["anonymous"] or line.name.startswith("library:")
    return [reader for reader in reached if reader == reached[0] or (reader == "chi" and not is_same)]


def visits(kind: str) -> list:
    """Return lines and readers as parameters."""
    return [
        pytest.param(line, reader, id=f"{line.name} {line.args} as {reader}")
        for line in GOT
        if line.kind == kind
        for reader in readers_of(line)
    ]


# Pages at an address of the table that none of its readers sees.
OTHER_VISITS = [("home", "newcomer"), ("home", "commuter")]


@pytest.fixture
def city(demo_city, demo_server, settings):
    settings.MEDIA_ROOT = demo_city.media
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60  # of whoever signed in as the tests began
    return demo_city


@pytest.fixture
def address(city, demo_server):
    def of(line) -> str:
        return demo_server + path_of(line, city.words)

    return of


def path_of(line, words: dict[str, str]) -> str:
    unknown = [word for word in line.args.split() if word not in words]
    assert not unknown, f"The demo city has no {' and no '.join(unknown)}: add it to NAMES in tests/demo_stage.py."
    return reverse(line.name, args=[words[word] for word in line.args.split()])


@pytest.fixture(scope="module")
def enter(browser, demo_city, demo_server):
    with browsers(browser, demo_server, demo_city.sessions) as enter:
        yield enter


def picture_name(line, reader: str) -> str:
    words = [line.name, *line.args.split()]
    if reader != readers_of(line)[0]:
        words.append(f"as-{reader}")
    return re.sub(r"[^a-z0-9.]+", "-", "-".join(words))


@pytest.mark.parametrize(("line", "reader"), visits("page"))
def test_a_page_is_fit_for_everybody(line, reader, address, enter):
    widths = WIDTHS if reader == readers_of(line)[0] else [min(WIDTHS)]  # a leader besides, with a phone
    faults = look_at(enter, reader, address(line), picture_name(line, reader), widths=widths)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("name", "reader"), OTHER_VISITS)
def test_a_page_that_depends_on_the_reader_is_too(name, reader, demo_server, enter):
    faults = look_at(enter, reader, demo_server + reverse(name), f"{name}-as-{reader}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("line", "reader"), visits("file"))
def test_a_file_is_kept_not_shown(line, reader, address, enter):
    response = enter(reader).request.get(address(line))

    assert (response.status, response.headers["content-disposition"].split(";")[0]) == (200, "attachment")
    assert len(response.body()) > 0


@pytest.mark.parametrize(("line", "reader"), visits("fragment"))
def test_a_fragment_is_a_part_of_a_page(line, reader, address, enter):
    response = enter(reader).request.get(address(line), headers={"HX-Request": "true"})

    assert (response.status, "<html" in response.text(), "<" in response.text()) == (200, False, True)


@pytest.mark.parametrize(("line", "reader"), visits("data"))
def test_data_is_no_page(line, reader, address, enter):
    response = enter(reader).request.get(address(line))

    assert (response.status, "html" in response.headers["content-type"]) == (line.status, False)


@pytest.mark.parametrize(("line", "reader"), visits("redirect"))
def test_a_redirect_leads_to_a_page_of_ours(line, reader, address, enter, demo_server):
    with enter(reader).new_page() as page:
        response = page.goto(address(line))

        assert (response.status, page.url.startswith(demo_server), page.url == address(line)) == (200, True, False)


def test_no_address_slips_out():
    kinds = ("page", "file", "fragment", "data", "redirect")
    visited = {param.values[0].name for kind in kinds for param in visits(kind)}

    assert visited == {line.name for line in GOT}
    assert {reader for line in GOT for reader in readers_of(line)} <= set(ORDER)


@pytest.mark.parametrize("name", sorted({line.name for line in TABLE} - {line.name for line in GOT}))
def test_what_stands_in_the_table_as_a_post_alone_cannot_be_got(name, city):
    line = next(line for line in TABLE if line.name == name)
    client = Client()
    client.cookies["sessionid"] = city.sessions[readers_of_post(line)]

    assert client.get(path_of(line, city.words)).status_code == 405


def readers_of_post(line) -> str:
    return line.allowed.split()[0]


def test_the_title_tells_a_page_from_every_other(city):
    """Read in the tabs of a browser, or aloud, the title alone says which page this is."""
    paths = {}
    for line in GOT:
        if line.kind == "page" and readers_of(line):
            client = Client()
            reader = readers_of(line)[0]
            if reader in city.sessions:
                client.cookies["sessionid"] = city.sessions[reader]
            path = path_of(line, city.words)
            head = client.get(path).content.decode().split("</head>")[0]
            (title,) = re.findall(r"<title>(.*?)</title>", head, re.DOTALL) or [f"{path} has none"]
            paths.setdefault(" ".join(title.split()), set()).add(path)

    assert [title for title in paths if title.endswith("has none")] == []
    assert {title: found for title, found in paths.items() if len(found) > 1} == {}
