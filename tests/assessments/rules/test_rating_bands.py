"""Bands at their edges, on scores that are not rounded."""

import pytest

from assessments.rules.bands import Band, band_of


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (100, Band.GREEN),
        (80, Band.GREEN),
        (79.999, Band.AMBER_GREEN),
        (60, Band.AMBER_GREEN),
        (59.5, Band.AMBER),
        (40, Band.AMBER),
        (39.999, Band.AMBER_RED),
        (20, Band.AMBER_RED),
        (19.999, Band.RED),
        (0, Band.RED),
    ],
)
def test_a_score_on_the_edge_belongs_to_the_better_band(score, band):
    assert band_of(score) == band
