"""Our scores beside other cities': who sees them, what they are made of, and what nobody learns from them."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Assessment, SharedFigures
from assessments.queries.other_cities import beside_others, shared_content
from cities.models import AuditEntry, City, Role
from framework.queries.annotated import instruments_of
from tests.assessments.test_edition_pages import text_of, url
from tests.factories import CityFactory, MemberFactory
from tests.positions import agree, agreed_directly, latest_round, lock

KEY = "success-factors"
REFS = ("1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2")
SPRING, SUMMER = datetime(2026, 5, 20, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def city_with(level, *, shares=True, levels=None, **more):
    """Return what a new city agreed on: one level throughout, or these levels."""
    city = CityFactory(shares_scores=shares)
    with scope(city=city):
        by = MemberFactory(city=city, roles=[Role.FACILITATOR])
        return agreed_directly(city, by, levels or dict.fromkeys(REFS, level), f"Secret of {city.slug}", **more)


@pytest.fixture
def ours(cast, edition):
    """Our city shares its scores and agreed on level 4 throughout."""
    City.objects.filter(pk=cast.city.pk).update(shares_scores=True)
    return agreed_directly(cast.city, cast.bo, dict.fromkeys(REFS, 4), "Ours")


@pytest.fixture
def five(ours):
    """Five other cities share: on levels 0, 1, 2, 3 and 3."""
    return [city_with(level) for level in (0, 1, 2, 3, 3)]


def page(client, cast):
    return client.get(url("assessments:other-cities", cast.city))


def quartiles_on(response):
    """Return by name of a part our score and the quartiles, None where there are none."""
    (item,) = response.context["instruments"]
    return {
        row.name: (row.own, row.quartiles and (row.quartiles.lower, row.quartiles.middle, row.quartiles.upper))
        for row in item.rows
    }


def test_without_sharing_nothing_is_seen_and_it_is_said_how(ours, five, cast, sign_in):
    City.objects.filter(pk=cast.city.pk).update(shares_scores=False)

    leader, administrator = (page(sign_in(member), cast) for member in (cast.chi, cast.ada))

    assert "Your city does not share its scores" in text_of(leader)
    assert "instruments" not in leader.context
    assert SharedFigures.objects.count() == 0
    settings = url("cities:settings", cast.city)
    assert (settings in text_with_links(leader), settings in text_with_links(administrator)) == (False, True)


def text_with_links(response):
    return response.content.decode().split("<main")[1].split("</main>")[0]


def test_sharing_without_an_agreed_assessment_of_ones_own_shows_nothing(cast, edition, sign_in):
    City.objects.filter(pk=cast.city.pk).update(shares_scores=True)

    assert "Nothing of ours to compare yet" in text_of(page(sign_in(cast.chi), cast))


def test_quartiles_stand_beside_our_scores(ours, five, cast, sign_in):
    """0 25 50 75 75 and ours 100: 31.25, 62.5, 75."""
    response = page(sign_in(cast.chi), cast)

    assert set(quartiles_on(response).values()) == {(100.0, (30, 65, 75))}
    said = text_of(response)
    assert "from at least five other cities" in said
    assert "above the middle half" in said


def test_coverage_stands_below_our_score_where_anybody_was_asked(revealed, cast, sign_in):
    City.objects.filter(pk=cast.city.pk).update(shares_scores=True)
    agree(revealed, "1.a.2", level=None)
    lock(revealed)
    city_with(2)

    response = page(sign_in(cast.chi), cast)

    results = sign_in(cast.chi).get(url("assessments:results", cast.city, revealed.assessment.pk))
    (shown,) = results.context["instruments"]
    findings = shown["findings"]
    (item,) = response.context["instruments"]
    assert {row.name: row.coverage for row in item.rows} == {
        **{group.outline.name: group.figures.coverage for group in findings.groups},
        "Overall": findings.figures.coverage,
    }
    assert response.content.decode().count('<span class="quiet figure-note">coverage 82%</span>') == len(item.rows)


def test_nothing_is_said_of_coverage_where_levels_were_agreed_without_answers(ours, cast, sign_in):
    assert "coverage" not in text_of(page(sign_in(cast.chi), cast)).lower()


def test_no_city_is_named_counted_or_told(ours, five, cast, sign_in):
    response = page(sign_in(cast.ada), cast)

    html = response.content.decode()
    for other in five:
        assert [word for word in (other.city.name, other.city.slug, "Secret of") if word in html] == []
    assert "six" not in text_of(response)


def test_four_others_are_too_few_whoever_else_is_there(ours, five, cast, sign_in):
    """Not sharing, archived, opened again, a healthcheck, another edition: none of them counts."""
    last = five[-1]
    City.objects.filter(pk=last.city.pk).update(shares_scores=False)
    city_with(2, shares=False)
    City.objects.filter(pk=city_with(2).city.pk).update(archived_at=timezone.now())
    for kind in ("healthcheck", "survey"):
        city_with(2, kind=kind)
    opened = city_with(2)
    with scope(city=opened.city):
        one = Assessment.objects.get()
        one.locked_at = None
        one.save()

    response = page(sign_in(cast.chi), cast)

    assert "Too few cities share their scores yet" in text_of(response)
    assert {found for _own, found in quartiles_on(response).values()} == {None}
    assert SharedFigures.objects.count() == 0


def test_a_factor_that_a_city_has_no_score_of_counts_without_it(ours, five, cast, sign_in):
    """Then that factor has five scores, ours among them: too few. So has the whole."""
    with scope(city=five[0].city):
        for position in Assessment.objects.get().positions.filter(criterion__ref__startswith="2."):
            position.level = None
            position.save()

    found = list(quartiles_on(page(sign_in(cast.chi), cast)).values())

    assert [quartiles is None for _own, quartiles in found] == [False, True, True]


def test_of_several_agreed_assessments_the_latest_counts(ours, five, cast):
    for other in five:
        with scope(city=other.city):
            agreed_directly(other.city, other.by, dict.fromkeys(REFS, 4), "Later", kind="workshop")

    content = shared_content(ours.assessment.edition)

    assert {tuple(found[:3]) for found in content[KEY].values()} == {(100, 100, 100)}


def figures_at(ours, cast, now):
    """Return what our facilitator would be shown at a moment."""
    edition = ours.assessment.edition
    figures = actions.figures_of_quarter(edition=edition, now=now)
    (item,) = beside_others(City.objects.get(pk=cast.city.pk), edition, figures, cast.bo.user)
    return [row.quartiles for row in item.rows]


def test_nothing_that_a_city_does_moves_a_figure_before_the_quarter_is_over(ours, five, cast):
    """Else who looks before and after would know the score of the city that came or went."""
    before = figures_at(ours, cast, SPRING)

    City.objects.filter(pk=five[0].city.pk).update(shares_scores=False)
    newcomer = city_with(4)
    with scope(city=five[1].city):
        actions.reopen_assessment(round_=latest_round(five[1]), reason="Again.", by=five[1].by.user, now=SPRING)
    with scope(city=five[2].city):
        agreed_directly(five[2].city, five[2].by, dict.fromkeys(REFS, 4), "Later")

    assert figures_at(ours, cast, SPRING) == before
    assert all(newcomer.city.pk not in found.cities for found in before)
    after = figures_at(ours, cast, SUMMER)
    assert after == [None, None, None]  # of seven cities two are gone: too few
    city_with(4)
    assert figures_at(ours, cast, SUMMER) != before
    assert SharedFigures.objects.get().quarter == SUMMER.date()


def test_whoever_belongs_to_two_of_six_cities_sees_no_figure(ours, five, cast, sign_in):
    """Both scores taken away, four are left; also of a city that they have left since."""
    with scope(city=five[0].city):
        MemberFactory(city=five[0].city, user=cast.rey.user, archived_at=timezone.now())

    assert {found for _own, found in quartiles_on(page(sign_in(cast.rey), cast)).values()} == {None}
    assert None not in {found for _own, found in quartiles_on(page(sign_in(cast.chi), cast)).values()}


def test_a_city_that_joins_later_sees_the_figures_of_the_quarter_without_itself(ours, five, cast, sign_in):
    figures_at(ours, cast, timezone.now())
    newcomer = city_with(0)

    with scope(city=newcomer.city):
        response = sign_in(newcomer.by).get(url("assessments:other-cities", newcomer.city))

    assert set(quartiles_on(response).values()) == {(0.0, (30, 65, 75))}


def test_outsiders_find_no_such_page(ours, five, cast, sign_in):
    assert sign_in(cast.otto).get(url("assessments:other-cities", cast.city)).status_code == 404


@pytest.mark.parametrize("others", [5, 12])
def test_the_page_costs_the_same_however_many_cities_share(
    others, ours, cast, edition, sign_in, count_queries, settings
):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    for number in range(others):
        city_with(number % 5)
    client = sign_in(cast.chi)
    instruments_of(edition)
    costs = []

    for _ in range(2):
        with count_queries() as statements:
            page(client, cast)
        costs.append(len(statements))

    assert costs == [19, 11]  # the first one makes the figures


def test_the_switch_is_off_at_first_says_what_is_shared_and_is_noted_in_the_log(cast, sign_in):
    client, address = sign_in(cast.ada), url("cities:settings", cast.city)
    shown = client.get(address)
    assert shown.context["form"].initial["shares_scores"] is False
    assert "Never shared: the name of your city, any score by itself" in text_of(shown)

    given = {name: value for name, value in shown.context["form"].initial.items() if value}
    client.post(address, given | {"country": "IE", "shares_scores": "on"})

    assert City.objects.get(pk=cast.city.pk).shares_scores is True
    assert "shares_scores" in AuditEntry.objects.get().fields
