"""What moved between two rounds."""

from assessments.rules.bands import Limits
from assessments.rules.movement import movement_of
from assessments.rules.results import Scale, figures_of
from assessments.rules.tally import Tally

SCALE = Scale(5, Limits(80, 60, 40, 20))


def figures(*levels):
    return figures_of(Tally(levels), SCALE)


def test_median_consensus_and_score_move_together():
    found = movement_of(figures(0, 9, 0, 0, 0), figures(0, 0, 0, 9, 0))

    assert (found.levels, found.points, found.agreement) == (2, 50, 0)


def test_a_score_moves_where_the_median_stays():
    found = movement_of(figures(2, 2, 5, 2, 2), figures(0, 2, 9, 2, 0))

    assert (found.levels, found.points, found.agreement > 0) == (0, 0, True)
    assert movement_of(figures(2, 2, 5, 2, 2), figures(0, 2, 7, 4, 0)).points > 0


def test_where_either_round_is_withheld_or_unrated_nothing_moved():
    told = figures(0, 9, 0, 0, 0)

    assert [movement_of(None, told), movement_of(told, None), movement_of(figures(0, 0, 0, 0, 0), told)] == [None] * 3
