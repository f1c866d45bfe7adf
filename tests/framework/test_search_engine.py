"""How the search takes words: forms, beginnings, misspellings, languages, and whatever else somebody types."""

import random

import pytest

from framework.actions import store_edition
from framework.models import Edition
from framework.queries.searching import LONGEST_QUERY, Entry, Kind, index_of, search
from framework.queries.searching.entries import Passage
from framework.queries.searching.index import indexed
from tests.editions import read_edition

HOSTILE = [
    "",
    "   ",
    "\x00",
    '"',
    '"city',
    "'; DROP TABLE framework_note; --",
    "AND",
    "OR NOT",
    "city AND",
    "(city",
    "[B1",
    "city)",
    "+city -vision",
    "name:city",
    "city^1000",
    "city~9",
    "/.*/",
    "[a-z]+",
    "*",
    "?",
    "\\",
    "{{ city }}",
    "<script>alert(1)</script>",
    "city\x00vision",
    "\ud800",
    "\u202ecity\u202c",
    "😀" * 300,
    "x" * 10_000,
    "city " * 2_000,
    "%00%27",
    "../../etc/passwd",
    "0" * 200,
    "......",
    "city\u2028vision",
    "ﬁrst ＣＩＴＹ",
]


def entry(name, lead="", *, kind=Kind.NOTE, ref="N1", also=(), rest=(), language="en"):
    passages = tuple(Passage("discussion", text) for text in rest)
    return Entry(kind, "", "", "", ref, name, also, Passage("need", lead), passages, (), language)


def found(entries, text):
    return [one.ref for one in search(indexed(tuple(entries)), text).entries]


def marks(segments):
    return [segment.text for segment in segments if segment.marked]


def joined(segments):
    return "".join(segment.text for segment in segments)


@pytest.fixture
def small(edition):
    return index_of(edition)


@pytest.mark.parametrize(
    ("text", "ref", "part", "marked"),
    [
        ("begins", "A", "context", ["begins"]),
        ("agree", "A", "need", ["Agree"]),
        ("helped", "A", "discussion", ["help"]),
        ("rests", "A", "linkages", ["rests"]),
        ("moves", "B1", "discussion", ["moves"]),
        ("later", "B1", "discussion", ["Later"]),
        ("far", "B1", "discussion", ["Far"]),
        ("kinds", "B1", "discussion", ["kinds"]),
        ("changes", "B1", "discussion", ["changes"]),
        ("view", "B1", "recommendations", ["view"]),
        ("book", "B1", "further", ["book"]),
        ("secured", "2.a.2", "statement", ["secured"]),
        ("five", "1.a.2", "meaning", ["five"]),
        ("asked", "1.a.1", "question", ["asked"]),
        ("list", "1.a.1", "evidence", ["list"]),
        ("itself", "silo", "definition", ["itself"]),
    ],
)
def test_every_part_is_searched_and_shown(small, text, ref, part, marked):
    result = search(small, text)

    hits = {hit.entry.ref: (hit.part, marks(hit.text)) for hit in result.hits(result.entries)}

    assert hits[ref] == (part, marked)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_is_an_error_or_more_than_words(small, text):
    result = search(small, text)

    assert len(result.text) <= LONGEST_QUERY
    assert len(result.entries) <= len(small.entries)
    assert len(result.hits(result.entries)) == len(result.entries)


def test_no_syntax_excludes_or_demands(small):
    plain = search(small, "city vision").entries

    assert plain
    for text in ("+city -vision", "city NOT vision", "name:city vision", '"city" "vision"', "city^9 vision~2"):
        assert search(small, text).entries[0] == plain[0]


def test_many_random_texts_break_nothing(small):
    chance = random.Random(181)  # noqa: S311 - texts, not secrets
    signs = "abcdeB1. []()+-\"'*?~^:/\\\x00\u0301\u200d\u202e\ufffd\U0001f600éßİıﬁع中あ"

    for _ in range(500):
        result = search(small, "".join(chance.choices(signs, k=chance.randrange(60))))
        assert [hit.entry for hit in result.hits(result.entries)] == list(result.entries)


def test_an_edition_without_anything_is_searched_too():
    result = search(indexed(()), "city")

    assert (result.entries, result.suggested, result.missing) == ((), (), ("city",))


def test_a_name_counts_more_than_what_it_is_about_and_that_more_than_the_rest():
    entries = [
        entry("One", "Nothing here.", ref="rest", rest=["A bridge, a bridge, a bridge."]),
        entry("Two", "A bridge is built.", ref="lead"),
        entry("The bridge across the river", "Nothing here.", ref="name"),
    ]

    assert found(entries, "bridge") == ["name", "lead", "rest"]


def test_a_word_itself_counts_more_than_a_form_of_it():
    entries = [entry("Planning", ref="form"), entry("Plans", ref="plural"), entry("Planned", ref="past")]

    assert found(entries, "plans") == ["plural", "form", "past"]
    assert found(entries, "planned")[0] == "past"


