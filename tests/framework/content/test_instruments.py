"""The four instruments: 139 criteria with their groups, references, sources and scales."""

import re

import pytest

from tests.framework.content.shipped import FILES, INSTRUMENTS, NOTES, REFS, criteria, word_count

PRACTICE = ["Not started", "First steps", "Partly in place", "Largely in place", "Embedded"]
PRINCIPLE = ["Not how we work", "Talked about", "Sometimes", "Usually", "How we always work"]
MATURITY = ["Lagging", "Developing", "Competent", "Progressive", "Excelling"]

KINDS = [  # key, what its groups are called, scale, source, criteria
    ("guiding-principles", "quality", "qualities", "principle", "PAS 181 draft, Annex A", 30),
    ("recommendations", "guidance note", "guidance notes", "practice", "PAS 181 draft, guidance notes A to D", 54),
    ("success-factors", "factor", "factors", "practice", "PAS 181 draft, Annex B", 47),
    (
        *("leadership-maturity", "component", "components", "maturity"),
        *("Ours; after the guidance notes of the PAS 181 draft", 8),
    ),
]

FACTORS = [  # reference, name in the source, sub-factors, statements
    ("1", "Strategic clarity", 3, 8),
    ("2", "Leadership", 3, 5),
    ("3", "User focus", 3, 8),
    ("4", "Stakeholder engagement", 3, 4),
    ("5", "Skills", 2, 2),
    ("6", "Supplier partnership", 2, 3),
    ("7", "Future-proofing", 5, 6),
    ("8", "Achievable delivery", 3, 4),
    ("9", "Benefit realization", 3, 7),
]
SUBFACTORS = {  # statements in each, 47 in all
    **{"1.a": 3, "1.b": 2, "1.c": 3},
    **{"2.a": 1, "2.b": 2, "2.c": 2},
    **{"3.a": 3, "3.b": 3, "3.c": 2},
    **{"4.a": 1, "4.b": 2, "4.c": 1},
    **{"5.a": 1, "5.b": 1},
    **{"6.a": 2, "6.b": 1},
    **{"7.a": 1, "7.b": 1, "7.c": 1, "7.d": 1, "7.e": 2},
    **{"8.a": 1, "8.b": 1, "8.c": 2},
    **{"9.a": 3, "9.b": 3, "9.c": 1},
}
QUALITIES = [
    ("A.1", "Visionary"),
    ("A.2", "Citizen-centric"),
    ("A.3", "Digital"),
    ("A.4", "Open and collaborative"),
]
PRINCIPLES = {  # points in each, 30 in all
    **{"A.1.1": 3, "A.1.2": 2},
    **{"A.2.1": 2, "A.2.2": 3, "A.2.3": 2},
    **{"A.3.1": 3, "A.3.2": 2},
    **{"A.4.1": 3, "A.4.2": 5, "A.4.3": 2, "A.4.4": 3},
}
MATRIX = [  # our own components, and the guidance notes each of them follows
    ("M1", "Leadership environment", "A B1 B3 B8 D"),
    ("M2", "Stakeholder and customer focus", "B4 B9"),
    ("M3", "Operating model, service delivery and inclusion", "B2 B10 B11"),
    ("M4", "Trust, identity and privacy", "B12"),
    ("M5", "Procurement and partnership", "B5"),
    ("M6", "Interoperability and common language", "B6 B7"),
    ("M7", "Technology and data assets", "B13 B14"),
    ("M8", "Benefits and performance", "C"),
]


def counts(instrument):
    """How many criteria stand in each group that holds some, by its reference."""
    return {holder.ref: len(holder.criteria) for holder in instrument.holders if holder.criteria}


def test_four_instruments_hold_139_criteria():
    assert [
        (kind.key, kind.part, kind.parts, kind.scale, kind.source, len(criteria(kind))) for kind in FILES.instruments
    ] == sorted(KINDS)
    assert sum(kind[-1] for kind in KINDS) == 139


def test_the_checklist_counts_nine_factors_with_27_subfactors_and_47_statements():
    checklist = INSTRUMENTS["success-factors"]

    assert [
        (factor.ref, factor.name, len(factor.groups), sum(len(sub.criteria) for sub in factor.groups))
        for factor in checklist.groups
    ] == FACTORS
    assert counts(checklist) == SUBFACTORS
    assert (len(SUBFACTORS), sum(SUBFACTORS.values())) == (27, 47)


