"""The roll-up on one small framework, every figure worked out by hand."""

from dataclasses import replace

import pytest

from assessments.rules.attention import Reason, Thresholds
from assessments.rules.bands import Band
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.roll_up import Figures, coverage_of
from assessments.rules.tally import Tally

GROUPS = (
    GroupSpec(
        "1",
        criteria=(CriterionSpec("1.1"),),
        groups=(GroupSpec("1.a", criteria=(CriterionSpec("1.a.1", weight=3), CriterionSpec("1.a.2"))),),
    ),
    GroupSpec("2", criteria=(CriterionSpec("2.1"), CriterionSpec("2.2"))),
)
PEOPLE = {"public": 6, "private": 5, "third": 2}
NOBODY = (0, 0, 0, 0, 0)
ANSWERS = {
    "1.1": {
        "public": Tally((0, 0, 0, 0, 4), dont_know=2),
        "private": Tally((4, 0, 0, 0, 0), not_answered=1),
        "third": Tally(NOBODY, not_applicable=2),
    },
    "1.a.1": {
        "public": Tally((0, 0, 0, 6, 0)),
        "private": Tally((0, 0, 0, 2, 0), not_answered=3),
        "third": Tally((0, 0, 0, 2, 0)),
    },
    "1.a.2": {  # one rating: it would be somebody's
        "public": Tally((1, 0, 0, 0, 0), not_applicable=5),
        "private": Tally(NOBODY, dont_know=5),
        "third": Tally(NOBODY, dont_know=2),
    },
    "2.1": {
        "public": Tally((0, 0, 6, 0, 0)),
        "private": Tally((0, 0, 5, 0, 0)),
        "third": Tally(NOBODY, dont_know=2),
    },
    "2.2": {name: Tally(NOBODY, dont_know=people) for name, people in PEOPLE.items()},
}


def roll_up(groups=GROUPS, answers=ANSWERS, people=PEOPLE, minimum_group=4):
    return results_of(
        groups,
        answers,
        part_sizes=people,
        levels=5,
        minimum_group=minimum_group,
        thresholds=Thresholds(),
    )


@pytest.fixture
def results():
    return roll_up()


def test_a_criterion_has_the_figures_of_all_its_answers(results):
    criterion = results.groups[0].criteria[0]

    assert criterion.key == "1.1"
    assert criterion.reasons == (Reason.POLARISED, Reason.LOW_CONSENSUS)
    assert criterion.figures == Figures(
        tally=Tally((4, 0, 0, 0, 4), dont_know=2, not_applicable=2, not_answered=1),
        score=50.0,
        consensus=0.0,
        coverage=8 / 11,
        band=Band.AMBER,
    )
    assert (criterion.figures.median, criterion.figures.quartiles) == (2.0, (0.0, 4.0))


def test_a_withheld_criterion_shows_nothing_at_all(results):
    criterion = results.groups[0].groups[0].criteria[1]

    assert (criterion.key, criterion.figures, criterion.reasons) == ("1.a.2", None, ())
    assert criterion.parts == (None, None)


def test_a_criterion_nobody_knows_is_shown_without_a_score(results):
    criterion = results.groups[1].criteria[1]

    assert criterion.reasons == (Reason.LOW_COVERAGE,)
    assert criterion.figures == Figures(
        tally=Tally(NOBODY, dont_know=13),
        score=None,
        consensus=None,
        coverage=0.0,
        band=None,
    )
    assert (criterion.figures.median, criterion.figures.quartiles) == (None, None)


def test_a_group_weighs_all_criteria_below_it_that_are_shown(results):
    group = results.groups[0]

    assert (group.key, group.withheld) == ("1", 1)
    assert group.figures == Figures(
        tally=Tally((4, 0, 0, 10, 4), dont_know=2, not_applicable=2, not_answered=4),
        score=68.75,  # (50 × 1 + 75 × 3) ÷ 4
        consensus=0.5,  # (0 + 1) ÷ 2
        coverage=18 / 24,  # without the withheld criterion: 19 of 32 would tell that one of eight rated it
        band=Band.AMBER_GREEN,
    )
    assert (group.figures.median, group.figures.quartiles) == (3.0, (3.0, 3.0))


def test_a_subgroup_has_its_own_figures(results):
    (subgroup,) = results.groups[0].groups

    assert (subgroup.key, subgroup.withheld) == ("1.a", 1)
    assert (subgroup.figures.score, subgroup.figures.consensus) == (75.0, 1.0)
    assert subgroup.figures.tally == Tally((0, 0, 0, 10, 0), not_answered=3)
    assert subgroup.figures.coverage == 10 / 13


def test_the_overall_figures_weigh_every_top_group_alike(results):
    assert results.withheld == 1
    assert results.figures == Figures(
        tally=Tally((4, 0, 11, 10, 4), dont_know=17, not_applicable=2, not_answered=4),
        score=59.375,  # (68.75 + 50) ÷ 2
        consensus=0.75,  # (0.5 + 1) ÷ 2
        coverage=29 / 50,
        band=Band.AMBER,
    )
    assert (results.figures.median, results.figures.quartiles) == (2.0, (2.0, 3.0))


def test_parts_are_merged_once_for_all_criteria(results):
    public, others = results.groups[0].parts

    assert results.parts == (("public",), ("private", "third"))
    assert public.tally == Tally((0, 0, 0, 6, 4), dont_know=2)
    assert (public.score, public.coverage) == (81.25, 10 / 12)  # (100 × 1 + 75 × 3) ÷ 4
    assert others.tally == Tally((4, 0, 0, 4, 0), not_applicable=2, not_answered=4)
    assert (others.score, others.coverage) == (56.25, 8 / 12)  # (0 × 1 + 75 × 3) ÷ 4
    assert [part.score for part in results.groups[0].criteria[0].parts] == [100.0, 0.0]


