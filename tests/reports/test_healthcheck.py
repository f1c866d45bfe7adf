"""The printed health check: what stands in it, what must not, and that it is the same file every time."""

import logging
import re
from hashlib import sha256
from io import BytesIO

import page
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from assessments.actions import take_snapshot
from assessments.models import RatingState
from assessments.queries.captions import median_words
from assessments.queries.results import asked_instruments
from assessments.rules.frozen import from_json
from charts.rules.table import Noted
from cities.actions import change_city, set_logo
from cities.models import City, Sector
from reports.kinds import healthcheck, printing
from reports.kinds.healthcheck.document import MOST_COMMENTS
from reports.pdf import ELEMENTS, ErrorKeeper, UnprintablePage, render_pdf
from tests.conftest import stage_assessment
from tests.reports.conftest import outline_of, print_healthcheck, text_of, unheard

pytestmark = pytest.mark.once

NEVER = "Never quote this."


def snapshot_of(staged):
    return take_snapshot(round_=staged.round, now=timezone.now())


def printed(staged):
    return PdfReader(BytesIO(print_healthcheck(snapshot_of(staged)).content))


def alternatives_of(reader):
    """What is read out in the place of each picture, in order."""

    def walk(element):
        if "/Alt" in element:
            yield element["/Alt"]
        for kid in element.get("/K", []):
            if isinstance(kid.get_object(), dict):
                yield from walk(kid.get_object())

    return list(walk(reader.trailer["/Root"]["/StructTreeRoot"]))


@pytest.fixture
def with_small_groups(open_assessment):
    """Five public leaders rate all but 2.a.2 on level 1; two third-sector leaders rate everything on 4.

    Of 2.a.2 there are two ratings, so it is withheld, comment and all. Chi and three others said nothing.
    """
    rest = [ref for ref in open_assessment.refs if ref != "2.a.2"]
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1, refs=tuple(rest))
    third = open_assessment.rate_as(Sector.THIRD, people=2, level=4)
    open_assessment.say(third[0], {"2.a.2": 4}, comment=NEVER)
    open_assessment.say(third[0], {"1.a.1": 4}, comment="We were there.")
    open_assessment.close_and_reveal()
    return open_assessment


def test_the_report_names_the_city_the_people_and_the_figures(revealed):
    reader = printed(revealed)

    text = text_of(reader)
    # nine on level 1, four on 3, Chi on 2: (9 × 25 + 4 × 75 + 50) ÷ 14
    assert "Ourtown" in text
    assert "14 of 17 leaders took part" in text
    assert "41 of 100" in text
    assert "Median: First steps · Most often: First steps" in text
    assert f"{14 / 17:.0%}" in text
    assert text.count("“Chi says so.”") == 5
    assert "Chi says so" in text
    assert "A score is guidance." in text
    assert reader.metadata.title == "Health check of Ourtown: Autumn check"


def test_it_has_bookmarks_down_to_the_sub_factors(revealed):
    assert outline_of(printed(revealed)) == [
        (1, "Contents"),
        (1, "Summary"),
        (1, "The factors at a glance"),
        (1, "Where we are weakest"),
        (1, "Where we know least"),
        (1, "Where we disagree most"),
        (1, "By sector"),
        (1, "Factor by factor"),
        (2, "1 Strategic clarity"),
        (3, "1.a Clear vision"),
        (3, "1.b Strong business case"),
        (2, "2 Leadership"),
        (3, "2.a Sustained support"),
        (1, "How the figures are made"),
        (1, "All answers in numbers"),
    ]


def test_the_contents_give_the_page_of_each_part(revealed):
    reader = printed(revealed)
    pages = {}
    for number, found in enumerate(reader.pages, start=1):
        for title in (
            "Summary",
            "The factors at a glance",
            "By sector",
            "How the figures are made",
            "All answers in numbers",
        ):
            if title in found.extract_text().splitlines():
                pages[title] = number

    lines = reader.pages[1].extract_text(extraction_mode="layout").splitlines()
    contents = [words for line in lines if (words := line.replace(".", " ").split())]

    assert {" ".join(words[:-1]): int(words[-1]) for words in contents if " ".join(words[:-1]) in pages} == pages
    assert pages["The factors at a glance"] - pages["Summary"] == 1  # the summary takes one page, whatever the city


def test_every_page_but_the_cover_has_its_number(revealed):
    reader = printed(revealed)

    count = len(reader.pages)
    found = [f"Page {number} of {count}" in each.extract_text() for number, each in enumerate(reader.pages, start=1)]
    assert found == [False] + [True] * (count - 1)


def test_it_is_accessible(with_small_groups):
    content = print_healthcheck(snapshot_of(with_small_groups)).content

    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    assert PdfReader(BytesIO(content)).trailer["/Root"]["/Lang"] == "en-gb"


