"""One answer on two pages: what was changed on one alone stands, of levels the later wins, no comment is lost."""

from dataclasses import replace

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from assessments.rules.merging import BLANK, Answer, Merged, merge

THREE = Answer("rated", 3, comment="Because.")


def test_the_same_page_saves_what_it_sends():
    assert merge(BLANK, BLANK, THREE) == Merged(THREE, None, None)


def test_a_save_that_comes_twice_changes_nothing():
    assert merge(BLANK, THREE, THREE) == Merged(THREE, None, None)


@pytest.mark.parametrize(
    ("elsewhere", "here"),
    [
        ({"level": 1}, {"comment": "New."}),
        ({"comment": "New."}, {"state": "dont_know", "level": None}),
        ({"target": 4}, {"confidence": "low"}),
        ({"confidence": "low"}, {"target": 4}),
    ],
)
def test_what_each_page_changed_alone_stands(elsewhere, here):
    merged = merge(THREE, replace(THREE, **elsewhere), replace(THREE, **here))

    assert merged == Merged(replace(THREE, **elsewhere, **here), None, None)


@pytest.mark.parametrize(
    ("elsewhere", "here"),
    [
        ({"level": 1}, {"level": 4}),
        ({"level": 1}, {"state": "not_answered", "level": None}),
        ({"target": 1}, {"target": 4}),
        ({"confidence": "low"}, {"confidence": "high"}),
    ],
)
def test_of_two_choices_the_later_wins_and_the_other_comes_back(elsewhere, here):
    stored = replace(THREE, **elsewhere)

    assert merge(THREE, stored, replace(THREE, **here)) == Merged(replace(THREE, **here), stored, None)


@pytest.mark.parametrize("mine", ["Mine.", ""])
def test_of_two_comments_none_is_overwritten(mine):
    stored = replace(THREE, comment="Written elsewhere.")

    merged = merge(THREE, stored, replace(THREE, level=4, comment=mine))

    assert merged == Merged(replace(stored, level=4), None, "Written elsewhere.")


def test_a_comment_that_holds_all_of_the_other_takes_its_place():
    """So it is with one whose first words were saved and the answer never arrived."""
    merged = merge(BLANK, replace(BLANK, comment="We all"), replace(BLANK, comment="We all met."))

    assert merged == Merged(replace(BLANK, comment="We all met."), None, None)


@pytest.mark.parametrize("given", ["Not enough money", "Nobody knows", "I know nothing: No1"])
def test_a_comment_is_not_held_by_words_that_merely_begin_like_it(given):
    merged = merge(BLANK, replace(BLANK, comment="No"), replace(BLANK, comment=given))

    assert (merged.answer.comment, merged.other_comment) == ("No", "No")


answers = st.builds(
    Answer,
    state=st.just("rated"),
    level=st.integers(0, 2),
    target=st.none() | st.integers(0, 2),
    confidence=st.sampled_from(["", "low", "high"]),
    comment=st.sampled_from(["", "a", "b", "ab", "c"]),
)


@over(answers, answers, answers)
def test_nothing_is_ever_lost(seen, stored, given):
    """Whatever was changed on either side is stored, or said to have been there."""
    merged = merge(seen, stored, given)
    kept = [merged.answer, *([merged.replaced] if merged.replaced else [])]

    for part in ("choice", "target", "confidence"):
        for side in (stored, given):
            if getattr(side, part) != getattr(seen, part):
                assert getattr(side, part) in [getattr(one, part) for one in kept]
    if given.comment != seen.comment:
        assert merged.other_comment is not None or given.comment == merged.answer.comment
    if stored.comment != seen.comment:
        assert stored.comment in merged.answer.comment
