"""Agreed assessments along each other: what has a point, and why another has none, with figures worked out by hand."""

from assessments.rules.tally import Tally
from assessments.rules.trend import Missing, Point, other_edition, same_edition, trend_of
from framework.rules.mapping import Change, Kind
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline


def group(ref, **weights):
    criteria = tuple(CriterionOutline(0, name, "", "", "", weight) for name, weight in weights.items())
    return GroupOutline(0, ref, f"Group {ref}", "", "", criteria, ())


LEVELS = tuple(LevelOutline(value, str(value), "") for value in range(5))
OUTLINE = InstrumentOutline(
    0, "f", "Factors", "", "", "E", "1", "", LEVELS, (group("1", a=1, b=3), group("2", c=1), group("3", d=1))
)
NOT_ASKED, CHANGED, NO_SCORE = (Point(None, missing) for missing in Missing)


def points(trend):
    return {item.ref: found for item, found in trend.groups}


def test_a_group_is_the_weighted_mean_and_the_whole_the_plain_mean_of_the_groups():
    trend = trend_of(OUTLINE, [same_edition({"a": 0.0, "b": 100.0, "c": 25.0, "d": None})])

    assert points(trend) == {"1": (Point(75.0),), "2": (Point(25.0),), "3": (NO_SCORE,)}
    assert trend.overall == (Point(50.0),)
    assert trend.points == 1


def test_the_whole_counts_what_the_last_one_asked_and_nothing_else():
    """An earlier assessment of more groups is compared in those that the last one asked."""
    before, now = (
        same_edition({"a": 0.0, "b": 0.0, "c": 50.0, "d": 100.0}),
        same_edition({"a": 50.0, "b": 50.0, "c": 0}),
    )

    trend = trend_of(OUTLINE, [before, now])

    assert [item.ref for item in trend.counted] == ["1", "2"]
    assert trend.overall == (Point(25.0), Point(25.0))
    assert points(trend)["3"] == (Point(100.0), NOT_ASKED)


def test_the_whole_is_a_gap_where_less_was_asked_than_last():
    trend = trend_of(OUTLINE, [same_edition({"c": 50.0}), same_edition({"a": 1.0, "b": 1.0, "c": 1.0})])

    assert trend.overall == (CHANGED, Point(1.0))
    assert points(trend) == {"1": (NOT_ASKED, Point(1.0)), "2": (Point(50.0), Point(1.0))}


def test_across_editions_a_group_needs_all_its_statements_in_the_same_sense():
    changes = [
        Change("f", "old", "a", Kind.REWORDED),
        Change("f", "b", "b", Kind.SAME),
        Change("f", "whole", "c", Kind.SPLIT),
        Change("f", "", "d", Kind.NEW),
        Change("g", "x", "a", Kind.SAME),
    ]

    before = other_edition("f", {"old": 40.0, "b": 80.0, "whole": 10.0}, changes)
    trend = trend_of(OUTLINE, [before, same_edition(dict.fromkeys("abcd", 0.0))])

    assert (before.scores, before.related) == ({"a": 40.0, "b": 80.0}, {"a", "b", "c"})
    assert points(trend) == {
        "1": (Point(70.0), Point(0.0)),
        "2": (CHANGED, Point(0.0)),
        "3": (NOT_ASKED, Point(0.0)),
    }
    assert trend.overall == (CHANGED, Point(0.0))


def test_an_edition_that_nothing_joins_has_no_point():
    trend = trend_of(OUTLINE, [other_edition("f", {"a": 1.0}, []), same_edition({"c": 5.0})])

    assert trend.overall == (NOT_ASKED, Point(5.0))
    assert trend.points == 1


def test_nothing_comparable_is_no_score_of_nothing():
    trend = trend_of(OUTLINE, [same_edition({})])

    assert (trend.overall, trend.groups, trend.points) == ((NOT_ASKED,), (), 0)


def test_coverage_is_of_the_criteria_that_make_the_score():
    answers = {"a": Tally((0, 3), dont_know=1), "c": Tally((0, 1, 0, 0, 0), not_answered=3)}
    scores = {"a": 0.0, "b": 100.0, "c": 25.0, "d": None}

    trend = trend_of(OUTLINE, [same_edition(scores, answers)])

    assert points(trend) == {"1": (Point(75.0, coverage=3 / 4),), "2": (Point(25.0, coverage=1 / 4),), "3": (NO_SCORE,)}
    assert trend.overall == (Point(50.0, coverage=4 / 8),)


def test_coverage_goes_along_the_mapping_with_the_score():
    changes = [Change("f", "x", "c", Kind.REWORDED), Change("f", "y", "d", Kind.SPLIT)]
    answers = {"x": Tally((0, 1), dont_know=1), "y": Tally((0, 1))}

    before = other_edition("f", {"x": 50.0, "y": 50.0}, changes, answers)

    assert before.answers == {"c": answers["x"]}