def test_statements_of_the_checklist_count_up_without_gaps_and_name_their_clauses():
    """1, then 1.a, then 1.a.1: the letter and the number are the place in the source's list."""
    for factor in INSTRUMENTS["success-factors"].groups:
        assert factor.source == f"PAS 181 draft, Annex B {factor.ref})"
        for sub in factor.groups:
            clause = f"PAS 181 draft, Annex B {factor.ref}) {sub.ref[-1]})"
            assert [sub.source, *(item.source for item in sub.criteria)] == [clause] * (1 + len(sub.criteria))
            assert [item.ref for item in sub.criteria] == [f"{sub.ref}.{n}" for n in range(1, 1 + len(sub.criteria))]


def test_the_guiding_principles_are_four_qualities_eleven_principles_and_30_points():
    principles = INSTRUMENTS["guiding-principles"]

    assert [(quality.ref, quality.name) for quality in principles.groups] == QUALITIES
    assert counts(principles) == PRINCIPLES
    for holder in principles.holders:
        assert holder.source == f"PAS 181 draft, Annex A, {holder.ref}"
        for letter, item in zip("abcde", holder.criteria, strict=False):
            assert item.ref == f"{holder.ref}.{letter}"
            assert item.source == f"PAS 181 draft, Annex A, {holder.ref} {letter})"


def test_the_recommendations_are_grouped_by_note_and_name_their_clauses():
    """Which leaves there are stands with the notes, from which they come."""
    groups = INSTRUMENTS["recommendations"].groups

    assert [(group.ref, group.name) for group in groups] == [(ref, NOTES[ref].name) for ref in REFS]
    for group in groups:
        assert group.source == f"PAS 181 draft, [{group.ref}]"
        for item in group.criteria:
            steps = item.ref.removeprefix(f"{group.ref}.").split(".")
            point = "" if steps == ["1"] else "".join(f" {step})" for step in steps)
            assert item.source == f"PAS 181 draft, [{group.ref}]{point}"


def test_the_maturity_matrix_is_eight_components_of_our_own():
    matrix = INSTRUMENTS["leadership-maturity"]

    assert [(group.ref, group.name, " ".join(group.criteria[0].notes)) for group in matrix.groups] == MATRIX
    assert counts(matrix) == {ref: 1 for ref, _, _ in MATRIX}
    assert [item.ref for item in criteria(matrix)] == [f"{ref}.1" for ref, _, _ in MATRIX]
    for group in matrix.groups:
        source = "Ours; after " + ", ".join(f"[{ref}]" for ref in group.criteria[0].notes)
        assert (group.source, group.criteria[0].source) == (source, source)
    assert "is our own; the published PD 8100 matrix is not part of the portal" in matrix.summary


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_every_top_group_says_in_a_sentence_what_it_is_about(key):
    groups = INSTRUMENTS[key].groups

    assert [group.ref for group in groups if not 8 <= word_count(group.summary) <= 35] == []
    assert len({group.summary for group in groups}) == len(groups)


@pytest.mark.parametrize("key", INSTRUMENTS)
def test_a_statement_is_one_positive_sentence(key):
    for item in criteria(INSTRUMENTS[key]):
        assert (item.ref, re.findall(r"[.!?](?:\s|$)", item.statement)) == (item.ref, ["."])
        assert (item.ref, NEGATIVE.findall(item.statement.lower())) == (item.ref, [])
        assert (item.ref, SPEAKS_FOR_US.search(item.statement.lower()) is not None) == (item.ref, True)
        assert word_count(item.title) <= 8
        assert item.weight == 1


NEGATIVE = re.compile(r"\b(?:not|no|nor|never|nobody|none|lack\w*|fail\w*|without|cannot)\b|n[’']t\b")
SPEAKS_FOR_US = re.compile(r"\b(?:we|our|us|every|each)\b")


@pytest.mark.parametrize(
    ("key", "first", "labels"), [("practice", 0, PRACTICE), ("principle", 0, PRINCIPLE), ("maturity", 1, MATURITY)]
)
def test_a_scale_has_its_five_levels_each_in_words(key, first, labels):
    (scale,) = (scale for scale in FILES.scales if scale.key == key)

    assert [(level.value, level.label) for level in scale.levels] == list(enumerate(labels, first))
    assert len({level.descriptor for level in scale.levels}) == 5
    assert [level.value for level in scale.levels if not 8 <= word_count(level.descriptor) <= 30] == []


def test_there_are_three_scales():
    assert [scale.key for scale in FILES.scales] == ["practice", "principle", "maturity"]
