"""Two rounds beside each other: what compares and what does not, with figures worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.rules.attention import Thresholds
from assessments.rules.comparison import Moved, Told, Unlike, compare, moved, translated, unlike
from assessments.rules.frozen import FrozenRound
from assessments.rules.positions import Agreed
from assessments.rules.results import CriterionSpec, GroupSpec, results_of
from assessments.rules.tally import Tally
from framework.rules.mapping import Change, Kind
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

LEVELS = tuple(LevelOutline(value, str(value), "") for value in range(5))


def told(answers: dict[str, tuple[int, ...]], minimum: int = 4, agreed: dict[str, int | None] | None = None) -> Told:
    """Return a round of one instrument; `answers` are the counts by level of each criterion, `agreed` the levels."""
    criteria = tuple(CriterionOutline(0, ref, f"Title {ref}", f"Statement {ref}", "", 1) for ref in answers)
    group = GroupOutline(0, "1", "Group", "", "", criteria, ())
    outline = InstrumentOutline(0, "f", "Factors", "", "", "E", "1", "", LEVELS, (group,))
    results = results_of(
        [GroupSpec("1", tuple(CriterionSpec(ref) for ref in answers))],
        {ref: {"public": Tally(counts, not_answered=max(0, 4 - sum(counts)))} for ref, counts in answers.items()},
        part_sizes={"public": max((sum(counts) for counts in answers.values()), default=0)},
        levels=5,
        minimum_group=minimum,
        thresholds=Thresholds(0.6, 0.6),
        agreed={ref: Agreed(level, None, "accepted") for ref, level in (agreed or {}).items()},
    )
    return Told(outline, results)


def rows(before, now, changes):
    found = []
    for row in compare(before, now, changes):
        sides = [
            [(side.outline.ref, side.score) for side in row.before],
            row.now and (row.now.outline.ref, row.now.score),
        ]
        found.append((str(row.kind), *sides, row.change, row.is_change))
    return found


# four people on level 1 are 25 of 100, on level 2 50, on level 3 75; two and two on 1 and 2 are 37.5
ON_1, ON_2, ON_3, BETWEEN = (0, 4, 0, 0, 0), (0, 0, 4, 0, 0), (0, 0, 0, 4, 0), (0, 2, 2, 0, 0)


def test_within_one_edition_every_statement_has_its_change():
    assert rows(told({"a": ON_1, "b": ON_2}), told({"a": BETWEEN, "b": ON_2}), None) == [
        ("same", [("a", 25.0)], ("a", 37.5), 13, True),
        ("same", [("b", 50.0)], ("b", 50.0), 0.0, False),
    ]


def test_what_got_better_or_worse_is_counted_as_it_is_written():
    before = told({"a": ON_1, "b": ON_3, "c": ON_2, "d": ON_2, "e": ON_1, "gone": ON_1, "unrated": (0,) * 5})
    now = told({"a": ON_2, "b": ON_2, "c": ON_2, "d": ON_3, "e": ON_2, "new": ON_1, "unrated": ON_1})

    assert moved(compare(before, now, None)) == Moved(better=3, worse=1, unchanged=1, not_comparable=3)


def test_an_agreed_level_beside_a_mean_is_higher_or_lower_and_neither_better_nor_worse():
    answers = dict.fromkeys("abcdefg", ON_2)
    before = told(answers, agreed={"a": 1, "b": 1, "c": 2, "d": 1, "e": 2, "f": 1, "g": None})
    now = told(answers, agreed={"d": 2, "e": 1})

    found = compare(before, now, None)

    assert [row.is_unlike for row in found] == [True, True, True, False, False, True, False]
    assert moved(found) == Moved(better=1, worse=1, unchanged=1, not_comparable=1, higher=3, lower=0)
    assert moved(compare(now, before, None)) == Moved(better=1, worse=1, unchanged=1, not_comparable=1, lower=3)


def test_without_a_change_nothing_is_unlike():
    """Agreed not to apply, or asked on one side alone: there is nothing that could look better."""
    found = compare(told({"a": ON_1, "gone": ON_1}, agreed={"gone": 1}), told({"a": ON_2}, agreed={"a": None}), None)

    assert [(row.change, row.agreed, row.is_unlike) for row in found] == [(None, None, False)] * 2


@pytest.mark.parametrize(
    ("pairs", "found", "is_any", "is_mixed"),
    [
        ([], Unlike(0, 0, 0), False, False),
        ([(True, True), (False, False)], Unlike(0, 0, 2), False, False),
        ([(True, False)] * 2, Unlike(2, 0, 2), True, False),
        ([(False, True)] * 2, Unlike(0, 2, 2), True, False),
        ([(True, False), (True, True)], Unlike(1, 0, 2), True, True),
        ([(True, False), (False, True)], Unlike(1, 1, 2), True, True),
    ],
)
def test_what_is_not_alike_is_counted_by_its_side(pairs, found, is_any, is_mixed):
    assert (unlike(pairs), bool(found), found.is_mixed) == (found, is_any, is_mixed)


def test_across_editions_only_what_is_the_same_or_reworded_has_a_change():
    before = told({"a": ON_1, "b": ON_1, "c": ON_2, "d": ON_1, "e": ON_3, "x": ON_3})
    now = told({"a": ON_1, "b2": ON_3, "c1": ON_1, "c2": ON_3, "de": ON_2, "n": ON_2})
    changes = [
        Change("f", "a", "a", Kind.SAME),
        Change("f", "b", "b2", Kind.REWORDED),
        Change("f", "c", "c1", Kind.SPLIT),
        Change("f", "c", "c2", Kind.SPLIT),
        Change("f", "d", "de", Kind.MERGED),
        Change("f", "e", "de", Kind.MERGED),
        Change("f", "x", "", Kind.DROPPED),
        Change("f", "", "n", Kind.NEW),
    ]

    assert rows(before, now, changes) == [
        ("same", [("a", 25.0)], ("a", 25.0), 0.0, False),
        ("reworded", [("b", 25.0)], ("b2", 75.0), 50.0, True),
        ("split", [("c", 50.0)], ("c1", 25.0), None, True),
        ("split", [("c", 50.0)], ("c2", 75.0), None, True),
        ("merged", [("d", 25.0), ("e", 75.0)], ("de", 50.0), None, True),
        ("new", [], ("n", 50.0), None, True),
        ("dropped", [("x", 75.0)], None, None, True),
    ]


def test_what_was_not_asked_then_or_is_not_now_has_no_change():
    assert rows(told({"a": ON_1, "b": ON_1}), told({"b": ON_1, "c": ON_2}), None) == [
        ("same", [("b", 25.0)], ("b", 25.0), 0.0, False),
        ("same", [], ("c", 50.0), None, True),
        ("same", [("a", 25.0)], None, None, True),
    ]
    assert rows(None, told({"a": ON_1}), None) == [("same", [], ("a", 25.0), None, True)]
    assert rows(told({"a": ON_1}), None, None) == [("same", [("a", 25.0)], None, None, True)]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((0, 0, 250, 0, 0), (0, 0, 246, 4, 0), (0, False)),  # 50 and 50.4
        ((0, 4, 246, 0, 0), (0, 0, 246, 4, 0), (0, False)),  # 49.6 and 50.4: 0.8 apart, and both are written as 50
        ((0, 0, 246, 4, 0), (0, 0, 244, 6, 0), (1, True)),  # 50.4 and 50.6: written as 50 and 51
    ],
)
def test_a_change_is_the_difference_of_the_scores_as_they_are_written(before, now, expected):
    ((*_rest, change, is_change),) = rows(told({"a": before}), told({"a": now}), None)

    assert (change, is_change) == expected


def test_what_is_withheld_on_either_side_is_withheld_here():
    """Three people on the top level: with the change given, their score could be worked out from the other side."""
    few = (0, 0, 0, 0, 3)
    before, now = told({"a": few, "b": ON_2}), told({"a": ON_1, "b": few})

    found = compare(before, now, None)

    assert [(row.before[0].is_withheld, row.now.is_withheld, row.change) for row in found] == [
        (True, False, None),
        (False, True, None),
    ]
    assert (found[0].before[0].score, found[1].now.score) == (None, None)


def test_a_statement_nobody_rated_is_not_withheld():
    row = compare(told({"a": (0,) * 5, "b": ON_1}), told({"a": ON_1, "b": ON_1}), None)[0]

    assert (row.before[0].score, row.before[0].is_withheld, row.change) == (None, False, None)


def test_a_round_is_translated_with_what_can_be_compared_alone():
    frozen = FrozenRound(
        title="Before",
        opened_on=date(2027, 1, 1),
        closed_on=date(2027, 2, 1),
        minimum_group=4,
        thresholds=Thresholds(0.6, 0.6),
        invited={"public": 4},
        answers={"f": {ref: {"public": Tally(ON_1)} for ref in "abc"}, "gone": {"z": {"public": Tally(ON_3)}}},
        sizes={"f": {"public": 4}},
        comments={"f": {"a": ("Kept.",), "b": ("Of a part.",)}},
    )
    changes = [
        Change("f", "a", "a2", Kind.REWORDED),
        Change("f", "b", "b2", Kind.SPLIT),
        Change("f", "c", "c", Kind.SAME),
        Change("gone", "z", "", Kind.DROPPED),
    ]

    found = translated(frozen, changes)

    assert found.answers == {"f": {"a2": {"public": Tally(ON_1)}, "c": {"public": Tally(ON_1)}}, "gone": {}}
    assert found.comments == {"f": {"a2": ("Kept.",)}}
    assert (found.title, found.sizes) == ("Before", {"f": {"public": 4}})


def test_coverage_stands_beside_a_score_and_nowhere_else():
    """Four are asked. Three rate the second, so it is withheld; nobody rates the last."""
    found = told({"a": ON_1, "withheld": (3, 0, 0, 0, 0), "unrated": (0,) * 5})
    more = Told(found.outline, replace(found.results, groups=(agreed_in(found.results.groups[0], "unrated"),)))

    assert [(ref, side.score, side.coverage) for ref, side in found.sides.items()] == [
        ("a", 25.0, 1.0),
        ("withheld", None, None),
        ("unrated", None, None),
    ]
    assert (more.sides["unrated"].score, more.sides["unrated"].coverage) == (50.0, 0.0)


def agreed_in(group, ref):
    """Return a group in which level 2 was agreed on one criterion."""
    return replace(
        group,
        criteria=tuple(
            replace(item, agreed=Agreed(2, None, "decided"), score=50.0) if item.key == ref else item
            for item in group.criteria
        ),
    )
