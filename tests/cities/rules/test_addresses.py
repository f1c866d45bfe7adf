"""A pasted list of addresses, as people really paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities.rules.addresses import Addressee, Unreadable, read_addresses


def looks_right(text):
    name, _, domain = text.partition("@")
    return bool(name) and "." in domain and "@" not in domain


@pytest.mark.parametrize(
    ("pasted", "people"),
    [
        ("ann@city.example", [("ann@city.example", "")]),
        ("  Ann@City.Example \r\n\r\n", [("ann@city.example", "")]),
        ("Ann Lee <ann@city.example>", [("ann@city.example", "Ann Lee")]),
        ('"Lee, Ann" <ann@x.example>, bob@x.example', [("ann@x.example", "Lee, Ann"), ("bob@x.example", "")]),
        ("Ann Lee\ta@x.example\nBob Ray\tb@x.example", [("a@x.example", "Ann Lee"), ("b@x.example", "Bob Ray")]),
        ("a@x.example; b@x.example;", [("a@x.example", ""), ("b@x.example", "")]),
        ("a@x.example\nAnn <A@X.example>", [("a@x.example", "Ann")]),
        ("", []),
    ],
)  # fmt: skip
def test_everybody_in_the_list_comes_out_once(pasted, people):
    assert read_addresses(pasted, looks_right) == (tuple(Addressee(*person) for person in people), ())


def test_every_bad_entry_is_named_with_its_line_and_the_good_ones_are_kept():
    people, wrong = read_addresses("ann@city.example\nnobody\nx@y, bob@city.example\n<>", looks_right)

    assert people == (Addressee("ann@city.example", ""), Addressee("bob@city.example", ""))
    assert wrong == (Unreadable(2, "nobody"), Unreadable(3, "x@y"), Unreadable(4, "<>"))


def test_a_line_of_blanks_costs_no_more_than_its_length():
    """An expression that looks for a name before an address took minutes here, and the portal with it."""
    people, wrong = read_addresses("a@x.example\n" + " " * 20_000 + "x\n" + " <" * 10_000, looks_right)

    assert (len(people), [entry.line for entry in wrong]) == (1, [2, 3])


@given(st.text())
def test_no_text_breaks_it(pasted):
    people, wrong = read_addresses(pasted, looks_right)

    assert len({person.email for person in people}) == len(people)
    assert all(looks_right(person.email) for person in people)
    assert all(entry.line >= 1 for entry in wrong)