def test_criteria_come_in_the_order_of_the_framework(results):
    assert [result.key for result in results.all_criteria] == ["1.1", "1.a.1", "1.a.2", "2.1", "2.2"]


def test_a_part_is_hidden_where_the_whole_would_give_the_other_away():
    answers = {"2.1": {"public": Tally((0, 0, 0, 0, 6)), "private": Tally((3, 0, 0, 0, 0), dont_know=2)}}

    results = roll_up(groups=(GroupSpec("2", (CriterionSpec("2.1"),)),), answers=answers)

    (group,) = results.groups
    assert group.criteria[0].figures.tally.levels == (3, 0, 0, 0, 6)
    assert group.criteria[0].parts == (None, None)  # 9 − 6 would be the three of the private sector
    assert group.parts == (None, None)


def test_a_hidden_part_falls_out_of_its_part_of_the_group():
    answers = {
        "1": {"public": Tally((0, 0, 0, 0, 6)), "private": Tally((0, 0, 5, 0, 0))},
        "2": {"public": Tally((6, 0, 0, 0, 0)), "private": Tally((3, 0, 0, 0, 0), dont_know=2)},
    }

    results = roll_up(groups=(GroupSpec("A", (CriterionSpec("1"), CriterionSpec("2"))),), answers=answers)

    public, others = results.groups[0].parts
    assert (public.score, public.tally.levels, public.coverage) == (100.0, (0, 0, 0, 0, 6), 1.0)
    assert (others.score, others.tally.levels, others.coverage) == (50.0, (0, 0, 5, 0, 0), 1.0)


def test_answers_of_a_part_without_a_size_are_not_given_away():
    answers = {name: {"public": Tally((0, 0, 0, 0, 6)), "private": Tally((0, 0, 5, 0, 0))} for name in "12"}
    answers["2"]["guests"] = Tally((1, 0, 0, 0, 0))  # 12 − 6 − 5 would be theirs

    results = roll_up(groups=(GroupSpec("A", (CriterionSpec("1"), CriterionSpec("2"))),), answers=answers)

    everywhere, guarded = results.all_criteria
    assert [part is not None for part in everywhere.parts] == [True, True]
    assert [part is not None for part in guarded.parts] == [True, False]


def test_below_the_minimum_group_nothing_is_shown():
    answers = {"2.1": {"public": Tally((0, 0, 3, 0, 0), dont_know=9)}}

    results = roll_up(answers=answers, people={"public": 3})

    nothing = Figures(Tally.empty(), None, None, None, None)
    assert {result.figures for result in results.all_criteria} == {None}
    assert results.withheld == 5
    assert results.parts == ()
    assert {results.figures, *(group.figures for group in results.groups)} == {nothing}


def test_the_minimum_group_is_that_of_the_assessment():
    assert roll_up(minimum_group=3).parts == (("public",), ("private", "third"))
    assert roll_up(minimum_group=8).parts == ()
    assert roll_up(minimum_group=9).groups[0].criteria[0].figures is None  # eight ratings


def test_a_criterion_without_answers_is_withheld_and_weighs_nothing():
    without = {key: by_part for key, by_part in ANSWERS.items() if key != "2.2"}

    group, expected = roll_up(answers=without).groups[1], roll_up().groups[1]

    assert group.criteria[1].figures is None
    assert group.figures.score == expected.figures.score
    assert group.figures.coverage == 11 / 13


def test_a_group_without_criteria_has_no_figures_and_weighs_nothing():
    results = roll_up(groups=(*GROUPS, GroupSpec("3")))

    assert results.groups[2].figures == Figures(Tally.empty(), None, None, None, None)
    assert results.groups[2].parts == (None, None)
    assert replace(results, groups=()) == replace(roll_up(), groups=())


@pytest.mark.parametrize("levels", [2, 3, 7])
def test_any_length_of_scale(levels):
    top = Tally((0,) * (levels - 1) + (4,))

    results = results_of(
        (GroupSpec("A", (CriterionSpec("1"), CriterionSpec("2"))),),
        {"1": {"public": top}},
        part_sizes={"public": 4},
        levels=levels,
        minimum_group=4,
        thresholds=Thresholds(),
    )

    assert (results.figures.score, results.figures.tally) == (100.0, top)


def test_coverage_of_several_is_rated_of_asked_whatever_their_scales():
    several = [Tally((1, 2, 0), dont_know=1), Tally((0, 0, 0, 0, 3), not_applicable=9, not_answered=3)]

    assert (coverage_of(several), coverage_of([]), coverage_of([Tally((0,) * 5)])) == (6 / 10, None, None)


def test_the_modes_are_every_level_that_most_chose(results):
    criterion = results.groups[0].criteria[0]

    assert criterion.figures.modes == (0, 4)
    assert results.groups[1].criteria[1].figures.modes == ()


def test_a_part_shows_no_coverage_that_a_few_others_would_follow_from():
    """Nobody of the third sector rated it, and the one who was asked did not know: of the rest all but that one did."""
    answers = {
        "1": {
            "public": Tally((0, 4, 0, 0, 0)),
            "private": Tally((0, 0, 5, 0, 0), dont_know=1),
            "third": Tally(NOBODY, dont_know=1),
        }
    }

    found = results_of(
        [GroupSpec("1", (CriterionSpec("1"),))],
        answers,
        part_sizes={"public": 4, "private": 5},
        levels=5,
        minimum_group=4,
        thresholds=Thresholds(),
    )

    assert [(part.score, part.coverage) for part in found.groups[0].parts] == [(25.0, None), (50.0, 5 / 6)]
