"""Any name prints: in every script it looks right, can be copied, and is read aloud as it was written."""

import re
import subprocess
from io import BytesIO

import page
import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments.actions import take_snapshot
from cities.models import Sector
from reports.pdf import render_pdf
from reports.pdf.letters import targets, words_instead
from tests.conftest import stage_assessment
from tests.reports.conftest import print_healthcheck

CITY = "Smart عمان الكبرى"
TITLE = "सिटी स्वास्थ्य जाँच 東京都 👩‍👩‍👧‍👦"
COMMENTS = {
    "Hindi": "हमें क्षेत्र की योजना चाहिए।",
    "Arabic": "نحتاج خطة للمدينة",
    "Hebrew": "אנחנו צריכים תוכנית לעיר",
    "Chinese": "我们需要一个城市计划。",
    "Japanese": "まちの計画が必要です。ガギグ",
    "Korean": "도시 계획이 필요합니다",
    "Thai": "เราต้องการน้ำ",
    "emoji": "👩🏽‍🚒 🇩🇪🇫🇷 👍🏽 ❤️ 1️⃣ 😀",
    "marks": "cafe\u0301 ẹ̀kọ́ q\u0307\u0323",
}


def pdf_of(body):
    html = f'<html lang="en"><head><title>Names</title></head><body>{body}</body></html>'
    return render_pdf(html, css="html { font-family: Inter, sans-serif }", progress=lambda percent: None).content


@pytest.fixture
def content(cast, edition):
    """A report in which every name and every comment is in another script."""
    cast.city.name = CITY
    cast.city.save()
    staged = stage_assessment(cast.city, cast.bo, title=TITLE)
    staged.leaders(4)
    staged.open()
    raters = staged.rate_as(Sector.PUBLIC, len(COMMENTS), level=1)
    for rater, comment in zip(raters, COMMENTS.values(), strict=True):
        staged.say(rater, {"1.a.1": 1}, comment=comment)
    staged.close_and_reveal()
    snapshot = take_snapshot(round_=staged.round, now=timezone.now())
    return print_healthcheck(snapshot).content


def failures_of(content):
    return page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures


def fonts_of(content):
    """The fonts by name."""
    fonts = PdfReader(BytesIO(content)).pages[0]["/Resources"]["/Font"].values()
    return {font.get_object()["/BaseFont"].partition("+")[2]: font.get_object() for font in fonts}


def meanings_of(font):
    """What each glyph of a font stands for."""
    pairs = re.findall(r"^<(\w+)> <(\w*)>$", font["/ToUnicode"].get_data().decode(), re.MULTILINE)
    return {glyph: bytes.fromhex(letters).decode("utf-16-be") for glyph, letters in pairs}


def poppler(content, *options):
    """What is found and copied by a reader that heeds what stands in the place of glyphs."""
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode(errors="replace")


def without_spaces(text):
    return re.sub(r"[\s\u202a-\u202e]", "", text)


def places_of(content):
    """(left, right) of each word, in points."""
    found = re.findall(r'<word xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', poppler(content, "-bbox"))
    return {without_spaces(word): (float(left), float(right)) for left, right, word in found}


def test_a_report_in_every_script_is_accessible_and_each_glyph_is_a_letter(content):
    fonts = fonts_of(content)

    assert failures_of(content) == []
    # WeasyPrint gives a font in which a letter is missing an encoding of its own
    assert {font["/Encoding"] for font in fonts.values()} == {"/Identity-H"}
    scripts = {"Noto-Sans-Arabic", "Noto-Sans-Hebrew", "Noto-Sans-Devanagari", "Noto-Sans-Thai", "Noto-Color-Emoji"}
    assert scripts | {"Inter", "Droid-Sans-Fallback", "NanumGothic"} <= set(fonts)
    assert [name for name, font in fonts.items() if "" in meanings_of(font).values()] == []


