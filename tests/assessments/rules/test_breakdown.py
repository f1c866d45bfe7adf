"""Breakdowns beside one another: nothing that adding and subtracting gives may speak for too few people."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.rules.attention import Thresholds
from assessments.rules.bands import Limits
from assessments.rules.breakdown import breakdowns, figures_by_part, part_of, partitions
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.roll_up import Scale
from assessments.rules.tally import Tally

MINIMUM = 4
SCALE = Scale(5, Limits())
GROUPS = [GroupSpec("1", (CriterionSpec("1.1"), CriterionSpec("1.2")))]

places = st.tuples(st.sampled_from("abc"), st.sampled_from("lmp"), st.sampled_from("XYZW"))
answers = st.dictionaries(places, st.integers(0, 9).map(lambda count: Tally((count, 0, 0, 0, 0))), max_size=20)
more_answers = st.dictionaries(
    places,
    st.builds(lambda rated, *others: Tally((rated, 0, 0, 0, 0), *others), st.integers(0, 9), *[st.integers(0, 3)] * 3),
    max_size=20,
)


def people_of(*criteria):
    found = Counter()
    for by_place in criteria:
        for place, tally in by_place.items():
            found[place] = max(found[place], tally.rated)
    return {place: size for place, size in found.items() if size}


def test_roles_are_shown_beside_sectors_where_each_crossing_holds_the_minimum():
    people = {("public", "leader"): 9, ("public", "manager"): 4, ("private", "leader"): 5}

    assert partitions(people, 2, MINIMUM) == ((("private",), ("public",)), (("leader",), ("manager",)))


def test_no_role_is_shown_that_a_sector_minus_another_role_would_give():
    """Public people are four managers and two leaders: public less managers would be the two."""
    people = {("public", "leader"): 2, ("public", "manager"): 4, ("private", "leader"): 6}

    assert partitions(people, 2, MINIMUM) == ((("private",), ("public",)), ())


def test_small_organisations_are_joined_until_every_crossing_is_wide_enough():
    people = {
        ("public", "hall"): 6,
        ("public", "police"): 2,
        ("public", "health"): 3,
        ("private", "bus"): 4,
        ("private", "water"): 5,
    }

    sectors, organisations = partitions(people, 2, MINIMUM)

    assert sectors == (("private",), ("public",))
    assert organisations == (("bus",), ("water",), ("hall",), ("health", "police"))


def test_a_part_hidden_for_one_statement_hides_what_would_give_it_back():
    by_place = {
        ("public", "leader"): Tally((0, 0, 6, 0, 0)),
        ("public", "manager"): Tally((1, 0, 0, 0, 0)),  # one manager only rated this statement
        ("private", "leader"): Tally((0, 0, 0, 5, 0)),
    }
    found = ((("public",), ("private",)), (("leader",), ("manager",)))

    sectors, roles = figures_by_part(by_place, found, SCALE, MINIMUM)

    assert [figures.tally.rated for figures in sectors] == [7, 5]
    assert roles == (None, None)


def test_groups_have_the_figures_of_what_may_be_shown():
    answers = {
        "1.1": {("public", "leader"): Tally((4, 0, 0, 0, 0)), ("private", "leader"): Tally((0, 0, 0, 0, 4))},
        "1.2": {("public", "leader"): Tally((0, 0, 0, 0, 4)), ("private", "leader"): Tally((1, 0, 0, 0, 0))},
    }
    people = {("public", "leader"): 4, ("private", "leader"): 4}

    sectors, roles = breakdowns(GROUPS, answers, people=people, dimensions=2, scale=SCALE, minimum=MINIMUM)

    assert sectors.parts == (("private",), ("public",))
    assert [figures.score for figures in sectors.groups["1"]] == [100.0, 0.0]  # of 1.2 nothing: one would stand alone
    assert (roles.parts, roles.groups) == ((), {"1": ()})


@settings(deadline=None)
@given(answers)
def test_nothing_that_can_be_worked_out_of_one_statement_speaks_for_too_few(by_place):
    found = partitions(people_of(by_place), 3, MINIMUM)

    shown = figures_by_part(by_place, found, SCALE, MINIMUM)

    atoms = Counter()
    for place, tally in by_place.items():
        told = tuple(
            index if (index := part_of(name, parts)) >= 0 and figures[index] else -1
            for name, parts, figures in zip(place, found, shown, strict=True)
        )
        atoms[told] += tally.rated
    if any(any(figures) for figures in shown):
        assert all(size == 0 or size >= MINIMUM for size in atoms.values())


@settings(deadline=None)
@given(more_answers, more_answers)
def test_the_first_dimension_is_shown_as_in_the_results(first, second):
    by_key, people = {"1.1": first, "1.2": second}, people_of(first, second)
    sizes, by_sector = Counter(), {}
    for place, size in people.items():
        sizes[place[0]] += size
    for key, by_place in by_key.items():
        names = sorted({place[0] for place in by_place})
        by_sector[key] = {
            name: Tally.pooled(tally for place, tally in by_place.items() if place[0] == name) for name in names
        }

    broken = breakdowns(GROUPS, by_key, people=people, dimensions=3, scale=SCALE, minimum=MINIMUM)[0]
    results = results_of(
        GROUPS,
        by_sector,
        part_sizes=dict(sorted(sizes.items())),
        levels=5,
        minimum_group=MINIMUM,
        thresholds=Thresholds(),
    )

    assert broken.parts == results.parts
    assert [found and (found.score, found.coverage) for found in broken.groups["1"]] == [
        found and (found.score, found.coverage) for found in results.groups[0].parts
    ]


def test_coverage_is_told_only_where_it_speaks_for_enough_who_were_asked():
    """The one private manager could not say: private coverage less that of leaders would tell it."""
    by_place = {
        ("public", "leader"): Tally((0, 0, 4, 0, 0), dont_know=1),
        ("public", "manager"): Tally((4, 0, 0, 0, 0)),
        ("private", "leader"): Tally((0, 0, 0, 5, 0)),
        ("private", "manager"): Tally((0, 0, 0, 0, 0), dont_know=1),
    }
    found = ((("public",), ("private",)), (("leader",), ("manager",)))

    sectors, roles = figures_by_part(by_place, found, SCALE, MINIMUM)

    assert [figures.coverage for figures in sectors] == [8 / 9, 5 / 6]
    assert [(figures.score, figures.coverage) for figures in roles] == [(pytest.approx(575 / 9), None), (0.0, None)]


@pytest.mark.parametrize("alone", [Tally((0,) * 5, dont_know=1), Tally((0,) * 5, not_answered=1)])
def test_whether_a_coverage_is_there_does_not_tell_what_somebody_said(alone):
    """The one of the third sector stands in no part: were that coverage told, it would be known of them."""
    by_place = {
        ("public", "leader"): Tally((0, 0, 6, 0, 0)),
        ("private", "leader"): Tally((0, 0, 0, 4, 0)),
        ("third", "leader"): alone,
    }

    (sectors,) = figures_by_part(by_place, ((("public",), ("private",)),), SCALE, MINIMUM)

    assert [(figures.score, figures.coverage) for figures in sectors] == [(50.0, 1.0), (75.0, None)]


@settings(deadline=None)
@given(more_answers)
def test_which_coverages_are_told_depends_on_no_answer_without_a_level(by_place):
    found = partitions(people_of(by_place), 3, MINIMUM)
    silent = {place: Tally(tally.levels, not_answered=tally.people - tally.rated) for place, tally in by_place.items()}

    told, told_of_silence = (
        [
            [one and one.coverage is None for one in figures]
            for figures in figures_by_part(answers, found, SCALE, MINIMUM)
        ]
        for answers in (by_place, silent)
    )

    assert told == told_of_silence


def test_the_coverage_of_a_group_is_of_what_it_shows():
    answers = {
        "1.1": {("public",): Tally((4, 0, 0, 0, 0), dont_know=4), ("private",): Tally((0, 0, 0, 0, 4))},
        "1.2": {("public",): Tally((0, 0, 0, 0, 4), not_answered=2), ("private",): Tally((1, 0, 0, 0, 0))},
        "1.3": {("public",): Tally((0, 0, 0, 0, 4)), ("private",): Tally((0, 0, 0, 0, 5), not_answered=1)},
    }
    groups = [GroupSpec("1", tuple(map(CriterionSpec, answers)))]

    (sectors,) = breakdowns(
        groups, answers, people={("public",): 4, ("private",): 4}, dimensions=1, scale=SCALE, minimum=MINIMUM
    )

    assert sectors.parts == (("private",), ("public",))
    assert [figures.coverage for figures in sectors.groups["1"]] == [9 / 10, 8 / 12]  # of 1.2 nothing is shown


@settings(deadline=None)
@given(more_answers)
def test_no_coverage_that_can_be_worked_out_speaks_for_too_few(by_place):
    found = partitions(people_of(by_place), 3, MINIMUM)

    shown = figures_by_part(by_place, found, SCALE, MINIMUM)

    atoms = Counter()
    for place, tally in by_place.items():
        told = tuple(
            index
            if (index := part_of(name, parts)) >= 0 and figures[index] and figures[index].coverage is not None
            else -1
            for name, parts, figures in zip(place, found, shown, strict=True)
        )
        atoms[told] += tally.people
    if len(atoms) > 1:
        assert all(size == 0 or size >= MINIMUM for size in atoms.values())
