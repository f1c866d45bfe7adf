"""Marks and excerpts: whole words alone, nothing lost, nothing that is not text."""

import pytest

from framework.rules.excerpt import ELLIPSIS, Segment, excerpt, marked

HOSTILE = '<mark>city</mark> <img src=x onerror="city()"> &lt;city&gt; city\x00 \u202ecity {{ city }} ]]>'


def finding(*words):
    return lambda word: words.index(word.lower()) if word.lower() in words else None


def joined(segments):
    return "".join(segment.text for segment in segments)


def marks(segments):
    return [segment.text for segment in segments if segment.marked]


def test_only_whole_words_are_marked():
    segments = marked("City data, not citydata: the city’s data.", finding("city", "data"))

    assert segments == (
        Segment("City", marked=True),
        Segment(" ", marked=False),
        Segment("data", marked=True),
        Segment(", not citydata: the ", marked=False),
        Segment("city", marked=True),
        Segment("’s ", marked=False),
        Segment("data", marked=True),
        Segment(".", marked=False),
    )


def test_a_hostile_text_stays_the_text_it_was():
    segments = marked(HOSTILE, finding("city", "mark"))

    assert joined(segments) == HOSTILE
    assert marks(segments) == ["mark", "city", "mark", "city", "city", "city", "city", "city"]


def test_a_text_without_what_was_found_is_one_segment():
    assert marked("Nothing here.", finding("city")) == (Segment("Nothing here.", marked=False),)
    assert marked("", finding("city")) == ()


def test_a_short_text_is_shown_whole():
    assert joined(excerpt("One  plan\nfor the city.", finding("plan"), 100)) == "One plan for the city."


def test_an_excerpt_holds_the_place_with_most_of_what_was_found():
    text = f"The city. {'Words pass by. ' * 20}A city with a plan. {'More words pass. ' * 20}"

    segments = excerpt(text, finding("city", "plan"), 120)

    assert marks(segments) == ["city", "plan"]
    assert joined(segments).startswith(f"{ELLIPSIS}A city with a plan. More words")
    assert joined(segments).endswith(ELLIPSIS)


@pytest.mark.parametrize("width", [1, 2, 30, 80, 240])
@pytest.mark.parametrize(
    "text", ["x" * 500, "word " * 200, "a city " * 100, f"{'y' * 300} city {'z' * 300}", "", " ", HOSTILE * 9]
)
def test_an_excerpt_is_a_piece_of_the_text_no_longer_than_asked(text, width):
    shown = joined(excerpt(text, finding("city"), width))

    assert shown.strip(ELLIPSIS) in " ".join(text.split())
    assert len(shown.strip(ELLIPSIS)) <= width