def test_names_and_comments_can_be_found_and_copied(content):
    text = without_spaces(poppler(content))

    found = {script: without_spaces(comment) in text for script, comment in COMMENTS.items()}
    assert found == dict.fromkeys(COMMENTS, True)
    assert without_spaces(TITLE) in text
    assert "عمانالكبرى" in text
    assert PdfReader(BytesIO(content)).metadata.title == f"Health check of \u2068{CITY}\u2069: {TITLE}"


def test_what_no_file_can_hold_breaks_nothing():
    content = pdf_of("<p>Bell\x07\x00, \x1b[0m \x85\x9f \ufffe\uffff \ud800 \udfff \U0001fffe end</p>")

    assert failures_of(content) == []
    assert without_spaces(poppler(content)).endswith("end")


def test_letters_no_font_has_are_replaced_and_no_others():
    # one not given out yet, one of nobody's script; a tag and a joiner are meant to be unseen
    content = pdf_of("<p>A\u0378B\U000f0001C é\U000e0041\u200d</p>")

    assert poppler(content).strip().startswith("A\ufffdB\ufffdC é")
    assert {font["/Encoding"] for font in fonts_of(content).values()} == {"/Identity-H"}


def test_a_vowel_before_its_consonant_is_read_after_it():
    content = pdf_of("<p>कि Plan</p>")

    assert "/ActualText" in PdfReader(BytesIO(content)).pages[0].get_contents().get_data().decode("latin-1")
    assert poppler(content).strip() == "कि Plan"


def test_an_isolated_name_runs_its_own_way_among_words_that_run_theirs():
    # the boxes of words are told letter by letter from the left
    places = places_of(pdf_of("<p>One <bdi>אבג ...</bdi> two</p>"))

    assert sorted(places, key=places.get) == ["One", "...", "גבא", "two"]


@pytest.mark.parametrize(("text", "at_the_left"), [("Plan", True), ("خطة", False), ("“خطة” A", False), ("12", True)])
def test_a_comment_begins_at_the_side_its_first_letter_asks_for(text, at_the_left):
    places = places_of(pdf_of(f'<p dir="auto">{text}</p>'))

    lefts, rights = zip(*places.values(), strict=True)
    assert (min(lefts) < 100, max(rights) > 500) == (at_the_left, not at_the_left)


@pytest.mark.parametrize(
    ("letters", "glyphs", "own", "expected"),
    [
        ("\u0644\u0627", [9], {}, {9: "\u0644\u0627"}),
        # each its own, in whatever order they are drawn
        ("\u0915\u093f", [8, 9], {8: "\u093f", 9: "\u0915"}, {8: "\u093f", 9: "\u0915"}),
        # a half form has no letter of its own; what is left is its
        ("\u0928\u094d\u0926", [8, 9], {9: "\u0926"}, {8: "\u0928\u094d", 9: "\u0926"}),
        # one letter drawn as two, of which the font knows one
        ("\u0e33", [8, 9], {8: "\u0e4d"}, {8: "\u0e4d", 9: "\u0e33"}),
        ("e\u0323\u0300", [8, 9], {8: "\u1eb9"}, {8: "\u1eb9", 9: "\u0300"}),
        ("ab", [7, 8, 9], {}, {7: "a", 8: "b", 9: "\u2060"}),
        ("abc", [8, 9], {}, {8: "a", 9: "bc"}),
        ("aa", [9, 9], {}, {9: "aa"}),
    ],
)
def test_letters_are_dealt_to_the_glyphs_they_gave(letters, glyphs, own, expected):
    assert targets(letters, glyphs, own) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी", "हिन्दी"),
        ("\u2068Plan\u2069 हि", "Plan हि"),
        ("東京都 Україна", ""),
        # readers turn what runs from right to left round, and would turn this too
        ("שָׁלוֹם हि", ""),
    ],
)
def test_words_stand_in_only_where_glyphs_do_not_follow_letters(text, words):
    assert words_instead(text) == words
