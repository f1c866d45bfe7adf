"""What the demo city has to show, on the whole checklist, as the portal's own queries tell it."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django_scopes import scope
from pypdf import PdfReader

from assessments.actions import take_snapshot
from assessments.models import (
    DeliveryConfidence,
    Evidence,
    Finding,
    LockEvent,
    Participant,
    Phase,
    Position,
    PositionChange,
    Rating,
    RatingChange,
    RatingState,
    Recommendation,
    Round,
)
from assessments.queries.comparing import comparable_rounds, comparison_of
from assessments.queries.counting import that_count
from assessments.queries.findings import findings_of
from assessments.queries.mirror import mirror_of, own_levels
from assessments.queries.overview import completion_of, completion_total, rounds_of
from assessments.queries.recommendations import RecommendationFilter, chosen_recommendations, recommendations_of
from assessments.queries.results import asked_instruments, compute, freeze_results, previous_round
from assessments.queries.reviewed import apart, city_levels
from assessments.queries.reviews import sheets_of
from assessments.queries.visible_reviews import visible_reviews
from assessments.rules.attention import Reason
from assessments.rules.consensus import is_polarised
from cities.models import City, Member
from framework.actions import store_edition
from scf_portal.demo.store import store_demo
from tests.conftest import SHIPPED_EDITION
from tests.editions import read_edition
from tests.reports.conftest import print_healthcheck

pytestmark = pytest.mark.once

SETUP = datetime(2027, 3, 1, 10, tzinfo=UTC)
LAST_YEAR = "Leadership self-assessment"
THIS_YEAR = "Leadership self-assessment, half a year on"
HEALTH_CHECK = "Independent health check"
SECOND_LOOK = "Second look before the leadership workshop"


@pytest.fixture(scope="module")
def stored_story(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo city in full, stored once for all the tests below and taken back at the end."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with files, django_db_blocker.unblock(), transaction.atomic():
        store_edition(files=read_edition(SHIPPED_EDITION))
        store_demo(now=SETUP)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(stored_story, db):
    city = City.objects.get(slug="demo")
    with scope(city=city):
        yield city


@pytest.fixture
def story(city):
    """The latest round of each assessment by title, in the order of their opening."""
    rounds = rounds_of(city).select_related("assessment__edition", "city")
    return {round_.assessment.title: round_ for round_ in reversed(rounds)}


def results_of(round_):
    outlines = asked_instruments(round_)
    return compute(freeze_results(round_).round, outlines[0])


@pytest.fixture
def results(story):
    return results_of(story[THIS_YEAR])


def test_two_agreed_assessments_half_a_year_apart_a_health_check_in_moderation_and_one_open(story):
    assert [(title, round_.assessment.kind, round_.phase) for title, round_ in story.items()] == [
        (LAST_YEAR, "self", Phase.AGREED),
        (THIS_YEAR, "self", Phase.AGREED),
        (HEALTH_CHECK, "healthcheck", Phase.MODERATION),
        (SECOND_LOOK, "self", Phase.OPEN),
    ]
    last_year, this_year, checked, open_ = story.values()
    assert previous_round(this_year) == last_year
    assert list(comparable_rounds(checked.city)) == [checked, this_year, last_year]
    assert [(SETUP.date() - round_.closes_on).days for round_ in story.values()] == [395, 171, 52, -21]
    assert open_.takes_ratings(SETUP.date())


def test_in_the_open_one_some_have_finished_some_started_and_some_not(story):
    totals = {title: completion_total(completion_of(round_)) for title, round_ in story.items()}

    assert [(total.asked, total.finished, total.started) for total in totals.values()] == [
        (36, 32, 2),
        (36, 32, 0),
        (12, 11, 1),
        (36, 14, 9),
    ]


def test_the_leader_printed_at_start_has_answered_the_first_third_of_it_in_order(story, city):
    mine = Rating.objects.filter(
        round=story[SECOND_LOOK], participant__member__user__email="amina.thorley@demo.example"
    )
    answered = set(mine.filter(version__gt=0).values_list("criterion__ref", flat=True))

    [outline] = asked_instruments(story[SECOND_LOOK])
    assert answered == {criterion.ref for criterion in list(outline.all_criteria)[:16]}


def test_the_whole_checklist_is_asked_and_in_a_second_round_three_statements(story):
    asked = {(round_.assessment.title, round_.number): round_.ratings.count() for round_ in Round.objects.all()}

    assert asked == {
        (LAST_YEAR, 1): 36 * 47,
        (THIS_YEAR, 1): 36 * 47,
        (THIS_YEAR, 2): 36 * 3,
        (HEALTH_CHECK, 1): 12 * 47,
        (SECOND_LOOK, 1): 36 * 47,
    }


# --- disagreement -------------------------------------------------------------------------------------------


def test_leaders_are_of_two_minds_or_far_apart_on_many_statements(results):
    figures = [result.figures for result in results.all_criteria if result.figures]

    assert sum(is_polarised(found.tally.levels) for found in figures) == 6
    assert sum(found.consensus < 0.6 for found in figures if found.consensus is not None) == 7


def test_every_reason_to_discuss_occurs(results):
    assert {reason for result in results.all_criteria for reason in result.reasons} == set(Reason)


def test_future_proofing_alone_has_too_little_coverage(results):
    assert [group.key for group in results.groups if group.figures.coverage < 0.6] == ["7"]


def test_the_third_sector_is_too_small_and_is_merged(results):
    """Its two people are never a part of their own."""
    assert results.parts == (("academic",), ("private",), ("public",), ("community", "third"))


def test_in_the_second_round_levels_moved_and_consensus_rose(story):
    first, second = Round.objects.select_related("assessment__edition", "city").filter(
        assessment=story[THIS_YEAR].assessment
    )
    before, after = ({result.key: result for result in results_of(round_).all_criteria} for round_ in (first, second))
    moved = {ref for ref, result in after.items() if result.figures != before[ref].figures}

    assert moved == {"1.c.3", "2.c.2", "8.c.2"}
    assert all(after[ref].figures.consensus > before[ref].figures.consensus for ref in moved)
    assert (before["2.c.2"].figures.median, after["2.c.2"].figures.median) == (1, 2)


# --- more than levels ---------------------------------------------------------------------------------------


def test_leaders_say_how_sure_they_are_where_to_get_and_why(story):
    frozen = freeze_results(story[THIS_YEAR]).round

    assert len(frozen.targets["success-factors"]) == len(frozen.confidences["success-factors"]) == 47
    assert sum(len(said) for said in frozen.comments["success-factors"].values()) > 40


def test_some_evidence_is_thin_and_some_is_old(story):
    found = freeze_results(story[THIS_YEAR]).round.evidence["success-factors"]
    pieces = Evidence.objects.filter(rating__round__assessment=story[THIS_YEAR].assessment)

    assert set(found) == set(pieces.values_list("rating__criterion__ref", flat=True))
    assert 10 <= len(found) <= 15
    assert pieces.exclude(url="").count() >= 10
    assert sorted(pieces.exclude(file="").values_list("file_name", flat=True)) == [
        "measures.csv",
        "old-harbour-evenings.txt",
    ]
    assert pieces.filter(review_by__lt=story[THIS_YEAR].closes_on).count() == 3


def test_the_leader_printed_at_start_sees_where_she_differs_from_the_room(story, city):
    amina = Member.objects.get(city=city, user__email="amina.thorley@demo.example")
    frozen = freeze_results(story[THIS_YEAR])
    findings = findings_of(frozen, frozen.instruments[0])
    mirror = mirror_of(findings, own_levels(story[THIS_YEAR], amina))

    assert mirror.higher
    assert mirror.lower
    assert mirror.alike


# --- agreement ----------------------------------------------------------------------------------------------


def test_every_statement_of_both_is_agreed_with_a_reason_an_owner_and_a_target(story):
    for title in (LAST_YEAR, THIS_YEAR):
        positions = Position.objects.filter(assessment=story[title].assessment)

        whole = positions.exclude(reason="").exclude(owner=None).exclude(target=None).exclude(target_on=None)
        assert whole.count() == 47
        assert positions.exclude(dissent="").count() >= 3
        assert [group.agreed for group in results_of(story[title]).groups] == [8, 5, 8, 4, 2, 3, 6, 4, 7]


@pytest.mark.parametrize(
    ("title", "stand"),
    [
        (LAST_YEAR, {"drafted": 40, "accepted": 6, "decided": 1}),
        (THIS_YEAR, {"drafted": 31, "sent": 1, "accepted": 13, "decided": 2}),
        (HEALTH_CHECK, {"drafted": 3, "sent": 2, "accepted": 2, "challenged": 1}),
    ],
)
def test_positions_were_sent_and_accepted_challenged_decided_or_wait(story, title, stand):
    rows = Position.objects.filter(assessment=story[title].assessment).order_by().values_list("status")

    assert dict(rows.annotate(Count("pk"))) == stand


def test_a_challenge_was_decided_with_a_reason_and_once_with_another_level(story):
    decided = Position.objects.filter(assessment=story[THIS_YEAR].assessment, status="decided")
    levels = [
        list(position.changes.order_by("version").values_list("level", flat=True))
        for position in decided.order_by("criterion__ref")
    ]

    assert levels == [[1, 1, 1, 2], [1, 1, 1, 1]]
    assert all(position.reply and position.decision for position in decided)
    assert Evidence.objects.filter(position__in=decided).count() == 1


def test_both_were_locked_without_an_override(story):
    assert list(LockEvent.objects.order_by("at").values_list("assessment__title", "kind", "reason")) == [
        (LAST_YEAR, "locked", ""),
        (THIS_YEAR, "locked", ""),
    ]


def test_since_last_time_most_is_better_and_a_little_is_worse(story):
    [compared] = comparison_of(story[LAST_YEAR], story[THIS_YEAR]).instruments
    changes = {row.now.outline.ref: row.change for row in compared.rows}

    assert compared.comparable == 47
    assert [ref for ref, change in changes.items() if change < 0] == ["3.b.1", "3.b.3", "5.a.1"]
    assert sum(change > 0 for change in changes.values()) > 15


# --- the reviewer -------------------------------------------------------------------------------------------


@pytest.fixture
def review(city, story):
    return visible_reviews(city).get(assessment=story[HEALTH_CHECK].assessment)


def test_the_city_sees_the_independent_health_check(review):
    assert review.summary
    assert review.ratings.exclude(level=None).count() == 46
    assert dict(Finding.objects.filter(review=review).order_by().values_list("kind").annotate(Count("pk"))) == {
        "strength": 3,
        "concern": 4,
        "opportunity": 2,
    }
    advice = Recommendation.objects.filter(review=review)
    assert dict(advice.order_by().values_list("priority").annotate(Count("pk"))) == {
        "critical": 2,
        "essential": 3,
        "recommended": 2,
    }
    assert not advice.filter(owner=None)
    assert not advice.filter(due_on=None)
    judged = DeliveryConfidence.objects.filter(review=review)
    assert sorted(found.group.ref if found.group else "" for found in judged) == ["", *"123456789"]
    assert not judged.filter(reason="")


def test_the_reviewer_is_far_from_the_leaders_on_several_statements(story, review):
    [sheet] = sheets_of([review], story[HEALTH_CHECK])
    rows = apart(sheet, city_levels(story[HEALTH_CHECK], sheet))
    far = {row.row.criterion.ref: row.difference for row in rows if abs(row.difference or 0) >= 1.5}

    assert len(far) >= 4
    assert min(far.values()) < 0 < max(far.values())


def test_recommendations_are_followed_until_they_are_closed(city):
    rows = recommendations_of(city)

    assert set(rows.values_list("status", flat=True)) == {"open", "under_way", "done", "not_taken_up"}
    assert chosen_recommendations(city, RecommendationFilter(status="overdue"), SETUP.date()).count() == 2
    assert rows.filter(changes__review__isnull=False).count() == 2


# --- as real use would --------------------------------------------------------------------------------------


def test_every_answer_was_given_by_the_one_who_was_asked_while_the_round_was_open(story):
    rounds = {round_.pk: round_ for round_ in Round.objects.all()}
    people = dict(Participant.objects.values_list("pk", "member__user"))
    asked = {pk: (people[of], rounds[at]) for pk, of, at in Rating.objects.values_list("pk", "participant", "round")}

    given = list(RatingChange.objects.values_list("rating", "by", "at"))

    assert [rating for rating, by, _at in given if by != asked[rating][0]] == []
    assert [
        rating
        for rating, _by, at in given
        if not asked[rating][1].opened_at <= at <= (asked[rating][1].closed_at or SETUP)
    ] == []
    assert len(given) == Rating.objects.exclude(state=RatingState.NOT_ANSWERED).count() > 0
    assert that_count(Rating.objects.all()).count() <= len(given)


def test_owners_answered_themselves_and_nothing_happened_in_the_future(story):
    replies = PositionChange.objects.filter(status__in=["accepted", "challenged"]).select_related("owner")

    assert [change.pk for change in replies if change.by_id != change.owner.user_id] == []
    assert [change.pk for change in PositionChange.objects.filter(at__gt=SETUP)] == []


def report_of(round_):
    """Print the results of a round; return the report, and on which page each chapter begins."""
    reader = PdfReader(BytesIO(print_healthcheck(take_snapshot(round_=round_, now=SETUP)).content))
    chapters = (item for item in reader.outline if not isinstance(item, list))
    return reader, {item.title: reader.get_destination_page_number(item) for item in chapters}


def test_the_health_check_of_the_agreed_one_has_its_summary_on_one_page_and_up_to_forty_in_all(story):
    reader, begun = report_of(story[THIS_YEAR])

    assert 20 <= len(reader.pages) <= 40
    assert begun["The factors at a glance"] - begun["Summary"] == 1
    # what is said of people asked twice, of evidence and of who sees it how is among it
    assert "What moved when we asked again" in reader.pages[begun["Where we disagree most"]].extract_text()
    assert begun.keys() >= {"By sector", "By organisation", "Where evidence is thin or old"}


def test_the_health_check_with_a_reviewer_has_its_summary_on_one_page_too(story):
    reader, begun = report_of(story[HEALTH_CHECK])

    assert 20 <= len(reader.pages) <= 40
    assert begun["The factors at a glance"] - begun["Summary"] == 1
    assert "The reviewer’s view" in begun
