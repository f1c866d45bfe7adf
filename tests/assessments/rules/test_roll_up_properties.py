"""What must hold for the results of any framework, any weights and any answers."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.rules.attention import Thresholds
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally

PARTS = ("public", "private", "third")
MINIMUM = 3
TOP, BOTTOM = (0, 0, 0, 0, 1), (1, 0, 0, 0, 0)

unhurried = settings(deadline=None)
few = st.integers(0, 4)
weights = st.floats(0.01, 10)


@st.composite
def frameworks(draw):
    """One to three top groups with criteria of their own and in subgroups, each with any weight."""
    keys = (str(number) for number in range(100))

    def criteria():
        return tuple(CriterionSpec(next(keys), weight) for weight in draw(st.lists(weights, max_size=3)))

    def group(subgroups):
        return GroupSpec(f"group {next(keys)}", criteria(), tuple(group(0) for _ in range(subgroups)))

    return tuple(group(subgroups) for subgroups in draw(st.lists(st.integers(0, 2), min_size=1, max_size=3)))


def keys_of(groups):
    return [spec.key for group in groups for spec in group.all_criteria]


@st.composite
def tallies(draw, levels=None):
    """Any answers of one part; with `levels`, all ratings are on that one."""
    rated = tuple(count * draw(few) for count in levels) if levels else tuple(draw(few) for _ in range(5))
    return Tally(rated, draw(few), draw(few), draw(few))


@st.composite
def rounds(draw, levels=None):
    """A framework with the answers of three parts, and how many people each part has."""
    groups = draw(frameworks())
    answers = {key: {part: draw(tallies(levels)) for part in PARTS} for key in keys_of(groups)}
    return groups, answers, sizes_of(answers)


def sizes_of(answers):
    return {part: max((by_part[part].rated for by_part in answers.values()), default=0) for part in PARTS}


def roll_up(groups, answers, sizes):
    return results_of(groups, answers, part_sizes=sizes, levels=5, minimum_group=MINIMUM, thresholds=Thresholds())


def figures_by_place(results):
    """Every figure of the results, by the key it belongs to and the part it is for."""
    found = {("overall", "all"): results.figures}

    def note(result):
        found[result.key, "all"] = result.figures
        found.update({(result.key, part): figures for part, figures in enumerate(result.parts)})

    def walk(group):
        note(group)
        for criterion in group.criteria:
            note(criterion)
        for subgroup in group.groups:
            walk(subgroup)

    for group in results.groups:
        walk(group)
    return {place: figures for place, figures in found.items() if figures}


def scores_of(results):
    places = figures_by_place(results).items()
    return {place: figures.score for place, figures in places if figures.score is not None}


@unhurried
@given(rounds(levels=TOP))
def test_all_top_is_100_everywhere(round_):
    assert set(scores_of(roll_up(*round_)).values()) <= {100.0}


@unhurried
@given(rounds(levels=BOTTOM))
def test_all_bottom_is_0_everywhere(round_):
    assert set(scores_of(roll_up(*round_)).values()) <= {0.0}


@unhurried
@given(rounds())
def test_there_is_an_overall_score_wherever_a_criterion_has_one(round_):
    results = roll_up(*round_)

    scored = [result for result in results.all_criteria if result.figures and result.figures.tally.rated]

    assert (results.figures.score is not None) == bool(scored)


@unhurried
@given(rounds())
def test_every_figure_stays_in_its_range(round_):
    for figures in figures_by_place(roll_up(*round_)).values():
        assert figures.score is None or 0 <= figures.score <= 100
        assert figures.median is None or 0 <= figures.median <= 4
        assert figures.quartiles is None or 0 <= figures.quartiles[0] <= figures.quartiles[1] <= 4
        assert figures.consensus is None or -1e-9 <= figures.consensus <= 1 + 1e-9
        assert figures.coverage is None or 0 <= figures.coverage <= 1
        assert (figures.band is None) == (figures.score is None)


@unhurried
@given(rounds(), st.data())
def test_raising_one_rating_never_lowers_a_score(round_, data):
    groups, answers, sizes = round_
    raisable = [
        (key, part, level)
        for key, by_part in answers.items()
        for part, tally in by_part.items()
        for level in range(4)
        if tally.levels[level]
    ]
    assume(raisable)
    key, part, level = data.draw(st.sampled_from(raisable))
    levels = list(answers[key][part].levels)
    levels[level] -= 1
    levels[data.draw(st.integers(level + 1, 4))] += 1
    raised = {**answers, key: {**answers[key], part: replace(answers[key][part], levels=tuple(levels))}}

    before, after = scores_of(roll_up(groups, answers, sizes)), scores_of(roll_up(groups, raised, sizes))

    assert before.keys() == after.keys()
    assert all(after[place] >= score for place, score in before.items())


@unhurried
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(round_, random):
    groups, answers, sizes = round_
    shuffled = {key: dict(random.sample(sorted(by_part.items()), len(PARTS))) for key, by_part in answers.items()}

    assert roll_up(groups, shuffled, sizes) == roll_up(groups, answers, sizes)


@unhurried
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_criteria_and_groups_never_matters(round_, random):
    groups, answers, sizes = round_

    def shuffled(siblings):
        return tuple(
            replace(
                group,
                criteria=tuple(random.sample(group.criteria, len(group.criteria))),
                groups=shuffled(group.groups),
            )
            for group in random.sample(siblings, len(siblings))
        )

    reordered = roll_up(shuffled(groups), answers, sizes)

    assert figures_by_place(reordered) == figures_by_place(roll_up(groups, answers, sizes))


@unhurried
@given(rounds(), st.data())
def test_a_not_applicable_answer_changes_nothing_else(round_, data):
    groups, answers, sizes = round_
    assume(answers)
    key, part = data.draw(st.sampled_from(sorted(answers))), data.draw(st.sampled_from(PARTS))
    one_more = Tally.pooled([answers[key][part], Tally((0,) * 5, not_applicable=1)])
    with_one_more = {**answers, key: {**answers[key], part: one_more}}

    def apart_from_its_count(results):
        # whether a part's coverage is told depends on how many were asked, and here it is one more
        return {
            (key, part): replace(
                figures,
                tally=replace(figures.tally, not_applicable=0),
                coverage=figures.coverage if part == "all" else None,
            )
            for (key, part), figures in figures_by_place(results).items()
        }

    assert apart_from_its_count(roll_up(groups, with_one_more, sizes)) == apart_from_its_count(
        roll_up(groups, answers, sizes)
    )


def with_one_more_criterion(groups, weight):
    first, *others = groups
    return (replace(first, criteria=(CriterionSpec("extra", weight), *first.criteria)), *others)


@unhurried
@given(rounds(), weights, st.integers(0, 9))
def test_a_criterion_that_applies_to_nobody_is_as_good_as_absent(round_, weight, people):
    groups, answers, sizes = round_
    not_applicable = {part: Tally((0,) * 5, not_applicable=people) for part in PARTS}

    results = roll_up(with_one_more_criterion(groups, weight), {**answers, "extra": not_applicable}, sizes)

    assert figures_by_place(results) == figures_by_place(roll_up(groups, answers, sizes))


@unhurried
@given(rounds(), weights, tallies(), st.data())
def test_a_withheld_criterion_changes_no_score_anywhere(round_, weight, others, data):
    groups, answers, sizes = round_
    level, ratings = data.draw(st.integers(0, 4)), data.draw(st.integers(1, MINIMUM - 1))
    levels = tuple(ratings if index == level else 0 for index in range(5))
    secret = {"public": replace(others, levels=levels)}  # too few ratings to be anybody's but theirs

    results = roll_up(with_one_more_criterion(groups, weight), {**answers, "extra": secret}, sizes)
    without = roll_up(groups, answers, sizes)

    def apart_from_coverage(results):
        return {place: replace(figures, coverage=None) for place, figures in figures_by_place(results).items()}

    assert apart_from_coverage(results) == apart_from_coverage(without)
    assert results.withheld == without.withheld + 1


@unhurried
@given(rounds())
def test_nothing_that_is_shown_or_left_by_subtraction_is_too_small(round_):
    for result in roll_up(*round_).all_criteria:
        if result.figures:
            rest = result.figures.tally.rated - sum(part.tally.rated for part in result.parts if part)
            assert all(part.tally.rated >= MINIMUM for part in result.parts if part)
            assert rest == 0 or rest >= MINIMUM or not any(result.parts)
        else:
            assert not any(result.parts)
