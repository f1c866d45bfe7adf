"""Words in drawings: they fit, and say what they can."""

import pytest

from charts.rules import NARROW, SMALL, TEXT
from charts.rules.letters import letters
from charts.rules.text import shortened, text_width, whole, wrapped


@pytest.mark.parametrize(
    ("score", "expected"), [(0, "0"), (0.49, "0"), (62.5, "63"), (63.5, "64"), (99.4, "99"), (100, "100")]
)
def test_whole_rounds_halves_up(score, expected):
    assert whole(score) == expected


def test_wide_letters_take_more_room():
    assert text_width("mmm", 10) > text_width("nnn", 10) > text_width("iii", 10)


def test_short_text_stays():
    assert shortened("Skills", 60, 12) == "Skills"


def test_long_text_ends_in_an_ellipsis_and_fits():
    text = shortened("Stakeholder engagement", 84, 12)

    assert text == "Stakeholder…"
    assert text_width(text, 12) <= 84


def test_text_breaks_at_spaces():
    assert wrapped("Academic and third sector", 70, 12, 3) == ("Academic", "and third", "sector")


def test_what_is_left_over_after_the_last_line_is_shortened():
    lines = wrapped("A holistic view of the customers of the city", 80, 12, 2)

    assert lines == ("A holistic", "view of the…")
    assert max(text_width(line, 12) for line in lines) <= 80


def test_no_text_gives_no_line():
    assert wrapped("", 80, 12, 2) == ()


def test_no_lettering_is_below_eleven_pixels_on_the_narrowest_phone():
    assert min(TEXT, SMALL) * 328 / NARROW >= 11


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cafe\u0301", ["c", "a", "f", "e\u0301"]),
        ("हिन्दी", ["हि", "न्दी"]),
        ("עִיר", ["עִ", "י", "ר"]),
        ("👩‍👩‍👧‍👦👍🏽❤️1️⃣", ["👩‍👩‍👧‍👦", "👍🏽", "❤️", "1️⃣"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("東京", ["東", "京"]),
    ],
)
def test_letters_are_counted_as_their_readers_do(text, expected):
    assert letters(text) == expected


@pytest.mark.parametrize(
    ("text", "printed"),
    # the widths in em that Pango gives them in the fonts of the Makefile
    [
        ("東京都", 3.0),
        ("서울", 1.88),
        ("عمّان الكبرى", 4.82),
        ("ירושלים", 3.3),
        ("हिन्दी नगर", 3.3),
        ("தமிழ்நாடு", 5.23),
        ("กรุงเทพมหานคร", 6.55),
        ("Санкт-Петербург", 8.57),
        ("👩‍👩‍👧‍👦🇩🇪👍🏽❤️1️⃣", 6.25),
        ("Åéß", 1.85),
    ],
)
def test_other_scripts_have_room_and_not_twice_of_it(text, printed):
    assert printed <= text_width(text, 1) < 2 * printed


@pytest.mark.parametrize("text", ["नमस्ते न्दी न्दी न्दी", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "e\u0301" * 20])
def test_shortening_tears_no_letter_apart(text):
    kept = shortened(text, 45, 12).removesuffix("…")

    assert letters(kept) == letters(text)[: len(letters(kept))]
    assert kept != text
