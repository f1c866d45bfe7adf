"""What leads on in a text: references and terms, found where they are meant and nowhere else."""

from time import process_time

import pytest

from framework.queries.guide import guide_of
from framework.rules.guide import Guide, TermOutline
from framework.rules.marking import Marker, Segment, vocabulary


def term(key, *forms, marked=True):
    return TermOutline(key, forms[0], forms[1:], "What it means.", (), marked, "en")


def guide(*terms, refs=("A", "B1")):
    made = Guide("e", "E", "1", "", "", "draft", "en", (), (), (), terms, (), (), ())
    vars(made)["by_ref"] = dict.fromkeys(refs)
    return made


WORDS = vocabulary(
    guide(
        term("open-data", "open data"),
        term("open-data-platform", "open data platform"),
        term("it", "IT", "information technology"),
        term("benefit", "benefit", "benefits"),
        term("level", "level", marked=False),
        term("net", ".NET"),
    )
)


def found(text, seen=()):
    return [(piece.kind, piece.text, piece.target) for piece in Marker(WORDS, set(seen)).mark(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain.", [("text", "Plain.", "")]),
        ("", []),
        ("See [B1].", [("text", "See ", ""), ("note", "[B1]", "B1"), ("text", ".", "")]),
        ("[A][B1]", [("note", "[A]", "A"), ("note", "[B1]", "B1")]),
        ("See [B9] and [sic].", [("text", "See [B9] and [sic].", "")]),
        ("OPEN Data", [("term", "OPEN Data", "open-data")]),
        ("It, it: IT.", [("text", "It, it: ", ""), ("term", "IT", "it"), ("text", ".", "")]),
        ("Open data helps.", [("term", "Open data", "open-data"), ("text", " helps.", "")]),
        ("An open data platform", [("text", "An ", ""), ("term", "open data platform", "open-data-platform")]),
        ("It is not IT", [("text", "It is not ", ""), ("term", "IT", "it")]),
        ("Its benefits’ owner", [("text", "Its ", ""), ("term", "benefits", "benefit"), ("text", "’ owner", "")]),
        ("beneficial, dis-benefits, benefit-led", [("text", "beneficial, dis-benefits, benefit-led", "")]),
        ("a level", [("text", "a level", "")]),
        ("open datasets, open data-led", [("text", "open datasets, open data-led", "")]),
        ("open data platforms", [("term", "open data", "open-data"), ("text", " platforms", "")]),
        (".NET, a.NET", [("term", ".NET", "net"), ("text", ", a.NET", "")]),
        ("İT: İŞ, open data", [("text", "İT: İŞ, ", ""), ("term", "open data", "open-data")]),
    ],
)  # fmt: skip
def test_references_and_terms_are_found(text, expected):
    assert found(text) == expected


def test_a_term_is_marked_where_it_first_stands_whatever_its_form():
    marker = Marker(WORDS)

    texts = [marker.mark("Benefits and a benefit."), marker.mark("No benefit, but [A] and [A].")]

    assert [piece for text in texts for piece in text if piece.kind != "text"] == [
        Segment("term", "Benefits", "benefit"),
        Segment("note", "[A]", "A"),
        Segment("note", "[A]", "A"),
    ]


def test_a_term_that_was_seen_is_marked_no_more():
    assert found("A benefit.", seen={"benefit"}) == [("text", "A benefit.", "")]


def test_without_a_glossary_references_lead_all_the_same():
    words = vocabulary(guide())

    assert [piece.kind for piece in Marker(words).mark("A term? [A]")] == ["text", "note"]


@pytest.mark.parametrize(
    ("forms", "text"),
    [
        ([f"a a{at:05d}" for at in range(20_000)], "a " * 3000),
        (["a" + " b" * at for at in range(1, 50)], "a c " * 1500),
        (["a" + " a" * at + " b" for at in range(1, 48)], "a " * 3000),
    ],
    ids=["many forms of one first word", "long forms that begin alike", "forms that nearly stand there"],
)
def test_no_glossary_takes_long(forms, text):
    """All forms tried at every word took ten seconds a page, and others waited."""
    words = vocabulary(guide(term("a", *forms)))
    before = process_time()

    assert Marker(words).mark(text) == (Segment("text", text),)
    assert process_time() - before < 0.5


def test_what_a_guide_can_lead_to_is_found_out_once():
    one, other = guide(term("a", "a")), guide(term("a", "a"))

    assert vocabulary(one) is vocabulary(one) is not vocabulary(other)


def test_the_pieces_of_every_text_read_as_it_does(whole_framework):
    shipped = guide_of(whole_framework)
    words = vocabulary(shipped)
    for note in shipped.notes:
        for text in (note.context, note.need, *(block.text or "" for block in note.discussion)):
            assert "".join(piece.text for piece in Marker(words).mark(text)) == text
