"""Agreed assessments of a city along each other, on their page and as pictures; any two of them beside each other."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from assessments import actions
from assessments.models import Assessment, Rating, RatingState, Round
from assessments.queries.over_time import over_time
from charts.rules.table import Noted
from charts.rules.text import whole
from cities.models import Sector
from framework.queries.annotated import instruments_of
from tests.assessments.test_edition_pages import rows_shown, text_of, url
from tests.conftest import stage_assessment
from tests.editions import changed, first_sources, second_sources, stored
from tests.positions import agree, agreed_directly, latest_round, lock

KEY = "success-factors"
SMALL = ("1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2")


def page(client, city):
    return client.get(url("assessments:over-time", city))


def agreed_on(cast, year, levels, title=""):
    """Agree on levels in an assessment that closed in spring of that year."""
    staged = agreed_directly(cast.city, cast.bo, levels, title or f"Of {year}")
    moment = datetime(year, 5, 1, 12, tzinfo=UTC)
    Round.objects.filter(pk=staged.round.pk).update(opened_at=moment, closed_at=moment)
    return staged


@pytest.fixture
def three(cast, edition):
    """Agreed on all but one statement: everything on level 1, then 2, then 4."""
    return [agreed_on(cast, year, dict.fromkeys(SMALL, level)) for year, level in ((2024, 1), (2025, 2), (2026, 4))]


def scores(instrument):
    found = {group.ref: [point.score for point in points] for group, points in instrument.trend.groups}
    return found | {"": [point.score for point in instrument.trend.overall]}


def test_nothing_agreed_and_one_agreed_say_what_is_needed(revealed, cast, sign_in):
    """Revealed is not agreed."""
    client = sign_in(cast.ola)
    assert "As soon as two assessments are agreed and locked" in text_of(page(client, cast.city))

    agree(revealed)
    lock(revealed)

    assert "One assessment is agreed. With a second one" in text_of(page(client, cast.city))
    assert client.get(url("assessments:over-time-file", cast.city, KEY, "svg")).status_code == 404


def test_each_part_and_the_whole_over_time(three, cast, sign_in):
    response = page(sign_in(cast.chi), cast.city)

    (found,) = response.context["over_time"].instruments
    assert scores(found) == {"1": [25.0, 50.0, 100.0], "2": [25.0, 50.0, 100.0], "": [25.0, 50.0, 100.0]}
    assert found.gaps == ()
    assert found.chart.table.rows[0] == ("Overall", "+75", "25", "50", "100")
    assert [mark.text for mark in found.chart.dates] == ["May 2024", "May 2025", "May 2026"]
    said = text_of(response)
    assert "Overall from 25 to 100" in said
    assert said.count("5 of 5 statements") == 3


def test_the_score_is_that_of_the_results_page(revealed, cast, sign_in):
    """Where a statement has no agreed level the mean counts, and what is withheld counts nowhere."""
    agree(revealed, "1.a.1", level=4)
    agree(revealed, "1.a.2", level=None)
    lock(revealed)
    agreed_on(cast, 2024, {"1.a.1": 1})

    (found,) = over_time(cast.city).instruments

    results = sign_in(cast.bo).get(url("assessments:results", cast.city, revealed.assessment.pk))
    (item,) = results.context["instruments"]
    shown = {group.outline.ref: [group.figures.score] for group in item["findings"].groups}
    assert {ref: points[1:] for ref, points in scores(found).items()} == shown | {"": [item["findings"].figures.score]}


def test_coverage_is_that_of_the_results_page_and_missing_where_nobody_was_asked(revealed, cast, sign_in):
    """Nor does the coverage of what was agreed not to apply count, which is another one."""
    Rating.objects.filter(criterion__ref="1.a.2", level=1).update(state=RatingState.DONT_KNOW, level=None)
    agree(revealed, "1.a.1", level=4)
    agree(revealed, "1.a.2", level=None)
    lock(revealed)
    agreed_on(cast, 2024, dict.fromkeys(SMALL, 1))

    response = page(sign_in(cast.bo), cast.city)

    (found,) = response.context["over_time"].instruments
    results = sign_in(cast.bo).get(url("assessments:results", cast.city, revealed.assessment.pk))
    (item,) = results.context["instruments"]
    assert {group.ref: [point.coverage for point in points] for group, points in found.trend.groups} == {
        group.outline.ref: [None, group.figures.coverage] for group in item["findings"].groups
    }
    overall = item["findings"].figures.coverage
    assert [point.coverage for point in found.trend.overall] == [None, overall]
    assert found.chart.table.rows[0][2:] == (
        "25",
        Noted(whole(found.trend.overall[1].score), f"coverage {overall:.0%}"),
    )
    assert f'<span class="quiet">coverage {overall:.0%}</span>' in response.content.decode()


def test_what_was_opened_again_is_not_agreed(three, cast):
    actions.reopen_assessment(round_=latest_round(three[2]), reason="One more.", by=cast.bo.user, now=timezone.now())

    assert [stop.round.assessment.title for stop in over_time(cast.city).stops] == ["Of 2024", "Of 2025"]


def test_archived_ones_stay_on_the_way_and_other_cities_do_not(three, cast):
    actions.archive_assessment(round_=latest_round(three[0]), by=cast.bo.user, now=timezone.now())
    Assessment.objects.filter(pk=three[0].assessment.pk).update(title="Put away")

    assert [stop.round.assessment.title for stop in over_time(cast.city).stops] == ["Put away", "Of 2025", "Of 2026"]
    assert over_time(cast.other_city).stops == ()


def test_what_the_minimum_group_withholds_is_not_on_the_way(open_assessment, cast):
    """Three people on the lowest level: their mean would tell what they said."""
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=2, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=0, refs=("2.a.1",))
    open_assessment.close_and_reveal()
    agree(open_assessment, "1.a.1", level=3)
    lock(open_assessment)
    agreed_on(cast, 2024, dict.fromkeys(SMALL, 1))

    (found,) = over_time(cast.city).instruments

    assert scores(found)["2"] == [25.0, None]
    assert "“Autumn check” has no score that may be shown of: " in found.gaps[0]


def test_an_assessment_of_one_factor_leaves_gaps_that_are_said(three, cast, sign_in):
    later = agreed_on(cast, 2027, {"1.a.1": 3})
    later.assessment.asked_groups.get(group__ref="2").delete()

    response = page(sign_in(cast.bo), cast.city)

    (found,) = response.context["over_time"].instruments
    assert scores(found)["2"] == [25.0, 50.0, 100.0, None]
    assert scores(found)[""] == scores(found)["1"] == [25.0, 50.0, 100.0, 75.0]
    names = [group.name for group, _ in found.trend.groups]
    assert found.gaps == (
        f"Overall counts what the last assessment asked: {names[0]}.",
        f"“Of 2027” did not ask: {names[1]}.",
    )
    assert "not asked" in text_of(response)


def test_across_editions_what_changed_is_a_gap(cast, sign_in):
    stored(first_sources())
    agreed_on(cast, 2024, dict.fromkeys((*SMALL, "2.b.1"), 1), "Then")
    stored(second_sources())
    agreed_on(cast, 2026, {"1.a.1": 3}, "Now")

    response = page(sign_in(cast.bo), cast.city)

    stops, (found,) = response.context["over_time"].stops, response.context["over_time"].instruments
    assert [stop.edition for stop in stops] == ["Small framework", ""]
    assert {point.missing for _, points in found.trend.groups for point in points[:1]} <= {"changed", "not asked"}
    assert (found.chart, found.trend.overall[0].score) == (None, None)
    assert "Only one agreed assessment has scores here that can be compared." in text_of(response)


def test_an_edition_that_nothing_joins_is_named_as_such(three, cast, sign_in):
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))
    Assessment.objects.filter(pk=three[0].assessment.pk).update(edition=other)

    response = page(sign_in(cast.bo), cast.city)

    (found,) = response.context["over_time"].instruments
    assert scores(found)[""] == [None, 50.0, 100.0]
    assert "“Of 2024” asked another framework, and nothing says how one came out of the other." in found.gaps
    assert "cannot be compared" in text_of(response)


@pytest.mark.parametrize("agreed", [2, 6])
def test_the_page_costs_the_same_with_two_and_with_six(agreed, cast, edition, sign_in, count_queries, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    for number in range(agreed):
        agreed_on(cast, 2020 + number, dict.fromkeys(SMALL, number % 5))
    client = sign_in(cast.chi)
    instruments_of(edition)

    with count_queries() as statements:
        response = page(client, cast.city)

    assert len(response.context["over_time"].stops) == agreed
    assert len(statements) == 8


def test_the_picture_comes_as_svg_and_png(three, cast, sign_in):
    client = sign_in(cast.ola)
    svg, png = (client.get(url("assessments:over-time-file", cast.city, KEY, form)) for form in ("svg", "png"))

    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"] == f'attachment; filename="{KEY}-over-time.svg"'
    assert svg.content.decode().startswith('<svg xmlns="http://www.w3.org/2000/svg" width="')
    assert Image.open(BytesIO(png.content)).width > 900
    for instrument, form in ((KEY, "gif"), ("guiding-principles", "svg")):
        assert client.get(url("assessments:over-time-file", cast.city, instrument, form)).status_code == 404


# --- Any two ------------------------------------------------------------------------------------------------


def compared(client, city, shown, **query):
    return client.get(url("assessments:compare", city, shown.assessment.pk), query)


def test_any_two_are_compared_by_their_agreed_levels_and_each_side_says_what_it_is(three, cast, sign_in):
    response = compared(sign_in(cast.ola), cast.city, three[2], **{"with": str(three[0].assessment.pk)})

    assert {change for _ref, change in rows_shown(response)} == {75}
    said = text_of(response)
    assert said.count("Every statement has an agreed level.") == 2
    assert "1 May 2024 (agreed) · Of 2024" in said


def test_a_side_that_is_not_agreed_says_so(three, revealed, cast, sign_in):
    agree(revealed, "1.a.1", level=1)

    said = text_of(compared(sign_in(cast.ola), cast.city, revealed))

    assert "not agreed yet: these are means of what people rated." in said
    assert "settled already" not in said  # what is drafted alone does not count


def test_both_sides_are_chosen_in_any_order(three, cast, sign_in):
    client, city = sign_in(cast.ola), cast.city
    first, second, third = (str(item.assessment.pk) for item in three)
    expected = reverse("assessments:compare", args=[city.slug, second]) + f"?with={first}"

    for one, other in ((first, second), (second, first)):
        response = compared(client, city, three[2], **{"with": one, "now": other})
        assert response.url == expected
    response = compared(client, city, three[0], **{"with": third, "now": first, "only": "changes"})
    assert response.url == reverse("assessments:compare", args=[city.slug, third]) + f"?with={first}&only=changes"


def test_one_and_the_same_twice_is_said(three, cast, sign_in):
    own = str(three[1].assessment.pk)

    response = compared(sign_in(cast.ola), cast.city, three[1], **{"with": own, "now": own})

    assert "This is one and the same assessment twice." in text_of(response)
    assert response.context["tables"] == []


def test_a_single_assessment_has_nothing_beside_it(revealed, cast, sign_in):
    assert "Nothing to compare with yet" in text_of(compared(sign_in(cast.ola), cast.city, revealed))


def test_what_is_not_revealed_cannot_be_a_side(three, cast, sign_in):
    sealed = stage_assessment(cast.city, cast.bo, "Sealed")
    sealed.leaders(4)
    sealed.open()
    sealed.close()
    client, own = sign_in(cast.ada), str(sealed.assessment.pk)

    assert [compared(client, cast.city, three[0], **{side: own}).status_code for side in ("with", "now")] == [404, 404]
    assert "Sealed" not in text_of(compared(client, cast.city, three[0]))


def test_a_change_comes_before_what_it_is_made_of(three, cast, sign_in):
    """On a phone the last column is out of view."""
    html = compared(sign_in(cast.ola), cast.city, three[1]).content.decode()

    heads = html.split("<thead>")[1].split("</thead>")[0]
    assert heads.index("Change") < heads.index("Before") < heads.index("Now")


def test_closing_days_are_those_of_the_city(three, cast):
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    Round.objects.filter(pk=three[2].round.pk).update(closed_at=late)

    assert over_time(cast.city).stops[-1].closed_on == (late + timedelta(hours=1)).date()  # summer time in London
