"""Answers as rows: made of counts that may be shown, so that nobody can be told from them."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.rules.answers_out import AnswerRow, rows_of
from assessments.rules.attention import Thresholds
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally

MINIMUM = 4
SECTORS = ("academic", "private", "public", "third")


def result_of(answers: dict[str, Tally]):
    """Return the one criterion of a round whose people of each part are those who rated it."""
    found = results_of(
        [GroupSpec("1", (CriterionSpec("1.a"),))],
        {"1.a": answers},
        part_sizes={name: tally.rated for name, tally in answers.items()},
        levels=3,
        minimum_group=MINIMUM,
        thresholds=Thresholds(),
    )
    return found.all_criteria[0]


def test_rows_stand_by_level_then_by_part():
    result = result_of({"private": Tally((0, 2, 2)), "public": Tally((1, 3, 0), dont_know=1, not_answered=1)})

    assert list(rows_of(result)) == [
        AnswerRow("rated", 0, 1),
        *[AnswerRow("rated", 1, 0)] * 2,
        *[AnswerRow("rated", 1, 1)] * 3,
        *[AnswerRow("rated", 2, 0)] * 2,
        AnswerRow("dont_know"),
        AnswerRow("not_answered"),
    ]


def test_what_is_withheld_has_no_row():
    assert list(rows_of(result_of({"public": Tally((1, 2, 0))}))) == []


def test_who_said_nothing_with_a_level_is_told_of_no_part():
    """One academic who does not know, beside eight others: the part would be that person."""
    answers = {"academic": Tally((0, 0, 0), dont_know=1), "private": Tally((0, 4, 0)), "public": Tally((4, 0, 0))}

    assert [row for row in rows_of(result_of(answers)) if row.level is None] == [AnswerRow("dont_know")]


def test_how_many_of_a_sector_rated_is_told_only_where_its_coverage_is():
    """All of two sectors rated: the one of the third would be the one who does not know."""
    answers = {"private": Tally((0, 4, 0)), "public": Tally((6, 0, 0)), "third": Tally((0, 0, 0), dont_know=1)}

    assert Counter((row.state, row.part) for row in rows_of(result_of(answers))) == {
        ("rated", 1): 6,
        ("rated", None): 4,
        ("dont_know", None): 1,
    }


TALLIES = st.builds(Tally, st.tuples(*[st.integers(0, 6)] * 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))


# a machine that is busy with other things takes its time to make an example
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(SECTORS), TALLIES))
def test_every_part_that_is_told_and_what_is_left_holds_the_minimum_group_or_nothing(answers):
    result = result_of(answers)
    rows = list(rows_of(result))

    told = Counter(row.part for row in rows if row.state == "rated")
    assert [part for part, people in told.items() if 0 < people < MINIMUM] == []
    whole = Tally.pooled(answers.values(), 3)
    assert len(rows) == (whole.said + whole.not_answered if result.figures else 0)
