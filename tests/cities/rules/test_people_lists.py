"""Lists of people as they come out of spreadsheets and mail programs."""

import pytest

from cities.rules.addresses import Unreadable
from cities.rules.people_lists import Listed, read_list


def is_address(text):
    name, at, domain = text.partition("@")
    return bool(name and at and "." in domain and not set(" <>@") & set(name + domain))


def people(text):
    return [(one.email, one.name, one.organisation) for one in read_list(text, is_address).people]


ANN = ("ann@city.example", "Ann Lee", "City hall")


@pytest.mark.parametrize(
    "line",
    [
        "ann@city.example,Ann Lee,City hall",
        "ann@city.example;Ann Lee;City hall",
        "ann@city.example\tAnn Lee\tCity hall",
        "ANN@City.example , Ann Lee , City hall ",
        '"ann@city.example","Ann Lee","City hall"',
        "Ann Lee <ann@city.example>,City hall",
        '"Ann Lee" <ann@city.example>; City hall',
        "Ann Lee;ann@city.example;City hall",
    ],
)
def test_a_line_names_somebody_with_their_organisation(line):
    assert people(line) == [ANN]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("ann@city.example", ("ann@city.example", "", "")),
        ("ann@city.example,,City hall", ("ann@city.example", "", "City hall")),
        ('ann@city.example;"Lee, Ann"', ("ann@city.example", "Lee, Ann", "")),
        ('"Lee, Ann" <ann@city.example>', ("ann@city.example", "Lee, Ann", "")),
        ("ann@city.example;Ann;Trade, Ltd", ("ann@city.example", "Ann", "Trade, Ltd")),
    ],
)
def test_what_is_missing_is_empty(line, person):
    assert people(line) == [person]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_byte_order_marks_headings_empty_lines_and_every_line_end_are_understood(end):
    text = end.join(["\ufeffOrganisation;Name;E-Mail", "City hall;Ann Lee;ann@city.example", "", ";;", ""])

    assert people(text) == [ANN]


def test_a_heading_only_stands_first_and_counts_as_a_line():
    found = read_list("E-mail,Name\nann@city.example,Ann\nE-mail,Name", is_address)

    assert found.people == (Listed(2, "ann@city.example", "Ann"),)
    assert found.wrong == (Unreadable(3, "E-mail,Name"),)


def test_several_addresses_in_a_line_are_several_people():
    expected = [("ann@city.example", "", ""), ("bea@city.example", "Bea", ""), ("cy@city.example", "", "")]

    assert people("ann@city.example, Bea <bea@city.example>, cy@city.example") == expected
    assert people("ann@city.example, Bea <bea@city.example>; cy@city.example") == expected


def test_every_line_without_an_address_is_named_with_its_number():
    found = read_list("ann@city.example\nnobody\n\nbea@, Bea\n@\nAnn <ann@city.example", is_address)

    assert [(bad.line, bad.text) for bad in found.wrong] == [
        (2, "nobody"),
        (4, "bea@, Bea"),
        (5, "@"),
        (6, "Ann <ann@city.example"),
    ]


def test_who_stands_there_twice_is_counted_once_and_said():
    found = read_list("ann@city.example,Ann\nANN@CITY.example,Anna\nbea@city.example", is_address)

    assert [person.name for person in found.people] == ["Ann", ""]
    assert found.again == 1


def test_five_thousand_lines_are_read():
    text = "\n".join(f"person{number}@city.example;Person {number};City hall" for number in range(5000))

    assert len(people(text)) == 5000


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", ";;\n,,"])
def test_nothing_is_nobody(text):
    found = read_list(text, is_address)

    assert (found.people, found.wrong, found.again) == ((), (), 0)


@pytest.mark.parametrize(
    ("text", "emails", "wrong"),
    [
        ('"', [], []),
        ('"ann@city.example', ["ann@city.example"], []),
        ('a"b@city.example', ['a"b@city.example'], []),
        *((text, [], [text]) for text in ("\0", "<>", "a@b@c.d")),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_can_be_or_named(text, emails, wrong):
    found = read_list(text, is_address)

    assert [one.email for one in found.people] == emails
    assert [(one.line, one.text) for one in found.wrong] == [(1, line) for line in wrong]
