"""What agreed levels do to the roll-up: they replace the mean, and a lowest one holds its top group at amber."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.rules.attention import Thresholds
from assessments.rules.bands import Band
from assessments.rules.positions import Agreed
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally
from tests.assessments.rules.test_roll_up_properties import (
    BOTTOM,
    MINIMUM,
    TOP,
    figures_by_place,
    keys_of,
    rounds,
    scores_of,
    unhurried,
)

ONE = [GroupSpec("1", (CriterionSpec("1.1"), CriterionSpec("1.2", 3)))]
RATED = {"1.1": {"public": Tally((0, 0, 8, 0, 0))}, "1.2": {"public": Tally((0, 0, 0, 8, 0))}}


def at(level):
    return Agreed(level, target=None, status="accepted")


def roll_up(groups, answers, sizes, agreed):
    return results_of(
        groups,
        answers,
        part_sizes=sizes,
        levels=5,
        minimum_group=MINIMUM,
        thresholds=Thresholds(),
        agreed=agreed,
    )


def of_one(agreed, answers=RATED):
    return roll_up(ONE, answers, {"public": 8}, agreed)


def test_the_agreed_level_replaces_the_mean_and_leaves_what_people_said():
    results = of_one({"1.1": at(4)})
    group, criterion = results.groups[0], results.groups[0].criteria[0]

    assert (criterion.score, criterion.figures.score, criterion.agreed) == (100.0, 50.0, at(4))
    assert group.figures.score == (100 + 3 * 75) / 4
    assert group.figures.tally == Tally((0, 0, 8, 8, 0))
    assert (group.agreed, results.agreed, results.figures.score) == (1, 1, group.figures.score)


def test_what_is_agreed_not_to_apply_is_out_of_its_group():
    results = of_one({"1.2": at(None)})
    group = results.groups[0]

    assert group.criteria[1].is_out
    assert (group.criteria[1].score, group.figures.score, group.figures.tally) == (None, 50.0, Tally((0, 0, 8, 0, 0)))
    assert (group.figures.coverage, results.figures.coverage) == (1.0, 1.0)


def test_a_level_can_be_agreed_where_the_answers_are_withheld_or_were_never_asked():
    withheld = of_one({"1.1": at(2)}, {"1.1": {"public": Tally((1, 0, 0, 0, 0))}})
    alone = roll_up(ONE, {}, {}, {"1.1": at(3), "1.2": at(3)})

    assert (withheld.groups[0].criteria[0].figures, withheld.groups[0].figures.score) == (None, 50.0)
    assert (alone.figures.score, alone.figures.band, alone.agreed) == (75.0, Band.AMBER_GREEN, 2)


@pytest.mark.parametrize(
    ("agreed", "band", "is_capped"),
    [
        ({"1.1": at(0), "1.2": at(4)}, Band.AMBER, True),  # 75 would be amber-green
        ({"1.1": at(1), "1.2": at(4)}, Band.GREEN, False),  # 81.25
        ({"1.1": at(0), "1.2": at(1)}, Band.RED, False),  # 18.75: no better than amber anyway
        ({"1.1": at(None), "1.2": at(4)}, Band.GREEN, False),
    ],
)
def test_a_group_with_something_agreed_at_the_lowest_level_is_amber_at_best(agreed, band, is_capped):
    results = of_one(agreed)
    group = results.groups[0]

    assert (group.figures.band, group.is_capped, results.capped) == (band, is_capped, int(is_capped))


def test_the_overall_band_is_not_capped_and_counts_those_that_are():
    groups = [*ONE, GroupSpec("2", (CriterionSpec("2.1"),))]
    results = roll_up(groups, {}, {}, {"1.1": at(0), "1.2": at(4), "2.1": at(4)})

    assert (results.figures.score, results.figures.band, results.capped) == (87.5, Band.GREEN, 1)


def test_a_lowest_level_said_but_not_agreed_caps_nothing():
    answers = {"1.1": {"public": Tally((8, 0, 0, 0, 0))}, "1.2": {"public": Tally((0, 0, 0, 0, 8))}}

    assert of_one({"1.2": at(4)}, answers).groups[0].figures.band == Band.AMBER_GREEN


ANY_LEVEL = st.integers(0, 4)


@st.composite
def positions(draw, groups, levels=ANY_LEVEL):
    """Positions on some of the criteria, a few of them *does not apply*."""
    keys = [key for key in keys_of(groups) if draw(st.booleans())]
    return {key: at(draw(st.none() | levels)) for key in keys}


@unhurried
@given(st.sampled_from([(TOP, 4, 100.0), (BOTTOM, 0, 0.0)]), st.data())
def test_all_top_is_100_and_all_bottom_is_0_whatever_is_agreed_so(extreme, data):
    levels, level, score = extreme
    groups, answers, sizes = data.draw(rounds(levels=levels))
    agreed = data.draw(positions(groups, st.just(level)))

    assert set(scores_of(roll_up(groups, answers, sizes, agreed)).values()) <= {score}


@unhurried
@given(rounds(), st.data())
def test_every_figure_stays_in_its_range(round_, data):
    agreed = data.draw(positions(round_[0]))

    for figures in figures_by_place(roll_up(*round_, agreed)).values():
        assert figures.score is None or 0 <= figures.score <= 100
        assert figures.coverage is None or 0 <= figures.coverage <= 1


@unhurried
@given(rounds(), st.data())
def test_raising_an_agreed_level_never_lowers_a_score(round_, data):
    agreed = data.draw(positions(round_[0], st.integers(0, 3)))
    raisable = sorted(key for key, position in agreed.items() if position.level is not None)
    assume(raisable)
    key = data.draw(st.sampled_from(raisable))
    raised = agreed | {key: at(data.draw(st.integers(agreed[key].level + 1, 4)))}

    before, after = scores_of(roll_up(*round_, agreed)), scores_of(roll_up(*round_, raised))

    assert before.keys() == after.keys()
    assert all(after[place] >= score for place, score in before.items())


@unhurried
@given(rounds(), st.data())
def test_what_does_not_apply_changes_nothing_else(round_, data):
    groups, answers, sizes = round_
    keys = keys_of(groups)
    assume(keys)
    key = data.draw(st.sampled_from(keys))
    unasked = {name: by_part for name, by_part in answers.items() if name != key}

    out, never_asked = roll_up(groups, answers, sizes, {key: at(None)}), roll_up(groups, unasked, sizes, {})

    def others(results):
        return {place: found for place, found in figures_by_place(results).items() if place[0] != key}

    assert others(out) == others(never_asked)
