"""How far a reviewer is from the city: signed, ranked, and missing where there is nothing to compare with."""

import pytest

from assessments.rules.divergence import ranked


def told(reviewer, city):
    return [(item.key, item.difference) for item in ranked(reviewer, city)]


@pytest.mark.parametrize(
    ("reviewer", "city", "difference"),
    [
        (1, 3.0, -2.0),  # the reviewer is stricter
        (3, 1.5, 1.5),  # a median between two levels
        (2, 2.0, 0.0),
        (0, None, None),
        (0, 0.0, 0.0),  # the lowest level is a level
    ],
)
def test_a_difference_is_reviewer_minus_city(reviewer, city, difference):
    assert told({"a": reviewer}, {} if city is None else {"a": city}) == [("a", difference)]


def test_the_widest_apart_come_first_whatever_the_sign():
    assert told({"a": 2, "b": 0, "c": 4}, {"a": 2.5, "b": 3.0, "c": 2.0}) == [("b", -3.0), ("c", 2.0), ("a", -0.5)]


def test_ties_keep_the_frameworks_order():
    assert told({"b": 3, "a": 1, "c": 2}, {"a": 2.0, "b": 2.0, "c": 1.0}) == [("b", 1.0), ("a", -1.0), ("c", 1.0)]


def test_what_cannot_be_compared_comes_last_behind_full_agreement():
    assert told({"a": 4, "b": 2}, {"b": 2.0}) == [("b", 0.0), ("a", None)]


def test_what_the_reviewer_gave_no_level_is_left_out():
    assert told({}, {"a": 3.0}) == []
