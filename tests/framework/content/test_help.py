"""The help of each of the 139 criteria: what it means, evidence, a question, anchors, and the notes it belongs to."""

import re
from collections import Counter

import pytest

from tests.framework.content.shipped import INSTRUMENTS, REFS, criteria, word_count

BOTTOM_MIDDLE_TOP = [0, 2, 4]
EVERY_LEVEL = [1, 2, 3, 4, 5]
LENGTHS = {"meaning": (12, 45), "evidence": (10, 40), "question": (8, 30)}
FACTOR_NOTES = {  # the note that each factor of the checklist cannot do without
    **{"1": {"B1", "A", "C", "B8", "B2"}, "2": {"B3"}, "3": {"B10", "B11", "B9"}, "4": {"B4"}, "5": {"B3"}},
    **{"6": {"B5"}, "7": {"B6", "B14", "B13", "B3"}, "8": {"B8", "D"}, "9": {"C"}},
}
UNKIND = (
    r"\b(?:stupid|lazy|hopeless|pathetic|clueless|ignorant|chaos|chaotic|incompeten\w+|useless|shame\w*|ridiculous)\b"
)

each_instrument = pytest.mark.parametrize("key", INSTRUMENTS)


@each_instrument
@pytest.mark.parametrize("part", LENGTHS)
def test_help_is_there_and_no_longer_than_it_may_be(key, part):
    shortest, longest = LENGTHS[part]
    found = {item.ref: word_count(getattr(item.help, part)) for item in criteria(INSTRUMENTS[key])}

    assert {ref: count for ref, count in found.items() if not shortest <= count <= longest} == {}


@each_instrument
def test_help_says_what_it_means_and_shows_evidence_and_asks_one_question(key):
    for item in criteria(INSTRUMENTS[key]):
        assert (item.ref, item.help.meaning[-1], item.help.evidence[-1]) == (item.ref, ".", ".")
        assert (item.ref, item.help.question[-1], item.help.question.count("?")) == (item.ref, "?", 1)
        assert item.help.meaning not in item.statement
        assert item.statement not in item.help.meaning


@each_instrument
def test_anchors_stand_at_the_levels_that_are_described(key):
    expected = EVERY_LEVEL if key == "leadership-maturity" else BOTTOM_MIDDLE_TOP

    assert {item.ref: sorted(item.anchors) for item in criteria(INSTRUMENTS[key])} == {
        item.ref: expected for item in criteria(INSTRUMENTS[key])
    }


@each_instrument
def test_an_anchor_is_one_line_and_a_cell_of_the_matrix_one_or_two_sentences(key):
    shortest, longest, sentences = (12, 35, 2) if key == "leadership-maturity" else (6, 25, 1)
    found = [(item.ref, level, text) for item in criteria(INSTRUMENTS[key]) for level, text in item.anchors.items()]

    assert [at for at in found if not shortest <= word_count(at[-1]) <= longest] == []
    assert [at for at in found if not 1 <= len(re.findall(r"[.!?](?:\s|$)", at[-1])) <= sentences] == []


@each_instrument
def test_no_help_and_no_anchor_is_unkind(key):
    assert [
        (item.ref, text)
        for item in criteria(INSTRUMENTS[key])
        for text in (*item.anchors.values(), item.help.meaning, item.help.evidence, item.help.question)
        if re.search(UNKIND, text.lower())
    ] == []


@each_instrument
def test_a_criterion_belongs_to_known_notes_once_each(key):
    most = 5 if key == "leadership-maturity" else 4
    for item in criteria(INSTRUMENTS[key]):
        assert (item.ref, 1 <= len(item.notes) <= most) == (item.ref, True)
        assert (item.ref, [note for note in item.notes if note not in REFS]) == (item.ref, [])
        assert (item.ref, len(set(item.notes))) == (item.ref, len(item.notes))


def test_a_recommendation_belongs_first_of_all_to_its_note():
    for group in INSTRUMENTS["recommendations"].groups:
        assert {item.notes[0] for item in group.criteria} == {group.ref}


def test_every_point_of_the_guiding_principles_belongs_to_their_note_as_well():
    assert [item.ref for item in criteria(INSTRUMENTS["guiding-principles"]) if "A" not in item.notes] == []


def test_the_statements_of_a_factor_belong_to_the_notes_it_is_about():
    for factor in INSTRUMENTS["success-factors"].groups:
        first = {item.notes[0] for sub in factor.groups for item in sub.criteria}
        assert (factor.ref, first - FACTOR_NOTES[factor.ref]) == (factor.ref, set())


def test_every_note_has_criteria_of_three_instruments_or_more():
    """[B7] asks for a common language, on which the principles are silent: recommendations, checklist and matrix."""
    kinds = Counter(
        ref for kind in INSTRUMENTS.values() for ref in {ref for item in criteria(kind) for ref in item.notes}
    )

    assert {ref: kinds[ref] for ref in REFS if kinds[ref] < 3} == {}
