"""Reasons to discuss a criterion, at and around the thresholds."""

import pytest

from assessments.rules.attention import Reason, Thresholds, reasons_to_discuss
from assessments.rules.tally import Tally


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally((0, 0, 1, 9, 2)), ()),
        (Tally((4, 1, 0, 1, 4)), (Reason.POLARISED, Reason.LOW_CONSENSUS)),
        (Tally((3, 3, 5, 2, 2)), (Reason.LOW_CONSENSUS,)),
        (Tally((0, 0, 6, 0, 0), dont_know=3, not_answered=1), ()),  # coverage is exactly 0.6
        (Tally((0, 0, 6, 0, 0), dont_know=3, not_answered=2), (Reason.LOW_COVERAGE,)),
        (Tally((0, 0, 6, 0, 0), not_applicable=30), ()),
        (Tally((4, 1, 0, 1, 4), dont_know=30), (Reason.POLARISED, Reason.LOW_CONSENSUS, Reason.LOW_COVERAGE)),
        (Tally((0, 0, 0, 0, 0), dont_know=8), (Reason.LOW_COVERAGE,)),
        (Tally.empty(), ()),
    ],
)
def test_reasons_by_the_default_thresholds(tally, expected):
    assert reasons_to_discuss(tally, Thresholds()) == expected


def test_thresholds_belong_to_the_assessment():
    tally = Tally((3, 3, 5, 2, 2), dont_know=3)  # consensus 0.516, coverage 0.833

    assert reasons_to_discuss(tally, Thresholds(consensus=0.5)) == ()
    assert reasons_to_discuss(tally, Thresholds(consensus=0.5, coverage=0.9)) == (Reason.LOW_COVERAGE,)


@pytest.mark.parametrize(
    ("reviewers", "expected"),
    [
        ((), ()),
        ((3,), ()),  # median 1.5: one and a half levels away
        ((4,), (Reason.DIVERGENCE,)),
        ((2, 4), (Reason.DIVERGENCE,)),  # one of two reviewers is enough
        ((0,), ()),
    ],
)
def test_a_reviewer_far_from_the_median_is_a_reason(reviewers, expected):
    tally = Tally((0, 3, 3, 0, 0))

    assert reasons_to_discuss(tally, Thresholds(), reviewers) == expected


def test_how_far_is_far_belongs_to_the_assessment():
    tally = Tally((0, 6, 0, 0, 0))

    assert reasons_to_discuss(tally, Thresholds(divergence=3), [3]) == ()
    assert reasons_to_discuss(tally, Thresholds(divergence=1), [2]) == (Reason.DIVERGENCE,)


def test_without_ratings_no_reviewer_differs_from_them():
    assert reasons_to_discuss(Tally((0,) * 5, not_applicable=8), Thresholds(), [4]) == ()
