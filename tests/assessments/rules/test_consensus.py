"""Consensus and polarisation against published and hand-made values."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.rules.consensus import consensus, is_polarised

unhurried = settings(deadline=None)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.7257),  # the worked example of R's agrmt
        ([5, 0, 0, 0, 5], 0.0),
        ([0, 0, 7, 0, 0], 1.0),
        ([2, 2, 2, 2, 2], 0.4340),
        ([2, 3, 4, 1, 0], 0.6626),
        ([1, 0, 0, 0, 9], 0.5310),
        ([0, 0, 3, 0, 0], 1.0),
    ],
)
def test_consensus_equals_published_values(counts, expected):
    assert consensus(counts) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [1, 0, 0, 0, 1], [0, 2, 0, 0, 0]])
def test_fewer_than_three_ratings_have_no_consensus(counts):
    assert consensus(counts) is None


@unhurried
@given(st.lists(st.integers(0, 40), min_size=2, max_size=7))
def test_consensus_lies_between_0_and_1_and_reads_the_same_from_both_ends(counts):
    assume(sum(counts) >= 3)

    assert -1e-9 <= consensus(counts) <= 1 + 1e-9
    assert consensus(counts) == pytest.approx(consensus(counts[::-1]))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([4, 1, 0, 1, 4], True),
        ([1, 3, 4, 3, 1], False),
        ([0, 5, 0], False),
        ([2, 2, 2, 2, 2], True),  # on five levels the middle is one level against two at each end
        ([3, 3, 5, 2, 2], False),
        ([2, 0, 2], True),
        ([2, 2, 2], False),  # the middle is as large as each tail
        ([2, 0, 0, 0, 2], True),
        ([2, 0, 0, 0, 1], False),  # three ratings
        ([1, 0, 0, 0, 3], True),  # exactly a quarter
        ([1, 0, 0, 0, 4], False),
        ([2, 0, 0, 0, 0, 0, 2], True),
        ([5, 5], False),  # two levels have no tails
        ([0, 0, 0, 0, 0], False),
    ],
)
def test_two_camps_are_told_from_a_spread(counts, expected):
    assert is_polarised(counts) == expected
