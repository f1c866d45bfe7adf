"""Numbers and days as the reader's language writes them; what machines read stays as it is."""

import csv
import re
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from assessments.queries import words
from assessments.templatetags.assessment_dates import closing, spelled
from charts.rules import distribution, profile
from charts.templatetags.charts import draw
from cities.forms.city import CityForm
from cities.forms.dates import DateInput
from cities.models import City, Sector, User
from cities.templatetags.dates import weekday, weekday_of_year
from tests.pseudo import LONGER, MIRRORED

DAY = date(2027, 3, 12)


@pytest.mark.parametrize(
    ("language", "year", "week", "number", "part"),
    [
        ("en-gb", "Friday 12 March 2027", "Friday 12 March", "0.59", "67%"),
        (LONGER, "⟦Ƒŕííðááý⟧ 12. ⟦Ṁááŕçĥ⟧ 2027", "⟦Ƒŕííðááý⟧ 12. ⟦Ṁááŕçĥ⟧", "0,59", "67%"),
    ],
)
def test_days_and_figures_are_written_as_the_language_does(language, year, week, number, part, pseudo_languages):
    with translation.override(language):
        assert (weekday_of_year(DAY), weekday(DAY)) == (year, week)
        assert (spelled(DAY, date(2026, 3, 1)), spelled(DAY, date(2027, 3, 1))) == (year, week)
        assert (words.consensus(0.592), words.share(0.667), words.score(47.5)) == (number, part, "48")


def test_a_sign_stands_before_its_number_from_right_to_left_too(pseudo_languages):
    with translation.override(MIRRORED):
        assert [words.change(value) for value in (3.2, -3.2, 0.1, None)] == [
            "\u2066+3\u2069",
            "\u2066−3\u2069",
            "\u2066±0\u2069",
            "–",
        ]
    assert [words.change(value) for value in (3.2, -3.2, 0.1)] == ["+3", "−3", "±0"]


def test_english_pages_say_days_as_before():
    assert closing(DAY, date(2027, 3, 8)) == "Closes on Friday 12 March, in four days"


def figures_of(language) -> str:
    """Draw two charts whose geometry has decimals."""
    rows = [profile.ProfileRow("A", 48.3, 41.7, "Amber"), profile.ProfileRow("B", None, None, "")]
    drawn = profile.profile(
        rows, title="t", description="d", head=("a", "b", "c"), previous_label="before", empty_label="none"
    )
    bar = distribution.distribution(
        (1, 2, 4), ("x", "y", "z"), dont_know=1, title="t", description="d", head=("a", "b"),
        dont_know_label="?", empty_label="none",
    )  # fmt: skip
    with translation.override(language):
        return draw(drawn, "one") + draw(bar, "two")


def test_drawings_are_the_same_in_a_language_with_a_decimal_comma(pseudo_languages):
    assert figures_of(LONGER) == figures_of("en-gb")
    assert re.findall(r'="[\d.]+,[\d]', figures_of(MIRRORED)) == []
    assert figures_of(LONGER).count(".") > 20


@pytest.mark.parametrize("language", [LONGER, MIRRORED])
def test_what_a_form_sends_is_what_machines_read(language, pseudo_languages):
    with translation.override(language):
        assert 'value="2027-03-12"' in DateInput().render("day", DAY)
        assert CityForm({"name": "x"}).fields["time_zone"].choices[0][0] == ""
        field = CityForm().fields["country"]
        assert ("GB" in dict(field.choices), field.clean("GB")) == (True, "GB")


def test_the_date_that_a_browser_sends_is_understood(pseudo_languages):
    field = DateInput()
    with translation.override(LONGER):
        assert field.format_value(DAY) == "2027-03-12"


@pytest.fixture
def ada(cast, pseudo_languages, sign_in):
    City.objects.filter(pk=cast.city.pk).update(language=LONGER)
    User.objects.filter(pk=cast.ada.user_id).update(language=LONGER)
    return sign_in(cast.ada)


def test_the_log_as_a_file_is_for_machines(ada, cast, draft):
    response = ada.get(reverse("cities:audit-file", args=[cast.city.slug]))

    lines = list(csv.DictReader(StringIO(response.getvalue().decode())))
    assert lines[0].keys() == {
        "at", "city_id", "actor_id", "verb", "object_type", "object_id", "fields", "request_id"
    }  # fmt: skip
    assert datetime.fromisoformat(lines[0]["at"]).tzinfo is not None
    assert {line["verb"] for line in lines} == {"created"}
    assert re.fullmatch(r'attachment; filename="log-ourtown-\d{4}-\d\d-\d\d.csv"', response["Content-Disposition"])


def test_the_figures_on_a_results_page_have_the_comma_and_its_drawings_do_not(ada, cast, revealed):
    address = reverse("assessments:results", args=[cast.city.slug, revealed.assessment.pk])

    page = ada.get(address).content.decode()

    drawings = "".join(re.findall(r"<svg class=\"chart-svg\".*?</svg>", page, re.DOTALL))
    outside = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert re.findall(r"\d,\d\d\b", outside) != []
    assert re.findall(r'(?:x|y|width|height|d|viewBox)="[^"]*\d,\d', drawings) == []
    assert re.findall(r'\b(?:id|href|name|value|max)="[^"]*\d,\d[^"]*"', page) == []


def test_an_instant_and_a_month_have_the_order_of_the_language(pseudo_languages):
    moment = datetime(2027, 3, 12, 23, 30, tzinfo=ZoneInfo("UTC"))
    with translation.override(LONGER):
        said = Template("{{ day|date:'DATETIME_FORMAT' }} {{ day|date:'YEAR_MONTH_FORMAT' }}").render(
            Context({"day": moment})
        )
    assert said == "12. ⟦Ṁááŕçĥ⟧ 2027, 23.30 h ⟦Ṁááŕçĥ⟧/2027"


def test_a_sector_is_a_message(pseudo_languages):
    with translation.override(LONGER):
        assert words.sector_word(Sector.PUBLIC) == "⟦Þúúƀļííç šééçţóóŕ⟧"
