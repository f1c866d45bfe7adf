"""Score, median, modes and quartiles against hand-made values and against Python's own statistics."""

import statistics

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.rules.scoring import median, modes, quartiles, score, weighted_mean

counts_of_any_scale = st.lists(st.integers(0, 12), min_size=2, max_size=7)
unhurried = settings(deadline=None)


def laid_out(counts):
    return [level for level, count in enumerate(counts) for _ in range(count)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 0, 0, 0, 9], 100.0),
        ([9, 0, 0, 0, 0], 0.0),
        ([0, 0, 1, 0, 0], 50.0),
        ([5, 0, 0, 0, 5], 50.0),
        ([1, 0, 0, 0, 9], 90.0),
        ([2, 3, 4, 1, 0], 35.0),
        ([0, 1, 0], 50.0),
        ([1, 3], 75.0),
        ([0, 0, 0, 0, 0], None),
    ],
)
def test_score_is_the_mean_place_on_the_scale(counts, expected):
    assert score(counts) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([2, 3, 4, 1, 0], 1.5),
        ([5, 0, 0, 0, 5], 2.0),
        ([1, 0, 0, 1, 1], 3.0),
        ([0, 1, 1, 0, 0], 1.5),
        ([0, 0, 0, 0, 1], 4.0),
        ([0, 0, 0, 0, 0], None),
    ],
)
def test_median_of_an_even_number_is_the_mean_of_the_middle_two(counts, expected):
    assert median(counts) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([2, 3, 4, 1, 0], (2,)),
        ([5, 0, 0, 0, 5], (0, 4)),
        ([2, 2, 2, 2, 2], (0, 1, 2, 3, 4)),
        ([0, 0, 0, 0, 0], ()),
    ],
)
def test_modes_are_all_levels_with_the_highest_count(counts, expected):
    assert modes(counts) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([2, 3, 4, 1, 0], (1.0, 2.0)),
        ([1, 1, 1, 1, 0], (0.75, 2.25)),
        ([1, 0, 0, 0, 1], (1.0, 3.0)),
        ([0, 0, 7, 0, 0], (2.0, 2.0)),
        ([0, 0, 0, 1, 0], (3.0, 3.0)),
        ([0, 0, 0, 0, 0], None),
    ],
)
def test_quartiles_are_taken_by_the_inclusive_method(counts, expected):
    assert quartiles(counts) == expected


@unhurried
@given(counts_of_any_scale)
def test_figures_from_counts_equal_those_of_the_single_ratings(counts):
    ratings = laid_out(counts)
    assume(len(ratings) >= 2)
    lower, _, upper = statistics.quantiles(ratings, method="inclusive")

    assert quartiles(counts) == (lower, upper)
    assert median(counts) == statistics.median(ratings)
    assert list(modes(counts)) == sorted(statistics.multimode(ratings))
    assert score(counts) == pytest.approx(100 * statistics.fmean(ratings) / (len(counts) - 1))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([(50, 1), (100, 1)], 75.0),
        ([(50, 3), (100, 1)], 62.5),
        ([(100, 0.1), (100, 0.2), (100, 0.7)], 100.0),
        ([(0, 0.3), (80, 0)], 0.0),
        ([(80, 0)], None),
        ([], None),
    ],
)
def test_weighted_mean(values, expected):
    assert weighted_mean(values) == expected
