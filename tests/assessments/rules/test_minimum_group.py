"""The minimum-group rule: what is shown never gives away what is not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.rules.anonymity import (
    DEFAULT_MINIMUM_GROUP,
    MINIMUM_GROUP_FLOOR,
    is_heard,
    is_withheld,
    merge_small_parts,
    shown_parts,
)
from assessments.rules.tally import Tally

minimums = st.integers(MINIMUM_GROUP_FLOOR, 8)
unhurried = settings(deadline=None)


def test_the_default_is_not_below_the_floor():
    assert (MINIMUM_GROUP_FLOOR, DEFAULT_MINIMUM_GROUP) == (3, 4)


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally((0, 0, 4, 0, 0)), False),
        (Tally((0, 0, 3, 0, 0), dont_know=5), True),
        (Tally((0, 0, 0, 0, 1), not_answered=30), True),
        (Tally((0, 0, 0, 0, 0), dont_know=4), False),  # no rating, so none that could point to a person
        (Tally((0, 0, 0, 0, 0), dont_know=3, not_applicable=9), True),
        (Tally.empty(), True),
    ],
)
def test_a_criterion_is_withheld_when_few_were_asked_or_few_rated(tally, expected):
    assert is_withheld(tally, minimum=4) == expected


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally((0, 0, 4, 0, 0)), True),
        (Tally((0, 0, 0, 0, 0), dont_know=4), True),  # that nobody knows is an answer too
        (Tally((0, 0, 3, 0, 0), dont_know=5), False),
        (Tally((0, 0, 0, 0, 0), not_answered=30), False),  # withholds nothing, and says nothing
    ],
)
def test_a_round_is_heard_where_enough_answered(tally, expected):
    assert is_heard(tally, minimum=4) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"public": 9, "private": 6, "third": 4}, (("public",), ("private",), ("third",))),
        # two small ones make one that is big enough
        ({"third": 3, "public": 9, "other": 2}, (("public",), ("third", "other"))),
        # one small one takes the smallest standing one with it
        (
            {"public": 9, "private": 6, "third": 2, "civic": 7},
            (("public",), ("civic",), ("private", "third")),
        ),
        # of two equal ones the first by name
        ({"public": 6, "private": 6, "third": 2}, (("public",), ("private", "third"))),
        # with two parts, hiding one hides both
        ({"public": 9, "third": 2}, ()),
        ({"public": 9, "third": 0}, ()),
        ({"public": 3, "private": 3}, ()),
        ({"public": 9, "private": 6, "third": 0}, (("public",), ("private",))),
        ({}, ()),
    ],
)
def test_small_parts_are_merged_until_they_are_big_enough(sizes, expected):
    assert merge_small_parts(sizes, minimum=4) == expected


@unhurried
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12)), minimums)
def test_merged_parts_are_a_partition_into_big_enough_parts(sizes, minimum):
    parts = merge_small_parts(sizes, minimum)

    assert len(parts) != 1
    assert all(sum(sizes[name] for name in part) >= minimum for part in parts)
    if parts:
        assert sorted(name for part in parts for name in part) == sorted(n for n, size in sizes.items() if size)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([9, 6, 4], (True, True, True)),
        ([9, 6, 2], (True, False, False)),  # 9 and 6 alone would give the 2
        ([9, 2, 2], (True, False, False)),
        ([6, 6, 2], (True, False, False)),  # of two equal ones the later is hidden
        ([9, 2], (False, False)),
        ([9, 0], (True, False)),
        ([9, 6, 0], (True, True, False)),
        ([9, 6, 0, 1], (True, False, False, False)),
        ([2, 1], (False, False)),
        ([0, 0], (False, False)),
        ([], ()),
    ],
)
def test_a_part_is_shown_only_where_the_rest_is_not_given_away(counts, expected):
    assert shown_parts(counts, minimum=4) == expected


@unhurried
@given(st.lists(st.integers(0, 12), max_size=7), minimums)
def test_neither_a_shown_part_nor_the_rest_is_below_the_minimum(counts, minimum):
    shown = shown_parts(counts, minimum)
    hidden = sum(count for count, visible in zip(counts, shown, strict=True) if not visible)

    assert all(count >= minimum for count, visible in zip(counts, shown, strict=True) if visible)
    if sum(counts) >= minimum:
        assert hidden == 0 or hidden >= minimum
    else:
        assert not any(shown)  # the whole is withheld too, so there is nothing to subtract from
