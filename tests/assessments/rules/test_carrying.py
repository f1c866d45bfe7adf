"""What an assessment comes to in another edition: which groups it asks, what becomes of its statements and answers."""

from dataclasses import dataclass

import pytest

from assessments.rules.carrying import Answers, Step, answers_of, plan_of
from framework.rules.mapping import Change, Kind, compose_all


@dataclass(frozen=True)
class Item:
    instrument: str
    group: str
    ref: str

    @property
    def title(self):
        return f"Title of {self.ref}"

    statement = title


def items(text: str, instrument: str = "f") -> list[Item]:
    """Write criteria as `group:ref ref, group:ref`."""
    found = []
    for part in text.split(", "):
        group, refs = part.split(":")
        found += [Item(instrument, group, ref) for ref in refs.split()]
    return found


OLD = items("1:1a 1b, 2:2a 2b, 3:3a")
NEW = items("1:1a 1c 1d, 2:2c, 4:4a, 5:5a")
CHANGES = [
    Change("f", "1a", "1a", Kind.SAME),
    Change("f", "1b", "1c", Kind.SPLIT),
    Change("f", "1b", "1d", Kind.SPLIT),
    Change("f", "2a", "2c", Kind.MERGED),
    Change("f", "2b", "2c", Kind.MERGED),
    Change("f", "3a", "4a", Kind.REWORDED),
    Change("f", "", "5a", Kind.NEW),
]


def plan(*groups):
    return plan_of({("f", group) for group in groups}, OLD, NEW, CHANGES)


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        (["1"], {"1"}),
        (["2"], {"2"}),
        (["3"], {"4"}),  # its statement stands in another group now
        (["1", "2"], {"1", "2"}),
        (["1", "2", "3"], {"1", "2", "4", "5"}),  # who asked the whole goes on asking the whole
    ],
)
def test_it_goes_on_asking_what_it_asked(asked, then):
    assert plan(*asked).groups == {("f", group) for group in then}


def test_an_instrument_that_was_not_asked_is_not_asked_then():
    old, new = [*OLD, *items("1:1a", "g")], [*NEW, *items("1:1a", "g")]

    found = plan_of({("f", "1")}, old, new, [*CHANGES, Change("g", "1a", "1a", Kind.SAME)])

    assert found.groups == {("f", "1")}


def test_where_everything_was_dropped_nothing_is_asked():
    found = plan_of({("f", "3")}, OLD, NEW, [Change("f", "3a", "", Kind.DROPPED)])

    assert (found.groups, [step.kind for step in found.steps]) == (frozenset(), [Kind.DROPPED])


def test_each_statement_stands_in_one_step():
    found = [
        (step.kind, [item.ref for item in step.before], [item.ref for item in step.after])
        for step in plan("1", "2", "3").steps
    ]

    assert found == [
        (Kind.SAME, ["1a"], ["1a"]),
        (Kind.REWORDED, ["3a"], ["4a"]),
        (Kind.SPLIT, ["1b"], ["1c", "1d"]),
        (Kind.MERGED, ["2a", "2b"], ["2c"]),
        (Kind.NEW, [], ["5a"]),
    ]


def test_of_a_statement_put_together_the_originals_that_were_asked_are_shown():
    """2b stood in a group of its own that this assessment did not ask."""
    old = items("1:1a 1b, 2:2a, 6:2b, 3:3a")

    (step,) = plan_of({("f", "2")}, old, NEW, CHANGES).of(Kind.MERGED)

    assert ([item.ref for item in step.before], [item.ref for item in step.after]) == (["2a"], ["2c"])


def test_over_two_editions_one_part_of_a_split_statement_may_have_been_merged():
    """1b was split into 1c and 1d; later 1d and 2a were put together. 1c still takes its answers, to be confirmed."""
    changes = compose_all(
        [
            [
                Change("f", "1b", "1c", Kind.SPLIT),
                Change("f", "1b", "1d", Kind.SPLIT),
                Change("f", "2a", "2a", Kind.SAME),
            ],
            [
                Change("f", "1c", "1c", Kind.SAME),
                Change("f", "1d", "2c", Kind.MERGED),
                Change("f", "2a", "2c", Kind.MERGED),
            ],
        ]
    )

    found = plan_of({("f", "1"), ("f", "2")}, items("1:1b, 2:2a"), items("1:1c, 2:2c"), changes)

    assert [
        (step.kind, [item.ref for item in step.before], [item.ref for item in step.after]) for step in found.steps
    ] == [
        (Kind.SPLIT, ["1b"], ["1c"]),
        (Kind.MERGED, ["1b", "2a"], ["2c"]),
    ]
    assert answers_of(found, {("f", "1b"): 7, ("f", "2a"): 3}) == Answers(kept=0, to_confirm=7, left=3)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Answers(0, 0, 0)),
        ({("f", "1a"): 5, ("f", "3a"): 2}, Answers(kept=7, to_confirm=0, left=0)),
        ({("f", "1b"): 4, ("f", "2a"): 3, ("f", "2b"): 1}, Answers(kept=0, to_confirm=4, left=4)),
        ({("f", "1a"): 1, ("f", "1b"): 1, ("f", "2a"): 1, ("f", "gone"): 1}, Answers(1, 1, 2)),
    ],
)
def test_answers_are_counted_by_what_becomes_of_them(given, expected):
    assert answers_of(plan("1", "2", "3"), given) == expected


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("1:1a", "1:1a", "Title of 1a"),
        ("1:1b", "1:1c 1d", "Title of 1b → Title of 1c + Title of 1d"),
        ("2:2a 2b", "2:2c", "Title of 2a + Title of 2b → Title of 2c"),
    ],
)
def test_a_step_names_what_changes(before, after, words):
    assert Step(Kind.SAME, tuple(items(before)), tuple(items(after))).names == words


def test_a_step_with_one_side_names_that():
    (one,) = items("1:1a")

    assert (Step(Kind.DROPPED, (one,), ()).names, Step(Kind.NEW, (), (one,)).names) == ("Title of 1a", "Title of 1a")
