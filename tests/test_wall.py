"""The wall between two cities, at every address there is: who holds every role in one finds nothing of the other.

Driven by the table of addresses, so that a page added later falls under it without anybody remembering.
"""

import pytest
from django.db import models
from django.test import Client

from cities.models import Member, MemberRole, Role
from tests import two_cities as fixtures
from tests.access_table import TABLE
from tests.rows import OWNED
from tests.two_cities import HTMX, IN_A_CITY, PAGES, ask, pages_of, text_of_answer, undone, writing

pytestmark = pytest.mark.once

two_cities, stage = fixtures.two_cities, fixtures.stage


def replacements(line, ours, theirs):
    """Return the names for a line in which one after the other, and then all, are the other city's."""
    words = [word for word in line.args.split() if ours[word] != theirs[word]]
    single = [{word: theirs[word]} for word in words]
    return [*single, {word: theirs[word] for word in words}, {word: theirs[word] for word in words if word != "city"}]


def test_both_cities_have_one_of_everything_and_nothing_in_common(stage):
    """What is not there could not leak."""
    for side in (stage.ours, stage.theirs):
        assert [label for label, rows in side.rows().items() if not rows] == []
        assert set(side.owns(MemberRole).filter(member=side.member).values_list("role", flat=True)) == set(Role.values)
    assert stage.ours.numbers & stage.theirs.numbers == set()
    assert stage.strays() == []


def test_the_other_citys_own_pages_show_its_word_and_its_numbers(stage):
    """The traces that the tests below look for are really left."""
    pages = pages_of(stage.theirs)

    untraced = {name for name, text in pages.items() if text.startswith("200") and not stage.traces(text)}
    # a colour; and pictures of figures, in the words of the framework that both share
    assert untraced == {
        "get cities:theme city",
        "get assessments:chart-file city revealed instrument chart",
        "get assessments:over-time-file city instrument picture",
    }
    assert stage.theirs.word in pages["get reports:file city job"]
    assert len({trace for text in pages.values() for trace in stage.traces(text)}) > 20


def test_every_name_in_an_address_may_be_ours_or_theirs_and_only_ours_leads_anywhere(stage):
    found = {}

    for line in [*IN_A_CITY, *(line for line in TABLE if line.args == "archived")]:
        for foreign in replacements(line, stage.ours.names, stage.theirs.names):
            if not foreign:
                continue
            with undone(), writing() as written:
                response = ask(stage.ours.client, line, stage.ours.names | foreign)
            found[f"{line} with their {' '.join(foreign)}"] = (response.status_code, written)

    assert {name: outcome for name, outcome in found.items() if outcome != (404, [])} == {}
    assert len(found) > len(IN_A_CITY)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_no_page_tells_anything_of_the_other_city(stage, headers):
    pages = pages_of(stage.ours, **headers)

    assert {name: stage.traces(text) for name, text in pages.items() if stage.traces(text)} == {}
    reached = {"revealed", "draft", "own_evidence", "position"}
    assert {name for name in pages if pages[name].startswith("404")} == {
        str(line) for line in PAGES if line.refused == 404 and reached.isdisjoint(line.args.split())
    }


def test_every_page_is_the_same_whether_the_other_city_is_there_or_not(stage):
    """Nor is anything counted, ordered or numbered by its rows."""
    assert pages_of(stage.ours) == stage.alone


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("reader", ["theirs", "nobody"])
def test_nobody_else_gets_anything_of_ours(stage, reader, headers):
    client = stage.theirs.client if reader == "theirs" else Client()
    found, expected = {}, {}

    for line in IN_A_CITY:
        with undone(), writing() as written:
            response = ask(client, line, stage.ours.names, **headers)
        status = 404 if reader == "theirs" else 401 if headers or line.is_handed_back else 302
        found[str(line)] = (response.status_code, stage.ours.word in text_of_answer(response), written)
        expected[str(line)] = (status, False, [])

    assert found == expected


def test_a_report_is_made_of_its_own_citys_figures_alone(stage):
    """A snapshot holds all that is printed."""
    for side, other in ((stage.ours, stage.theirs), (stage.theirs, stage.ours)):
        contents = str([row["content"] for row in side.rows()["assessments.Snapshot"]])

        assert side.word in contents
        assert other.word not in contents


def test_no_table_is_left_out(stage):
    """A table whose rows the stage does not see would be compared with nothing."""
    for model in OWNED:
        rows = models.QuerySet(model).count()
        assert rows == stage.ours.owns(model).count() + stage.theirs.owns(model).count()
    assert models.QuerySet(Member).filter(city=stage.ours.city).count() > 10