def test_what_is_withheld_is_said_and_not_shown(with_small_groups):
    text = text_of(printed(with_small_groups))

    assert NEVER not in text
    assert "“We were there.”" in text
    assert text.count("Withheld: fewer than 4 people rated this") == 1
    assert "1 statement is withheld" in text
    # the two of the third sector would follow from the five of the public one
    assert "There is no breakdown by sector" in text
    assert "Third sector" not in text
    appendix = text[text.rindex("All answers in numbers") :]
    assert "2.a.1 Leaders stay 0 5 0 0 2 0 0 4" in appendix
    assert "2.a.2 Money stays Withheld: too few people answered" in appendix


def test_a_round_with_too_few_people_prints_no_figure(open_assessment):
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=4)
    open_assessment.close_and_reveal()

    [report] = healthcheck.build(snapshot_of(open_assessment)).instruments
    text = text_of(printed(open_assessment))

    assert (report.best, report.worst, report.weakest, report.disputed, report.talking_points) == (
        None,
        None,
        (),
        (),
        (),
    )
    assert text.count("There is nothing to show") == 5
    assert re.findall(r"\d ?%|\d\.\d\d|of 100", text[: text.rindex("How the figures are made")]) == []


def test_it_says_what_changed_since_the_assessment_before(cast, revealed):
    second = stage_assessment(cast.city, cast.bo, title="Spring check")
    second.leaders(1)
    second.invite(cast.chi)
    second.leaders(3)
    second.open()
    second.rate_as(Sector.PUBLIC, people=5, level=2, refs=("1.a.1", "1.a.2", "1.b.1"))
    second.rate_as(Sector.PRIVATE, people=5, level=1, refs=("2.a.1", "2.a.2"))
    second.close_and_reveal()

    [report] = healthcheck.build(snapshot_of(second)).instruments

    assert [round(group.change) for group in report.findings.groups] == [9, -16]
    assert report.changes == ("Gained most: Strategic clarity, up 9 points.", "Lost most: Leadership, down 16 points.")
    assert "Overall down 3 points since “Autumn check”" in text_of(printed(second))


def test_the_same_snapshot_gives_the_same_bytes(revealed):
    snapshot = snapshot_of(revealed)

    first, second = (print_healthcheck(snapshot) for _ in range(2))

    assert first == second


def test_progress_only_rises_and_ends_at_the_whole(revealed):
    told = []

    print_healthcheck(snapshot_of(revealed), progress=told.append)

    assert told == [10, 60, 100]


@pytest.mark.parametrize(("paper", "size"), [(City.Paper.A4, (595, 842)), (City.Paper.LETTER, (612, 792))])
def test_it_is_printed_on_the_paper_of_the_city(revealed, paper, size):
    revealed.city.paper = paper
    revealed.city.save()
    snapshot = snapshot_of(revealed)
    snapshot.city.paper = paper

    reader = PdfReader(BytesIO(print_healthcheck(snapshot).content))

    assert {(round(found.mediabox.width), round(found.mediabox.height)) for found in reader.pages} == {size}


def test_what_people_write_is_text_and_never_markup(open_assessment):
    raters = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.say(raters[0], {"1.a.1": 1}, comment='<img src="http://other.example/x"> </style> & {{ 1 }}')
    open_assessment.close_and_reveal()

    assert '“<img src="http://other.example/x"> </style> & {{ 1 }}”' in text_of(printed(open_assessment))


def test_of_very_many_comments_some_are_printed_and_the_rest_counted(open_assessment):
    """From all over their order: the last word of the alphabet is as good as the first."""
    for number, rater in enumerate(open_assessment.rate_as(Sector.PUBLIC, people=MOST_COMMENTS + 5, level=1)):
        open_assessment.say(rater, {"1.a.1": 1}, comment=f"Word {number:02}.")
    open_assessment.close_and_reveal()

    text = text_of(printed(open_assessment))

    said = re.findall(r"“Word (\d\d)\.”", text)
    assert (len(said), said[0], said[-1]) == (MOST_COMMENTS, "00", "23")
    assert "5 more comments stand in the results and in their files." in text


def test_what_no_page_can_hold_is_left_out_of_what_people_write(open_assessment):
    raters = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.say(raters[0], {"1.a.1": 1}, comment="Bell\x07, tab\t, \x1b[0mescape, \ufffe and\n\n<b>\n<i>.")
    open_assessment.close_and_reveal()

    assert "“Bell, tab , [0mescape, and <b> <i>.”" in text_of(printed(open_assessment))


def test_the_file_holds_no_digest_of_what_is_withheld(revealed):
    snapshot = snapshot_of(revealed)

    content = print_healthcheck(snapshot).content

    assert snapshot.digest.encode() not in content


