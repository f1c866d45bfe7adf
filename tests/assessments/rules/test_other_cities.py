"""Quartiles of cities: worked values, and that no city can be told from them."""

from datetime import date
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.other_cities import OTHERS, STEP, Quartiles, next_quarter, quarter_start, quartiles_of

cities = st.dictionaries(st.integers(1, 999), st.floats(0, 100), min_size=OTHERS + 1, max_size=40)


def figures(found):
    return found.lower, found.middle, found.upper


def test_worked_values():
    # 0 20 40 60 80 100 by the inclusive method: 25, 50, 75
    assert figures(quartiles_of(dict(enumerate([0, 20, 40, 60, 80, 100])))) == (25, 50, 75)
    # 11 12 13 14 15 16 17: 12.5, 14, 15.5, and halves go up
    assert figures(quartiles_of(dict(enumerate([11, 12, 13, 14, 15, 16, 17])))) == (15, 15, 15)


@pytest.mark.parametrize("number", range(OTHERS + 1))
def test_five_cities_are_too_few_because_one_is_always_the_readers_own(number):
    assert quartiles_of(dict.fromkeys(range(number), 50.0)) is None


@given(cities)
def test_quartiles_are_steps_in_order_near_the_published_method(scores):
    found = quartiles_of(scores)

    assert all(figure % STEP == 0 and 0 <= figure <= 100 for figure in figures(found))
    assert found.lower <= found.middle <= found.upper
    exact = quantiles(scores.values(), method="inclusive")
    assert figures(found) == pytest.approx(exact, abs=STEP / 2 + 1e-9)


@given(cities, st.randoms())
def test_which_city_has_which_score_never_shows(scores, random):
    values = list(scores.values())
    random.shuffle(values)

    assert quartiles_of(scores) == quartiles_of(dict(zip(scores, values, strict=True)))


@given(cities, st.data())
def test_one_city_that_moves_within_its_step_is_not_seen(scores, data):
    """All scores on steps: who moves one by less than half a step may change a figure by one step at most."""
    scores = {city: STEP * round(score / STEP) for city, score in scores.items()}
    mover = data.draw(st.sampled_from(sorted(scores)))
    moved = scores | {mover: min(100, scores[mover] + STEP / 2 - 1)}

    pairs = zip(figures(quartiles_of(scores)), figures(quartiles_of(moved)), strict=True)
    assert all(abs(before - after) <= STEP for before, after in pairs)


@pytest.mark.parametrize(
    ("own", "expected"), [([], True), ([1], True), ([1, 2], False), ([1, 7, 8], True), ([1, 2, 3], False)]
)
def test_a_figure_needs_five_cities_that_the_reader_is_not_in(own, expected):
    """Who works in two of six cities could take both away, and know too much of the other four."""
    assert Quartiles(0, 0, 0, frozenset(range(1, 7))).may_be_seen(own) is expected


@pytest.mark.parametrize(
    ("day", "start", "following"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 8, 15), date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarters(day, start, following):
    assert (quarter_start(day), next_quarter(day)) == (start, following)