def test_a_misspelt_word_finds_what_is_meant_and_says_so():
    index = indexed((entry("Governance", "How a city is governed."),))

    result = search(index, "goverance")

    assert [hit.name for hit in result.hits(result.entries)] == [
        search(index, "governance").hits(index.entries)[0].name
    ]
    assert marks(result.hits(result.entries)[0].text) == ["governed"]
    assert [(word.typed, word.instead) for word in result.corrected] == [("goverance", ("governance",))]


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("procurment", ("procurement",)),
        ("procurements", ()),  # forms of the word are no misspellings
        ("procuring", ()),
        ("procurem", ()),  # not typed to its end yet
    ],
)
def test_a_misspelt_word_with_the_stem_of_what_is_meant_is_said_too(typed, instead):
    result = search(indexed((entry("Procurement"),)), typed)

    assert len(result.entries) == 1
    assert [word.instead for word in result.corrected] == ([instead] if instead else [])


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("brige", True),
        ("birdge", True),
        ("bridgge", True),
        ("brx", False),  # too short to be taken for another
        ("bryxe", False),  # two letters away, and too short for two
        ("infrastrukture", True),
        ("infrastrukturr", True),
        ("imfrastrukturr", False),  # three letters away
    ],
)
def test_how_far_a_word_may_be_away_depends_on_its_length(typed, finds):
    entries = [entry("bridge", ref="bridge"), entry("infrastructure", ref="infrastructure")]

    assert bool(found(entries, f"{typed}.")) == finds


def test_a_word_that_the_edition_knows_is_never_taken_for_another():
    entries = [entry("Data", ref="data"), entry("Date", ref="date")]

    assert found(entries, "data") == ["data"]


def test_the_last_word_may_be_unfinished():
    entries = [entry("Interoperability", ref="long"), entry("Inter city", ref="inter")]

    assert found(entries, "interop") == ["long"]
    assert found(entries, "inter") == ["inter", "long"]
    assert found(entries, "inter ci") == ["inter"]
    assert found(entries, "in") == []
    result = search(indexed(tuple(entries)), "interop")
    assert marks(result.hits(result.entries)[0].name) == ["Interoperability"]


def test_an_unfinished_word_may_be_misspelt_too():
    entries = [entry("Procurement", ref="N1"), entry("Proclaimed", ref="N2")]

    assert found(entries, "procurm") == ["N1"]
    assert found(entries, "procurm.") == []  # said to be finished
    assert found(entries, "pxo") == []


def test_where_nothing_holds_all_words_what_holds_most_is_shown_and_said():
    entries = [entry("Bridge", "Of stone."), entry("Tower", "Of glass.", ref="N2"), entry("Stone tower", ref="N3")]

    both = search(indexed(tuple(entries)), "stone tower")
    neither = search(indexed(tuple(entries)), "stone glass tower")

    assert ([one.ref for one in both.entries], both.complete) == (["N3"], True)
    assert ([one.ref for one in neither.entries], neither.complete) == (["N3", "N2"], False)


def test_words_that_say_nothing_are_passed_over_unless_there_are_no_others():
    entries = [entry("What to do"), entry("Bridge of the city", ref="N2")]

    assert found(entries, "what is the bridge?") == ["N2"]
    assert found(entries, "what to do") == ["N1"]


def test_an_unknown_word_beside_known_ones_is_named():
    result = search(indexed((entry("Bridge"),)), "bridge zzyzx")

    assert ([one.ref for one in result.entries], result.missing, result.complete) == (["N1"], ("zzyzx",), True)


def test_what_may_have_been_meant_is_taken_from_the_words_of_the_edition():
    result = search(indexed((entry("Procurement of Bridges"),)), "the prokyurment")

    assert result.entries == ()
    assert result.suggested == ("the procurement",)


def test_other_names_of_a_term_find_it_and_are_shown():
    entries = (entry("lock-in", "Hard to leave.", kind=Kind.TERM, ref="lock-in", also=("captive customers",)),)

    hit = search(indexed(entries), "captive").hits(entries)[0]

    assert (hit.part, joined(hit.text), marks(hit.text)) == ("also", "captive customers", ["captive"])


def test_words_are_stemmed_in_the_language_of_their_text():
    entries = [entry("Städte vernetzen", "Die Häuser der Stadt.", language="de-at"), entry("Cities", ref="N2")]

    result = search(indexed(tuple(entries)), "Haus")

    assert marks(result.hits(result.entries)[0].text) == ["Häuser"]
    assert found(entries, "city") == ["N2"]
    assert found(entries, "stadte") == ["N1"]  # accents may be left out


def test_a_language_that_cannot_be_stemmed_is_searched_by_its_words():
    entries = [entry("Tark linn", "Linna juhtimine.", language="et"), entry("都市 計画", ref="N2", language="ja")]

    assert found(entries, "LINN") == ["N1"]
    assert found(entries, "計画") == ["N2"]


def test_what_was_found_is_marked_in_a_hostile_text_without_touching_it():
    hostile = 'A <b>bridge</b> & "bridges" <script>bridge()</script>'

    hit = search(indexed((entry(hostile, hostile),)), "bridge").hits([entry(hostile, hostile)])[0]

    assert joined(hit.name) == joined(hit.text) == hostile
    assert marks(hit.text) == ["bridge", "bridges", "bridge"]


def test_a_draft_that_is_loaded_anew_is_searched_anew(folder, db):
    store_edition(files=read_edition(folder.path))
    before = search(index_of(Edition.objects.get()), "zanzibar").entries

    folder.replace("notes/A.yaml", "It begins here.", "It begins in Zanzibar.")
    store_edition(files=read_edition(folder.path))

    after = search(index_of(Edition.objects.get()), "zanzibar").entries
    assert [one.ref for one in before] == []
    assert [one.ref for one in after] == ["A"]


def test_an_index_is_built_once_and_for_one_edition(edition, count_queries):
    built = index_of(edition)

    with count_queries() as statements:
        again = index_of(Edition(pk=edition.pk, digest=edition.digest, status=edition.status))

    assert again is built
    assert statements == []
