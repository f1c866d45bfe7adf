"""Whether a reviewer judged before answers were revealed is said as it is, wherever their view is read."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Round
from assessments.queries.visible_reviews import visible_reviews
from assessments.rules.frozen import from_json, to_json
from cities.models import Sector
from reports.kinds import healthcheck as kind
from tests.assessments.test_reviewing import ask, submit, write
from tests.conftest import stage_assessment
from tests.positions import criterion_of

BEFORE = "Written before any of the leaders’ answers were revealed."
AFTER = "Written after leaders’ answers had been revealed."


@pytest.fixture
def answered(open_assessment):
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=3)
    open_assessment.close()
    return open_assessment


@pytest.fixture
def healthcheck(cast, edition):
    """Open, and nobody is invited to answer."""
    staged = stage_assessment(cast.city, cast.bo, "Healthcheck")
    Assessment.objects.filter(pk=staged.assessment.pk).update(kind="healthcheck")
    staged.round.refresh_from_db()
    Round.objects.filter(pk=staged.round.pk).update(opened_at=timezone.now())
    staged.round.refresh_from_db()
    return staged


@pytest.fixture
def words(cast, sign_in):
    """Return a function that gives the words of a page about an assessment."""

    def words_of(staged, name, reader):
        address = reverse(f"assessments:{name}", args=[cast.city.slug, staged.assessment.pk])
        return " ".join(sign_in(reader).get(address).content.decode().split())

    return words_of


def told(text):
    return [said for said in (BEFORE, AFTER) if said in text]


def printed(staged):
    snapshot = actions.take_snapshot(round_=staged.round, now=timezone.now())
    return render_to_string("reports/healthcheck/document.html", {"report": kind.build(snapshot)})


def reveal_one(staged):
    actions.reveal_criterion(
        round_=staged.round, criterion=criterion_of(staged, "1.a.1"), by=staged.by.user, now=timezone.now()
    )


def test_a_review_from_before_says_so_once_answers_are_revealed(answered, cast, words):
    review = ask(answered, cast.rey)
    assert "you judge without seeing what the leaders said" in words(answered, "my-review", cast.rey)
    write(review)
    submit(review)
    assert told(words(answered, "reviewed", cast.ola)) == []

    answered.reveal()

    assert told(words(answered, "reviewed", cast.ola)) == [BEFORE]
    assert told(printed(answered)) == [BEFORE]


@pytest.mark.parametrize("reveal", [lambda staged: staged.reveal(), reveal_one], ids=["all", "one statement"])
def test_who_is_asked_after_answers_were_revealed_is_told_and_so_is_the_city(answered, cast, words, reveal):
    reveal(answered)
    asking = words(answered, "reviewers", cast.bo)
    review = ask(answered, cast.rey)
    writing = words(answered, "my-review", cast.rey)
    write(review)
    submit(review)
    if answered.round.revealed_at is None:
        answered.reveal()

    assert "A review submitted from now on says that it was written after that." in asking
    assert "you judge without seeing" not in writing
    assert "the city reads beside your review that it was written after that" in writing
    assert told(words(answered, "reviewed", cast.ola)) == [AFTER]
    assert told(printed(answered)) == [AFTER]
    assert "without seeing the answers" not in printed(answered)


def test_a_review_that_is_handed_back_and_submitted_again_after_the_reveal_is_one_of_after(answered, cast, words):
    review = ask(answered, cast.rey)
    write(review)
    submit(review)
    answered.reveal()
    actions.hand_back_review(review=review, by=cast.bo.user, now=timezone.now())
    submit(review)

    assert told(words(answered, "reviewed", cast.ola)) == [AFTER]


def test_where_nobody_was_asked_nothing_is_said_of_answers(healthcheck, cast, words):
    review = ask(healthcheck, cast.rey)
    healthcheck.close_and_reveal()
    write(review)
    submit(review)

    assert told(words(healthcheck, "reviewed", cast.ola)) == []
    assert told(printed(healthcheck)) == []


def test_a_report_frozen_before_anybody_noted_it_says_nothing(answered, cast):
    review = ask(answered, cast.rey)
    write(review)
    submit(review)
    answered.reveal()
    snapshot = actions.take_snapshot(round_=answered.round, now=timezone.now())
    assert to_json(from_json(snapshot.content)) == snapshot.content
    del snapshot.content["reviews"][0]["is_before_answers"]

    markup = render_to_string("reports/healthcheck/document.html", {"report": kind.build(snapshot)})

    assert told(markup) == []
    assert "Submitted on" in markup


def test_before_somebody_is_asked_about_what_is_reviewed_already_the_page_says_so(healthcheck, cast, words):
    """Whoever is asked then answers after a review that the city could read: nothing claims otherwise."""
    notice = "The city can read a review of this assessment already."
    review = ask(healthcheck, cast.rey)
    write(review)
    quiet = words(healthcheck, "people", cast.bo)
    submit(review)
    asking = words(healthcheck, "people", cast.bo)
    healthcheck.invite(cast.chi)

    assert notice not in quiet
    assert f"{notice} Once somebody is asked, it is not shown until the assessment is closed for answers" in asking
    assert notice not in words(healthcheck, "people", cast.bo)
    assert list(visible_reviews(cast.city)) == []
    assert "the city is not shown it until the assessment is closed for answers." in words(
        healthcheck, "my-review", cast.rey
    )
    assert "Not shown to the city while leaders answer" in words(healthcheck, "reviewers", cast.bo)


def test_what_somebody_followed_up_stays_and_nothing_is_said_of_who(answered, cast, edition):
    """A later reviewer's draft holds as much as the city's word, and is nobody's to know."""
    review = ask(answered, cast.rey)
    advice = write(review)
    submit(review)
    later = stage_assessment(cast.city, cast.bo, "Later")
    draft = ask(later, cast.rey)
    actions.follow_up(review=draft, verdicts={advice: ("done", "")}, by=cast.rey.user, now=timezone.now())
    actions.hand_back_review(review=review, by=cast.bo.user, now=timezone.now() + timedelta(minutes=1))

    with pytest.raises(actions.StepRefused) as refused:
        actions.remove_from_review(item=advice)

    assert str(refused.value) == "It has already been said what became of this recommendation, so it stays."
