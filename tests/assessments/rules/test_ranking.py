"""Rankings: worst first, ties in the framework's order, nothing without a figure."""

import pytest

from assessments.rules.attention import Thresholds
from assessments.rules.ranking import most_disputed, weakest
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally


@pytest.fixture
def results():
    answers = {
        "1": Tally((0, 0, 0, 0, 8)),  # score 100, consensus 1
        "2": Tally((4, 0, 0, 0, 4)),  # score 50, consensus 0
        "3": Tally((0, 0, 8, 0, 0)),  # score 50, consensus 1
        "4": Tally((3, 0, 0, 0, 0), not_answered=5),  # withheld: three ratings, all at the bottom
        "5": Tally((0, 0, 0, 0, 0), dont_know=8),  # no score
        "6": Tally((4, 4, 0, 0, 0)),  # score 12.5, consensus 0.807
    }
    groups = [
        GroupSpec("A", criteria=(CriterionSpec("1"),), groups=(GroupSpec("A.a", (CriterionSpec("2"),)),)),
        GroupSpec("B", criteria=tuple(CriterionSpec(key) for key in "3456")),
    ]
    return results_of(
        groups,
        {key: {"public": tally} for key, tally in answers.items()},
        part_sizes={"public": 8},
        levels=5,
        minimum_group=4,
        thresholds=Thresholds(),
    )


@pytest.mark.parametrize(
    ("ranking", "count", "expected"),
    [
        (weakest, 2, ["6", "2"]),
        (weakest, 10, ["6", "2", "3", "1"]),
        (weakest, 0, []),
        (most_disputed, 2, ["2", "6"]),
        (most_disputed, 10, ["2", "6", "1", "3"]),
    ],
)
def test_the_worst_come_first_and_ties_keep_their_order(results, ranking, count, expected):
    assert [result.key for result in ranking(results, count)] == expected
