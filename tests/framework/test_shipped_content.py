"""The shipped framework: what it must count, and that people can read it."""

import re

import pytest

from framework.rules.reading import read_edition
from tests.conftest import SHIPPED_EDITION

FILES = read_edition(SHIPPED_EDITION)
PRINCIPLES, NOTES, CHECKLIST = FILES.instruments
SUBFACTORS = [sub for factor in CHECKLIST.groups for sub in factor.groups]
STATEMENTS = [criterion for sub in SUBFACTORS for criterion in sub.criteria]
EVERYTHING = [criterion for item in FILES.instruments for holder in item.holders for criterion in holder.criteria]

# Per factor: its name in the source, its sub-factors, its statements.
FACTORS = [
    ("1", "Strategic clarity", 3, 8),
    ("2", "Leadership", 3, 5),
    ("3", "User focus", 3, 8),
    ("4", "Stakeholder engagement", 3, 4),
    ("5", "Skills", 2, 2),
    ("6", "Supplier partnership", 2, 3),
    ("7", "Future-proofing", 5, 6),
    ("8", "Achievable delivery", 3, 4),
    ("9", "Benefits realization", 3, 7),
]


def test_the_edition_is_a_draft_and_says_that_a_score_is_no_claim_of_compliance():
    assert (FILES.edition.key, FILES.edition.status, FILES.edition.language) == ("scf-2013", "draft", "en")
    assert FILES.edition.source == "PAS 181 draft (2013)"
    assert "it is not a claim of compliance with PAS 181" in FILES.edition.notice
    assert "ISO 37106" in FILES.edition.notice


def test_the_checklist_counts_nine_factors_with_27_subfactors_and_47_statements():
    found = [
        (factor.ref, factor.name, len(factor.groups), sum(len(sub.criteria) for sub in factor.groups))
        for factor in CHECKLIST.groups
    ]

    assert found == FACTORS
    assert (len(SUBFACTORS), len(STATEMENTS)) == (27, 47)
    assert [criterion for factor in CHECKLIST.groups for criterion in factor.criteria] == []


def test_references_count_up_without_gaps():
    """1, then 1.a, then 1.a.1: the letter and the number are the place in the source's list."""
    expected = [
        f"{number}.{'abcde'[letter]}.{place}"
        for number, factor in enumerate(CHECKLIST.groups, 1)
        for letter, sub in enumerate(factor.groups)
        for place, _ in enumerate(sub.criteria, 1)
    ]

    assert [criterion.ref for criterion in STATEMENTS] == expected
    assert [sub.ref for sub in SUBFACTORS] == list(dict.fromkeys(ref.rpartition(".")[0] for ref in expected))


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.ref)
def test_a_statement_names_its_clause(statement):
    factor, letter, _ = statement.ref.split(".")

    assert statement.source == f"PAS 181 draft, Annex B {factor}) {letter})"


def test_every_factor_and_subfactor_names_its_clause():
    assert CHECKLIST.source == "PAS 181 draft, Annex B"
    assert [factor.source for factor in CHECKLIST.groups] == [f"PAS 181 draft, Annex B {n})" for n in range(1, 10)]
    assert [sub.source for sub in SUBFACTORS] == [
        "PAS 181 draft, Annex B {}) {})".format(*sub.ref.split(".")) for sub in SUBFACTORS
    ]


def test_every_factor_says_in_a_sentence_what_it_is_about():
    assert [factor.ref for factor in CHECKLIST.groups if len(factor.summary.split()) < 8] == []


def test_no_title_statement_or_help_stands_twice():
    for words in ("title", "statement", "help"):
        assert len({getattr(statement, words) for statement in EVERYTHING}) == 30 + 54 + 47


@pytest.mark.parametrize("statement", EVERYTHING, ids=lambda statement: statement.ref)
def test_a_statement_is_one_positive_sentence_with_help(statement):
    assert re.findall(r"[.!?](?:\s|$)", statement.statement) == ["."]
    assert not re.search(r"\b(not|no|never|lack|fail\w*|without|cannot)\b|n[’']t\b", statement.statement.lower())
    assert len(statement.title.split()) <= 8
    assert 8 <= len(statement.help.split()) <= 45
    assert statement.help.rstrip()[-1] in ".?"
    assert statement.weight == 1


def syllables(word):
    """Count groups of vowels; a silent e in the last syllable is none."""
    groups = re.findall(r"[aeiouy]+", word)
    silent = len(groups) > 1 and re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouylcghsxz]es$", word) is not None
    return max(1, len(groups) - silent)


def school_grade(text):
    """Flesch-Kincaid grade level (Kincaid et al. 1975)."""
    words = re.findall(r"[a-z]+", text.lower().replace("’", ""))
    sentences = len(re.findall(r"[.!?:;](?:\s|$)", text))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The cat sat on the mat.", -1.45),  # six words of one syllable
        ("Nine of our leaders have finished today.", 4.0),  # seven words, ten syllables
    ],
)
def test_the_grade_is_that_of_the_formula(text, grade):
    assert school_grade(text) == pytest.approx(grade, abs=0.005)