def test_a_drawing_that_fails_is_not_left_out_and_what_it_shows_is_not_told(monkeypatch):
    heard = ErrorKeeper()
    monkeypatch.setattr(logging.getLogger(), "handlers", [heard])

    with pytest.raises(UnprintablePage, match=r"^Failed to render SVG image data:…$"):
        render_pdf(
            '<html lang="en"><svg viewBox="0 0 9 9"><text x="0" y="1" font-weight="heavy">A</text></svg></html>',
            css="",
            progress=unheard,
        )

    assert heard.first is None


def test_a_drawing_is_named_by_its_title():
    drawing = (
        '<svg viewBox="0 0 9 9"><title>A &amp; “b”</title><desc>Long.</desc><path fill="red" d="M0 0h9v9z"/></svg>'
    )

    content = render_pdf(
        f'<html lang="en"><title>Drawn</title><p>{drawing} beside</p></html>',
        css="",
        progress=unheard,
    ).content

    assert alternatives_of(PdfReader(BytesIO(content))) == ["A & “b”"]


def operators_of(sheet):
    """What draws a page, its objects' names and all."""
    return sheet.get_contents().get_data()


def test_a_text_in_a_drawing_is_set_as_one_run():
    """Letters that join must not be set alone."""
    drawing = '<svg viewBox="0 0 90 9"><title>Level</title><text x="0" y="8" font-size="8">Level</text></svg>'

    content = render_pdf(f'<html lang="en"><p>{drawing}</p></html>', css="", progress=unheard).content

    assert operators_of(PdfReader(BytesIO(content)).pages[0]).count(b" TJ") == 1


def test_a_drawing_that_occurs_again_looks_the_same():
    """Whatever colour was set before it, here and there, and in another size too."""
    drawing = (
        '<svg viewBox="0 0 90 9" width="90" height="9" fill="#0b5563">'
        '<title>Bar</title><rect width="9" height="9"/></svg>'
    )
    html = (
        f'<html lang="en"><p style="color: #0b5563">Level {drawing}</p><p>Level {drawing}</p>'
        f'<p class="big">{drawing}</p></html>'
    )

    content = render_pdf(html, css=".big img { width: 180px; height: 18px }", progress=unheard).content

    operators = operators_of(PdfReader(BytesIO(content)).pages[0])
    first, second, big = re.findall(rb"Figure.*?EMC", operators, flags=re.DOTALL)
    position = rb"1 0 0 1 [\d. ]+ cm|/MCID \d+"
    assert b" rg" in first
    assert re.sub(position, b"", first) == re.sub(position, b"", second)
    assert b"2 0 0 2 0 0 cm" in big


def test_every_element_of_the_report_has_its_looks(revealed, monkeypatch):
    """In the sheet that takes the place of WeasyPrint's own, but for those that stand inline."""
    pages = []
    monkeypatch.setattr(printing, "render_pdf", lambda html, **_: pages.append(html))
    print_healthcheck(snapshot_of(revealed))
    without_drawings = re.sub(r"<svg.*?</svg>", "", pages[0], flags=re.DOTALL)
    selectors = re.sub(r"/\*.*?\*/|\{[^}]*\}", ",", ELEMENTS.read_text(), flags=re.DOTALL)

    named = set(re.findall(r"[a-z][a-z0-9]*", selectors))
    assert set(re.findall(r"<([a-z][a-z0-9]*)", without_drawings)) - named == {"a", "bdi", "span"}


@pytest.mark.parametrize("address", ["http://other.example/x.png", "file:///etc/passwd"])
def test_a_page_that_would_fetch_something_is_not_printed(address):
    with pytest.raises(UnprintablePage):
        render_pdf(f'<html lang="en"><img alt="" src="{address}"/></html>', css="", progress=unheard)


def test_talking_points_are_those_with_the_least_consensus(open_assessment):
    low, high = open_assessment.rate_as(Sector.PUBLIC, 5, level=0), open_assessment.rate_as(Sector.PUBLIC, 5, level=4)
    for rater in (*low, *high):
        open_assessment.say(rater, {"1.a.2": 2, "2.a.1": 2, "2.a.2": 2})
    for rater in low[:4]:
        open_assessment.say(rater, {"1.b.1": 2})
    for rater in (*low, *high[:1]):
        open_assessment.say(rater, {"2.a.2": RatingState.DONT_KNOW})
    open_assessment.close_and_reveal()

    [report] = healthcheck.build(snapshot_of(open_assessment)).instruments

    # consensus 0, then 0.44, then 1 among the few who could say
    assert [(point.caption, point.words) for point in report.talking_points] == [
        (
            "Two camps on “A vision made together”",
            "10 ratings: 5 at “First steps” or lower, 5 at “Largely in place” or higher.",
        ),
        (
            "Opinions differ on “Outcomes we measure”",
            "10 ratings: 1 at “First steps” or lower, 5 at “Largely in place” or higher.",
        ),
        ("Few could say: “Money stays”", "4 of the 14 people asked chose a level."),
    ]


