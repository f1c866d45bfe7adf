"""The wall between two cities in what people send: every field of every form, every part of every query.

The pages themselves say what can be sent. A field drawn with the number of one of our rows gets, in turn, the number of
every kind of row the other city has; any other field gets what names the city or a member of it.
"""

import re

import pytest
from django.urls import reverse

from tests import two_cities as fixtures
from tests.page_forms import Form, forms_of
from tests.two_cities import PAGES, ask, undone, writing

pytestmark = pytest.mark.once

two_cities, stage = fixtures.two_cities, fixtures.stage

QUERIES = {
    "city-home": {"page": ""},
    "cities:people": {"q": "", "page": ""},
    "cities:mail": {"q": "", "page": ""},
    "cities:audit": {"page": ""},
    "cities:audit-file": {"actor": "cities.User", "object_type": "", "since": "", "until": ""},
    "assessments:list": {"q": "", "page": ""},
    "assessments:compare": {"with": "assessments.Assessment", "now": "assessments.Assessment", "only": ""},
    "assessments:reviews": {"page": ""},
    "assessments:recommendations": {"status": "", "priority": "", "owner": "cities.Member", "q": "", "page": ""},
    "reports:list": {"assessment": "assessments.Assessment", "page": ""},
}
"""What an address may be asked for besides what its page draws; a kind of row stands for the number of one of ours."""
BROKEN = ["9" * 5000, str(10**30), "²", "\0"]
VALID = {"people": "somebody@new.example", "title": "Next year"}
DIGITS = re.compile(r"\d+")


def pages_with_forms(stage) -> list[tuple[str, Form]]:
    """Return every form of every page of ours, and the queries of those that take one; of a list of alike ones, one."""
    found = {}
    for line in PAGES:
        response = ask(stage.ours.client, line, stage.ours.names)
        address = response.request["PATH_INFO"]
        query = {
            name: [str(min(stage.ours.ids[value])) if value else ""]
            for name, value in QUERIES.get(line.name, {}).items()
        }
        forms = [Form("get", address, query)] if query else []
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            forms += forms_of(address, response.content.decode())
        for form in forms:
            alike = (
                form.method,
                DIGITS.sub("0", form.address),
                *sorted({DIGITS.sub("0", name) for name in form.names}),
            )
            found.setdefault(alike, (str(line), form))
    return list(found.values())


def filled(stage, form: Form) -> dict[str, list[str]]:
    """Return what the form sends as drawn, with something valid where it is empty."""
    values = VALID | {"name": stage.ours.city.name}
    return {name: sent if any(sent) else [values.get(name, "")] for name, sent in form.drawn().items()}


def send(stage, form: Form, data: dict[str, list[str]]):
    """Send a form with our member's cookies and follow where it leads."""
    client = stage.ours.client
    cookies = client.cookies.copy()
    try:
        return getattr(client, form.method.lower())(form.address, data, follow=True)
    finally:
        client.cookies.clear()
        client.cookies.update(cookies)


def body_of(response) -> str:
    return response.getvalue().decode()


def names_rows(stage, form: Form, name: str) -> bool:
    return not stage.ours.numbers.isdisjoint(form.numbers.get(name, ()))


def fields_of(form: Form) -> list[str]:
    """Return the names of a form, of those that differ by a number alone the first."""
    return list({DIGITS.sub("0", name): name for name in reversed(form.names)}.values())


@pytest.fixture
def foreign_values(stage) -> dict[str, str]:
    """One number of every kind of row of the other city, and the names its addresses go by."""
    numbers = {label: str(min(ids)) for label, ids in stage.theirs.ids.items()}
    return numbers | {name: stage.theirs.names[name] for name in ("city", "token", "archived")}


def test_the_forms_are_found(stage):
    """A reader of pages that saw nothing would pass everything below."""
    sent = {name for _line, form in pages_with_forms(stage) for name in form.names}

    assert sent >= {"members", "organisation", "roles", "actor", "object_type", "assessment", "q", "page", "name"}
    assert sent >= {"q-1-a-1-answer", "q-1-a-1-version", "clear", "closes_on", "minimum_group", "remove", "people"}


def test_the_fields_that_name_rows_are_found(stage):
    """They alone get the number of every kind of row."""
    found = {name for _, form in pages_with_forms(stage) for name in fields_of(form) if names_rows(stage, form, name)}

    assert found == {
        "actor", "assessment", "member", "members", "now", "organisation", "owner", "person", "positions", "round",
        "seen", "with",
    }  # fmt: skip


def test_what_is_drawn_is_taken(stage):
    """Forms that are refused whatever is in them would show nothing."""
    taken = set()
    for _line, form in pages_with_forms(stage):
        with undone(), writing() as written:
            send(stage, form, filled(stage, form))
        if written:
            taken.add(form.address.removeprefix(f"/c/{stage.ours.city.slug}/"))

    names = stage.ours.names
    assert taken >= {
        "people/invite/",
        "organisations/new/",
        f"people/{names['member']}/",
        "settings/archive/",
        "assessments/new/",
        f"assessments/{names['open']}/people/",
        f"assessments/{names['open']}/last-day/",
        f"assessments/{names['open']}/answer/success-factors/1/",
        f"assessments/{names['open']}/answer/success-factors/1.a.1/save/",
    }


def test_no_field_takes_anything_of_the_other_city(stage, foreign_values):
    before = stage.theirs.rows()
    words = [(kind, foreign_values[kind]) for kind in ("cities.Member", "city")]  # a text takes any, and stays a text

    for line, form in pages_with_forms(stage):
        drawn = filled(stage, form)
        for name in fields_of(form):
            for kind, value in foreign_values.items() if names_rows(stage, form, name) else words:
                with undone(), writing() as written:
                    body = body_of(send(stage, form, drawn | {name: [value]}))
                    told = (line, form.address, name, kind)
                    assert stage.theirs.word not in body, told
                    if written:
                        assert stage.strays() == [], told
                        assert stage.theirs.rows() == before, told


def test_no_field_breaks_on_a_number_that_is_none(stage):
    """The client of the test raises what would be a page of error 500."""
    for _line, form in pages_with_forms(stage):
        drawn = filled(stage, form)
        for name in fields_of(form):
            for value in BROKEN:
                with undone():
                    assert send(stage, form, drawn | {name: [value]}).status_code < 500


def test_a_report_is_not_asked_for_under_another_citys_assessment(stage):
    """The list offers what is revealed; whatever else is named is not there."""
    address = reverse("reports:request", args=[stage.ours.city.slug])

    for name in ("draft", "open", "closed", "revealed"):
        with writing() as written:
            response = stage.ours.client.post(address, {"assessment": stage.theirs.names[name]})
        assert (response.status_code, written) == (404, [])