@pytest.mark.parametrize("statement", EVERYTHING, ids=lambda statement: statement.ref)
def test_a_statement_reads_at_grade_twelve_or_below(statement):
    assert school_grade(statement.statement) <= 12
    assert school_grade(statement.help) <= 12


def counts(instrument):
    """How many criteria stand in each group that holds some, by its reference."""
    return {holder.ref: len(holder.criteria) for holder in instrument.holders if holder.criteria}


def test_the_guiding_principles_are_four_qualities_eleven_principles_and_30_points():
    assert (PRINCIPLES.key, PRINCIPLES.scale, PRINCIPLES.source) == (
        "guiding-principles",
        "principle",
        "PAS 181 draft, Annex A",
    )
    assert [group.ref for group in PRINCIPLES.groups] == ["A.1", "A.2", "A.3", "A.4"]
    assert counts(PRINCIPLES) == {
        **{"A.1.1": 3, "A.1.2": 2},
        **{"A.2.1": 2, "A.2.2": 3, "A.2.3": 2},
        **{"A.3.1": 3, "A.3.2": 2},
        **{"A.4.1": 3, "A.4.2": 5, "A.4.3": 2, "A.4.4": 3},
    }
    for holder in PRINCIPLES.holders:
        assert [item.ref for item in holder.criteria] == [
            f"{holder.ref}.{letter}" for letter in "abcde"[: len(holder.criteria)]
        ]
        for item in holder.criteria:
            assert item.source == f"PAS 181 draft, Annex A, {holder.ref} {item.ref[-1]})"


def test_the_recommendations_are_those_of_17_notes_leaf_by_leaf():
    assert (NOTES.key, NOTES.scale) == ("recommendations", "practice")
    assert {
        group.ref: [item.ref.removeprefix(f"{group.ref}.") for item in group.criteria] for group in NOTES.groups
    } == {
        "A": ["a.1", "a.2", "a.3", "a.4", "b"],
        "B1": ["a", "b", "c"],
        "B2": ["1"],
        "B3": ["a", "b", "c", "d", "e", "f", "g"],
        "B4": ["a", "b", "c"],
        "B5": ["a", "b.1", "b.2", "b.3", "b.4", "c.1", "c.2", "c.3"],
        "B6": ["a", "b", "c"],
        "B7": ["a", "b"],
        "B8": ["a", "b", "c", "d", "e"],
        "B9": ["1"],
        "B10": ["a", "b", "c"],
        "B11": ["a", "b.1", "b.2", "b.3"],
        "B12": ["a", "b", "c"],
        "B13": ["1"],
        "B14": ["1"],
        "C": ["a", "b", "c"],
        "D": ["1"],
    }
    for group in NOTES.groups:
        for item in group.criteria:
            steps = item.ref.removeprefix(f"{group.ref}.").split(".")
            point = "" if steps == ["1"] else "".join(f" {step})" for step in steps)
            assert item.source == f"PAS 181 draft, [{group.ref}]{point}"


def test_every_top_group_says_in_a_sentence_what_it_is_about():
    for instrument in FILES.instruments:
        assert [group.ref for group in instrument.groups if len(group.summary.split()) < 8] == []
        assert (instrument.part, instrument.parts) != ("part", "parts")


def test_the_principle_scale_runs_from_not_how_we_work_to_how_we_always_work():
    principle = next(scale for scale in FILES.scales if scale.key == "principle")

    assert [(level.value, level.label) for level in principle.levels] == [
        (0, "Not how we work"),
        (1, "Talked about"),
        (2, "Sometimes"),
        (3, "Usually"),
        (4, "How we always work"),
    ]


def test_the_practice_scale_runs_from_not_started_to_embedded():
    practice = FILES.scales[0]

    assert (CHECKLIST.key, CHECKLIST.scale, practice.key) == ("success-factors", "practice", "practice")
    assert [(level.value, level.label) for level in practice.levels] == [
        (0, "Not started"),
        (1, "First steps"),
        (2, "Partly in place"),
        (3, "Largely in place"),
        (4, "Embedded"),
    ]
    assert len({level.descriptor for level in practice.levels}) == 5
    assert [level.value for level in practice.levels if len(level.descriptor.split()) < 8] == []


def test_the_roadmap_has_its_five_phases():
    assert [(phase.key, phase.name) for phase in FILES.phases] == [
        ("plan", "Plan"),
        ("initiate", "Initiate"),
        ("deliver", "Deliver"),
        ("consolidate", "Consolidate"),
        ("transform", "Transform"),
    ]
    assert len({phase.purpose for phase in FILES.phases}) == 5