@pytest.mark.parametrize(
    ("median", "words"),
    [
        (None, ""),
        (0.0, "Not started"),
        (1.5, "between “First steps” and “Partly in place”"),
        (4.0, "Embedded"),
    ],
)
def test_a_median_is_said_in_words(draft, median, words):
    [outline] = asked_instruments(draft.round)

    assert median_words(median, outline.levels) == words


def test_the_figures_are_those_of_the_snapshot(revealed):
    snapshot = snapshot_of(revealed)

    report = healthcheck.build(snapshot)

    assert report.frozen == from_json(snapshot.content)
    assert (report.invited, report.took_part) == (17, 14)
    [report] = report.instruments
    assert (report.invited, report.took_part) == (17, 14)
    assert [(part.name, part.people) for part in report.parts] == [("Private sector", 4), ("Public sector", 10)]
    assert report.sectors_caption == "Furthest apart on Strategic clarity: Private sector 75, Public sector 28"
    assert report.sectors.table.rows[0][1:] == (Noted("75", "coverage 100%"), Noted("28", "coverage 77%"))
    assert report.weakest_caption == "Lowest of all: “A vision made together”, 41 of 100"
    assert len(report.weakest) == 5


def test_all_queries_are_in_build(revealed, django_assert_num_queries):
    snapshot = snapshot_of(revealed)

    with django_assert_num_queries(1):
        print_healthcheck(snapshot)


# --- The command ------------------------------------------------------------------------------------------


def test_the_command_writes_the_file_a_worker_would(revealed, tmp_path, capsys):
    target = tmp_path / "check.pdf"

    call_command("render_report", "healthcheck", city="ourtown", output=target)

    expected = print_healthcheck(snapshot_of(revealed))
    # fingerprints: where two files differ, a comparison of their bytes in words would take minutes
    assert sha256(target.read_bytes()).hexdigest() == sha256(expected.content).hexdigest()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["check.pdf"]
    assert capsys.readouterr().out == f"{target}: {expected.pages} pages\n"


def test_the_command_takes_the_assessment_asked_for(revealed, tmp_path):
    target = tmp_path / "check.pdf"

    call_command(
        "render_report", "healthcheck", city="ourtown", output=target, assessment=revealed.assessment.pk, verbosity=0
    )

    assert "Autumn check" in text_of(PdfReader(target))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["poster", "--city", "ourtown"], "invalid choice: 'poster'"),
        (["healthcheck", "--city", "nowhere"], "there is no city “nowhere”"),
        (["healthcheck", "--city", "theirtown"], "theirtown has no assessment with revealed results"),
        (
            ["healthcheck", "--city", "ourtown", "--assessment", "0"],
            "ourtown has no assessment 0 with revealed results",
        ),
    ],
)
def test_the_command_refuses_with_words(revealed, tmp_path, arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("render_report", *arguments, "--output", str(tmp_path / "check.pdf"))

    assert not (tmp_path / "check.pdf").exists()


def test_the_command_prints_nothing_before_results_are_revealed(open_assessment, tmp_path):
    open_assessment.close()

    with pytest.raises(CommandError, match="ourtown has no assessment with revealed results"):
        call_command("render_report", "healthcheck", city="ourtown", output=tmp_path / "check.pdf")


def test_the_command_refuses_a_folder_that_does_not_exist(revealed, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("render_report", "healthcheck", city="ourtown", output=tmp_path / "no" / "check.pdf")


def test_the_cover_wears_the_colour_and_the_logo_of_the_city(revealed):
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "#7a1f4b").save(drawn, "PNG")
    city, by = revealed.city, revealed.by.user
    change_city(city=city, settings={"accent": "#7a1f4b"}, by=by, now=timezone.now())
    set_logo(city=city, content=drawn.getvalue(), by=by, now=timezone.now())
    snapshot = snapshot_of(revealed)

    content = print_healthcheck(snapshot).content

    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    cover = PdfReader(BytesIO(content)).pages[0]
    assert len(cover.images) == 1
    assert b"0.478431 0.121569 0.294118 rg" in cover.get_contents().get_data()  # #7a1f4b


def test_a_logo_whose_file_has_gone_holds_up_no_report(revealed):
    City.objects.filter(pk=revealed.city.pk).update(logo="1/logo/gone.png")

    report = healthcheck.build(snapshot_of(revealed))

    assert report.logo == ""
