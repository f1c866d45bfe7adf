"""The shipped framework: what it must count, and that people can read it."""

import re

import pytest

from framework.rules.reading import read_edition
from tests.conftest import SHIPPED_EDITION

FILES = read_edition(SHIPPED_EDITION)
CHECKLIST = FILES.instruments[0]
SUBFACTORS = [sub for factor in CHECKLIST.groups for sub in factor.groups]
STATEMENTS = [criterion for sub in SUBFACTORS for criterion in sub.criteria]

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
        assert len({getattr(statement, words) for statement in STATEMENTS}) == 47


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.ref)
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


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.ref)
def test_a_statement_reads_at_grade_twelve_or_below(statement):
    assert school_grade(statement.statement) <= 12
    assert school_grade(statement.help) <= 12


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
