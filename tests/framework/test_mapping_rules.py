"""What became of a criterion over several editions: composed, turned round, asked from both ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.rules.mapping import Change, Fate, Kind, compose, compose_all, fates, origins, reverse


def changes(*rows, instrument="i"):
    """Write mappings shortly: "a→b reworded"."""
    found = []
    for row in rows:
        ends, kind = row.split(" ")
        old, new = ends.split("→")
        found.append(Change(instrument, old, new, Kind(kind)))
    return tuple(found)


def written(found):
    return sorted(f"{change.old}→{change.new} {change.kind}" for change in found)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (["a→a same"], ["a→a same"], ["a→a same"]),
        (["a→a reworded"], ["a→a same"], ["a→a reworded"]),
        (["a→b same"], ["b→c reworded"], ["a→c reworded"]),
        (["a→b split", "a→c split"], ["b→b same", "c→c reworded"], ["a→b split", "a→c split"]),
        (["a→b reworded"], ["b→c split", "b→d split"], ["a→c split", "a→d split"]),
        (["a→c merged", "b→c merged"], ["c→c reworded"], ["a→c merged", "b→c merged"]),
        (["a→b split", "a→c split"], ["b→d merged", "c→d merged"], ["a→d merged"]),
        (
            ["a→b split", "a→c split", "x→x same"],
            ["b→b same", "c→y merged", "x→y merged"],
            ["a→b split", "a→y merged", "x→y merged"],
        ),
        (["a→ dropped"], ["b→b same"], ["a→ dropped"]),
        (["a→a same"], ["a→ dropped"], ["a→ dropped"]),
        (["a→b split", "a→c split"], ["b→ dropped", "c→c same"], ["a→c split"]),
        (["a→b split", "a→c split"], ["b→ dropped", "c→ dropped"], ["a→ dropped"]),
        (["→n new"], ["n→n reworded"], ["→n new"]),
        (["→n new"], ["n→ dropped"], []),
        (["→n new"], ["n→o split", "n→p split"], ["→o new", "→p new"]),
        (["a→a same"], ["a→a same", "→n new"], ["a→a same", "→n new"]),
        (["a→a same", "→n new"], ["a→c merged", "n→c merged"], ["a→c merged"]),
    ],
)
def test_two_steps_come_to_one(first, second, together):
    assert written(compose(changes(*first), changes(*second))) == sorted(together)


def test_instruments_do_not_mix():
    first = changes("a→b same") + changes("a→c same", instrument="j")
    second = changes("b→d same") + changes("c→e reworded", instrument="j")

    assert compose(first, second) == (
        Change("i", "a", "d", Kind.SAME),
        Change("j", "a", "e", Kind.REWORDED),
    )


def test_over_three_steps_a_criterion_is_found():
    """E1 → E2 → E3 → E4: reworded, split in two, one half dropped and one merged with a newcomer."""
    steps = [
        changes("1→1 reworded", "2→2 same", "→3 new"),
        changes("1→4 split", "1→5 split", "2→2 same", "3→3 same"),
        changes("4→ dropped", "5→6 merged", "3→6 merged", "2→7 same"),
    ]

    whole = compose_all(steps)

    assert fates(whole) == {("i", "1"): Fate(Kind.MERGED, ("6",)), ("i", "2"): Fate(Kind.SAME, ("7",))}
    assert origins(whole) == {("i", "6"): Fate(Kind.MERGED, ("1",)), ("i", "7"): Fate(Kind.SAME, ("2",))}
    assert compose_all(steps[:1]) == steps[0]


ONE_OF_EACH = changes(
    "1→1 same", "2→3 reworded", "4→5 split", "4→6 split", "7→9 merged", "8→9 merged", "10→ dropped", "→11 new"
)


def test_each_end_says_what_became_and_where_it_comes_from():
    assert {ref: fate for (_, ref), fate in fates(ONE_OF_EACH).items()} == {
        "1": Fate(Kind.SAME, ("1",)),
        "2": Fate(Kind.REWORDED, ("3",)),
        "4": Fate(Kind.SPLIT, ("5", "6")),
        "7": Fate(Kind.MERGED, ("9",)),
        "8": Fate(Kind.MERGED, ("9",)),
        "10": Fate(Kind.DROPPED),
    }
    assert {ref: fate for (_, ref), fate in origins(ONE_OF_EACH).items()} == {
        "1": Fate(Kind.SAME, ("1",)),
        "3": Fate(Kind.REWORDED, ("2",)),
        "5": Fate(Kind.SPLIT, ("4",)),
        "6": Fate(Kind.SPLIT, ("4",)),
        "9": Fate(Kind.MERGED, ("7", "8")),
        "11": Fate(Kind.NEW),
    }


def test_the_way_back_turns_every_kind():
    assert written(reverse(ONE_OF_EACH)) == sorted(
        ["1→1 same", "3→2 reworded", "5→4 merged", "6→4 merged", "9→7 split", "9→8 split", "→10 new", "11→ dropped"]
    )
    assert reverse(reverse(ONE_OF_EACH)) == ONE_OF_EACH


@st.composite
def steps_of_three(draw):
    """Draw three mappings in a row, each a partition of what the one before left, with losses and newcomers."""
    there, number, found = [f"a{at}" for at in range(draw(st.integers(1, 5)))], 0, []
    for _ in range(3):
        step, after, left = [], [], list(there)
        while left:
            kind = draw(st.sampled_from([Kind.SAME, Kind.REWORDED, Kind.SPLIT, Kind.MERGED, Kind.DROPPED]))
            olds = [left.pop() for _ in range(min(len(left), 2 if kind == Kind.MERGED else 1))]
            number += 1
            news = {Kind.SPLIT: [f"s{number}", f"t{number}"], Kind.DROPPED: []}.get(kind, [f"m{number}"])
            step += [Change("i", old, new, kind) for old in olds for new in news or [""]]
            after += news
        step.append(Change("i", "", f"n{number}", Kind.NEW))
        there = [*after, f"n{number}"]
        found.append(tuple(step))
    return found


@given(steps_of_three())
def test_steps_may_be_joined_in_any_order_and_nothing_is_lost(found):
    first, second, third = found

    whole = compose_all(found)

    assert set(whole) == set(compose(first, compose(second, third)))
    assert {change.old for change in whole if change.old} == {change.old for change in first if change.old}
    assert {change.new for change in whole if change.new} == {change.new for change in third if change.new}
