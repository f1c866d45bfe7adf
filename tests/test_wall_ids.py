"""Nobody learns from an answer what exists in another city: what is theirs and what is nowhere answer alike."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from cities.models import Role
from tests import two_cities as fixtures
from tests.access_table import TABLE
from tests.factories import MemberFactory, UserFactory
from tests.two_cities import HTMX, IN_A_CITY, Side, ask, text_of_answer, undone

pytestmark = pytest.mark.once

two_cities, stage = fixtures.two_cities, fixtures.stage

NOWHERE = 79_999_999
PLACE = 918_273_645
"""A number that stands for an odd one while an address is built."""
ODD = ["0", "-1", "+1", "1.0", "1e3", "0x1", "1_0", " 1", "١", "１", "²", "½", "\0", "1\0", "", "1/", "..", "%"]
LARGE = [str(2**31), str(2**63), str(2**64), str(10**30), "9" * 5000, "-" + str(2**63)]


def numbered(line, names) -> list[str]:
    """Return the words of a line that are numbers of rows."""
    return [word for word in line.args.split() if names[word].isdecimal() and word != "group"]


@pytest.fixture
def observer(stage) -> Side:
    """Somebody in our city who may do next to nothing."""
    member = MemberFactory(city=stage.ours.city, user=UserFactory(), roles=[Role.OBSERVER])
    side = Side(stage.ours.city, member, stage.ours.word, stage.ours.names)
    side.client.force_login(member.user)
    return side


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("reader", ["everything", "nothing"])
def test_what_is_theirs_answers_like_what_is_nowhere(stage, observer, reader, headers):
    side = stage.ours if reader == "everything" else observer
    told = []

    for line in IN_A_CITY:
        for word in numbered(line, side.names):
            answers = []
            for value in (stage.theirs.names[word], str(NOWHERE)):
                with undone():
                    response = ask(side.client, line, side.names | {word: value}, **headers)
                answers.append((text_of_answer(response), dict(response.cookies)))
            told += [(str(line), word)] if answers[0] != answers[1] else []

    assert told == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_another_city_answers_like_one_that_is_nowhere(stage, headers):
    told = []

    for line in [*IN_A_CITY, *(line for line in TABLE if line.args == "archived")]:
        word = line.args.split()[0]
        answers = []
        for slug in (stage.theirs.names[word], "no-such-town"):
            with undone():
                response = ask(stage.ours.client, line, stage.theirs.names | {word: slug}, **headers)
            answers.append((text_of_answer(response), dict(response.cookies)))
        told += [str(line)] if answers[0] != answers[1] else []

    assert told == []


def test_a_link_that_was_never_made_answers_like_nothing(stage):
    answers = [stage.ours.client.get(reverse("join", args=[token])) for token in ("x" * 43, "1", "é" * 9)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({text_of_answer(with_body(answer)) for answer in answers}) == 1


def with_body(response):
    response.body = response.content
    return response


def addresses_with(odd: str, line, names) -> list[str]:
    """Return the addresses of a line in which one number after the other is an odd one."""
    return [
        reverse(line.name, args=[str(PLACE) if word == other else names[other] for other in line.args.split()]).replace(
            str(PLACE), quote(odd, safe="/")
        )
        for word in numbered(line, names)
    ]


@pytest.mark.parametrize("odd", [*ODD, *LARGE], ids=lambda odd: ascii(odd)[:20])
def test_an_address_with_what_is_no_rows_number_is_not_found(stage, odd):
    client, found = stage.ours.client, {}

    for line in IN_A_CITY:
        for address in addresses_with(odd, line, stage.ours.names):
            with undone():
                found[f"{line.method} {address}"] = getattr(client, line.method)(address).status_code

    assert found
    assert {address: status for address, status in found.items() if status != 404} == {}


def test_noughts_before_a_number_lead_no_further_than_the_number(stage):
    """007 is 7: ours where 7 is ours, and not there where it is theirs."""
    found = set()

    for line in IN_A_CITY:
        for word in numbered(line, stage.ours.names):
            address = addresses_with(f"00{stage.theirs.names[word]}", line, stage.ours.names)
            with undone():
                found |= {getattr(stage.ours.client, line.method)(one).status_code for one in address}

    assert found == {404}
