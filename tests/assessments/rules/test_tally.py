"""Tallies: what counts as asked, what as rated, and how two are pooled."""

import pytest

from assessments.rules.tally import Tally


def test_only_ratings_are_rated_and_not_applicable_is_not_asked():
    tally = Tally(levels=(1, 0, 2, 3, 0), dont_know=2, not_applicable=5, not_answered=4)

    assert tally.rated == 6
    assert tally.asked == 12
    assert tally.coverage == 0.5


@pytest.mark.parametrize(
    ("tally", "coverage"),
    [
        (Tally(levels=(0, 0, 0, 0, 7)), 1.0),
        (Tally(levels=(3, 0, 0, 0, 0), dont_know=1), 0.75),
        (Tally(levels=(3, 0, 0, 0, 0), not_answered=1), 0.75),
        (Tally(levels=(3, 0, 0, 0, 0), not_applicable=1), 1.0),
        (Tally(levels=(0, 0, 0, 0, 0), dont_know=9), 0.0),
        (Tally(levels=(0, 0, 0, 0, 0), not_applicable=9), None),
        (Tally.empty(), None),
    ],
)
def test_coverage_is_the_share_of_those_asked(tally, coverage):
    assert tally.coverage == coverage


def test_pooling_adds_every_count():
    pooled = Tally.pooled([Tally((1, 2, 3), 4, 5, 6), Tally((10, 20, 30), 40, 50, 60)], levels=3)

    assert pooled == Tally(levels=(11, 22, 33), dont_know=44, not_applicable=55, not_answered=66)


def test_tallies_of_different_scales_are_not_pooled():
    with pytest.raises(ValueError, match="Cannot pool tallies of 3 and 5 levels"):
        Tally.pooled([Tally((1, 2, 3)), Tally.empty()])


def test_an_empty_tally_has_the_length_of_its_scale():
    assert Tally.empty() == Tally(levels=(0, 0, 0, 0, 0))
    assert Tally.empty(levels=3) == Tally(levels=(0, 0, 0))
