"""What the library's search finds first, on the edition that is shipped."""

from collections import Counter

import pytest

from framework.queries.guide import guide_of
from framework.queries.searching import Kind, index_of, search

pytestmark = pytest.mark.django_db

NEEDED = 27

# What mayors type, and what should stand first. Written before the engine was; it is the engine that has to fit.
QUERIES = [
    # references, however they are written
    ("B5", ("note", "B5")),
    ("[B12]", ("note", "B12")),
    ("1.a.1", ("success-factors", "1.a.1")),
    ("b10.c", ("recommendations", "B10.c")),
    # a word or two of a note's name, plurals too
    ("procurement", ("note", "B5")),
    ("roadmaps", ("note", "B8")),
    ("privacy", ("note", "B12")),
    ("governance", ("note", "B3")),
    ("benefits", ("note", "C")),
    ("stakeholders", ("note", "B4")),
    ("city vision", ("note", "B1")),
    ("operating model", ("note", "B2")),
    ("critical success factors", ("note", "D")),
    ("resource mapping", ("note", "B13")),
    ("terminology", ("note", "B7")),
    # misspelt, or spelt as elsewhere
    ("benefit realisation", ("note", "C")),
    ("goverance", ("note", "B3")),
    ("procurment", ("note", "B5")),
    ("interoperabilty", ("note", "B6")),
    ("channel managment", ("note", "B11")),
    ("early adoptors", ("term", "early-adopter")),
    # not yet finished
    ("archit", ("note", "B14")),
    ("leadership and gov", ("note", "B3")),
    # words and questions that the glossary answers
    ("what is a smart city?", ("term", "smart-city")),
    ("supplier lock-in", ("term", "lock-in")),
    ("IoT", ("term", "internet-of-things")),
    ("quick wins", ("term", "quick-win")),
    # what somebody remembers of a criterion
    ("learning from other cities", ("success-factors", "4.c.1")),
    ("small firms", ("recommendations", "B5.c.3")),
    ("accountability for outcomes", ("success-factors", "9.c.1")),
]


READ = {}


@pytest.fixture
def shipped(request):
    """The guide and the index of the shipped edition, read once: no database is asked for them afterwards."""
    if not READ:
        edition = request.getfixturevalue("whole_framework")
        READ.update(guide=guide_of(edition), index=index_of(edition))
    return READ


@pytest.fixture
def index(shipped):
    return shipped["index"]


def named(entry):
    return entry.instrument or str(entry.kind), entry.ref


def first(index, text):
    found = search(index, text).entries
    return named(found[0]) if found else None


def test_mayors_find_what_they_look_for_in_the_first_place(index):
    missed = {text: first(index, text) for text, expected in QUERIES if first(index, text) != expected}

    assert len(QUERIES) == 30
    assert len(QUERIES) - len(missed) >= NEEDED, missed


def test_every_note_criterion_and_term_is_there(index, shipped):
    assert Counter(entry.kind for entry in index.entries) == {
        Kind.NOTE: 17,
        Kind.CRITERION: 139,
        Kind.TERM: len(shipped["guide"].terms),
    }


def test_every_note_and_every_criterion_comes_first_by_its_reference(index):
    named_by = [entry for entry in index.entries if entry.kind != Kind.TERM]

    assert [entry.ref for entry in named_by if first(index, entry.ref)[1] != entry.ref] == []
    assert [entry.ref for entry in named_by if first(index, f" [{entry.ref.lower()}] ")[1] != entry.ref] == []


def test_every_note_comes_first_by_its_name(index):
    notes = [entry for entry in index.entries if entry.kind == Kind.NOTE]

    assert [entry.ref for entry in notes if first(index, entry.name) != ("note", entry.ref)] == []


def test_a_reference_of_a_part_brings_all_that_stands_in_it(index):
    assert [entry.ref for entry in search(index, "7.e").entries] == ["7.e.1", "7.e.2"]
    assert [entry.ref for entry in search(index, "B12").entries][:4] == ["B12", "B12.a", "B12.b", "B12.c"]


def test_a_letter_is_a_reference_alone_or_in_brackets(index):
    assert first(index, "a") == ("note", "A")
    assert first(index, "what [C] says") == ("note", "C")
    assert first(index, "a roadmap") == ("note", "B8")


def test_who_asks_for_a_meaning_gets_the_term(index):
    assert first(index, "governance") == ("note", "B3")
    assert first(index, "what is governance?") == ("term", "governance")
    assert first(index, "meaning of governance") == ("term", "governance")
