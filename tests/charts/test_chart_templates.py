"""Charts as drawn: escaped, named, and the same in every language and without any stylesheet."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from charts.rules.distribution import distribution
from charts.rules.heatmap import heatmap
from charts.rules.linkage_layout import MapGroup, MapNote
from charts.rules.linkage_map import linkage_map
from charts.rules.profile import ProfileRow, profile
from charts.rules.table import Noted, Table
from charts.rules.trend import TrendRow, strips

HOSTILE = "<script>alert('&')</script>"
WORDS = {"title": HOSTILE, "description": HOSTILE}
FIGURES = {
    "distribution": distribution(
        [5, 6, 0],
        ["Low", HOSTILE, "High"],
        dont_know=2,
        head=("Level", HOSTILE),
        dont_know_label="<b>",
        empty_label="",
        **WORDS,
    ),
    "empty distribution": distribution(
        [0, 0, 0],
        ["Low", "Mid", "High"],
        dont_know=0,
        head=("Level", "n"),
        dont_know_label="",
        empty_label=HOSTILE,
        **WORDS,
    ),
    "profile": profile(
        [ProfileRow(HOSTILE, 62.5, 41.25, "<b>"), ProfileRow("Skills", None, None, "")],
        head=("Factor", HOSTILE, "Rating"),
        previous_label=HOSTILE,
        empty_label=HOSTILE,
        **WORDS,
    ),
    "heatmap": heatmap(
        [HOSTILE, "Skills"],
        ["<b>", "All"],
        [[12.5, None], [80.0, 99.0]],
        row_heading=HOSTILE,
        withheld_label=HOSTILE,
        **WORDS,
    ),
    "trend": strips(
        [TrendRow(HOSTILE, (1.5, None), ("2", HOSTILE), "<b>"), TrendRow("Skills", (None, None), ("–", "–"), "")],
        [date(2025, 1, 1), date(2026, 1, 1)],
        titles=["<b>", HOSTILE],
        head=("Factor", HOSTILE),
        gap_label=HOSTILE,
        **WORDS,
    ),
    "linkage map": linkage_map(
        [MapGroup(HOSTILE, tuple(MapNote(ref, HOSTILE, f"?note={HOSTILE}", HOSTILE) for ref in ("A", "<b>", "C")))],
        [("A", "<b>"), ("<b>", "A"), ("<b>", "C")],
        focus="A",
        **WORDS,
    ),
}
ELEMENTS = {"svg", "title", "desc", "rect", "path", "text", "tspan", "g", "a", "circle"}


def render(source, **context):
    return Template("{% load charts %}" + source).render(Context(context))


def parsed(markup):
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup, a moment old


def drawn(figure):
    return render('{% draw figure id="vision" %}', figure=figure)


@pytest.fixture(params=FIGURES)
def figure(request):
    return FIGURES[request.param]


def test_words_are_escaped_and_the_drawing_is_well_formed(figure):
    svg = drawn(figure)

    assert "<script" not in svg
    assert parsed(svg).find("title").text == HOSTILE


def test_drawing_needs_no_stylesheet_and_no_script(figure):
    elements = list(parsed(drawn(figure)).iter())

    assert {element.tag for element in elements} <= ELEMENTS
    assert [element.attrib for element in elements if element.attrib.keys() & {"style", "onclick", "filter"}] == []


def test_drawing_is_named_and_described(figure):
    svg = parsed(drawn(figure))
    has_links = svg.find(".//a") is not None

    assert svg.attrib["role"] == ("group" if has_links else "img")
    assert svg.attrib["aria-labelledby"] == svg.find("title").attrib["id"] == "vision-title"
    assert svg.attrib["aria-describedby"] == svg.find("desc").attrib["id"] == "vision-desc"
    assert svg.find("desc").text == HOSTILE


def test_drawing_has_every_attribute_filled(figure):
    empty = [element.tag for element in parsed(drawn(figure)).iter() if "" in element.attrib.values()]

    assert empty == []


def test_numbers_keep_their_decimal_point_in_every_language(figure):
    english = drawn(figure)

    with translation.override("de"):
        assert drawn(figure) == english
    assert re.findall(r'"\d+,\d', english) == []


def test_distribution_shows_counts_and_those_who_do_not_know():
    texts = [element.text for element in parsed(drawn(FIGURES["distribution"])).iter("text")]

    assert texts == ["5", "6", "<b> 2"]


def test_heatmap_draws_one_text_a_row_and_colour():
    texts = [element.text for element in parsed(drawn(FIGURES["heatmap"])).iter("text")]

    assert texts[-4:] == ["13", "–", "8099", "– " + HOSTILE]


def test_a_note_of_a_cell_is_quiet():
    html = render(
        '{% include "charts/_table.html" %}',
        table=Table("All", ("Factor", "Score"), (("Skills", Noted("63", HOSTILE)),)),
    )

    cell = parsed(html).find("tbody/tr/td")
    assert (cell.text.strip(), cell[0].attrib["class"], cell[0].text) == ("63", "quiet", HOSTILE)


@pytest.mark.parametrize("name", sorted(FIGURES.keys() - {"linkage map"}))  # whose table is of links, on its page
def test_table_has_caption_scopes_and_all_cells(name):
    figure = FIGURES[name]
    html = render('{% include "charts/_table.html" %}', table=figure.table)
    table = parsed(html)

    assert table.attrib["class"] == "table chart-table"
    assert table.find("caption").text == figure.table.caption
    assert tuple(th.text for th in table.iterfind("thead/tr/th[@scope='col']")) == figure.table.head
    assert tuple(tuple(cell.text or "" for cell in row) for row in table.iterfind("tbody/tr")) == figure.table.rows
    assert [row[0].attrib for row in table.iterfind("tbody/tr")] == [{"scope": "row"}] * len(figure.table.rows)


def test_band_is_a_shape_and_a_word():
    badge = parsed(render('{% band_badge "amber-red" word %}', word="<Amber-red>"))

    assert badge.attrib["class"] == "band band-amber-red"
    assert badge[0].attrib["aria-hidden"] == "true"
    assert badge[0].find("title").text == "<Amber-red>"
    assert badge[0].tail.strip() == "<Amber-red>"


def test_an_unknown_band_is_an_error():
    with pytest.raises(KeyError, match="purple"):
        render('{% band_badge "purple" "Purple" %}')


def test_level_key_names_every_shade():
    key = parsed(render("{% level_key labels %}", labels=["None", "<Some>", "All"]))

    assert [item[0].tail.strip() for item in key] == ["None", "<Some>", "All"]
    assert [item[0].find("rect").attrib["fill"] for item in key] == ["#e2ecee", "#69a0ad", "#0b5563"]
