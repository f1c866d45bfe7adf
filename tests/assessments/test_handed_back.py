"""Taken out, replaced or deputised for while the page is open: people are told, and keep what they typed."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Participant, Rating, RatingChange, Round
from framework.models import Group
from tests.factories import MemberFactory

KEY = "success-factors"
NOT_ASKED = "You are not asked in this assessment, or not any more. If that is a mistake, ask the facilitator."
DEPUTY = (
    "Somebody answers in your place now. To answer yourself again, take it back on the page of this assessment first."
)
TYPED = {
    "q-1-a-1-version": "0",
    "q-1-a-1-answer": "1",
    "q-1-a-1-comment": "Two lines,\nboth <mine>.",
    "q-1-a-2-version": "0",
    "q-1-a-2-answer": "dont_know",
    "q-1-a-2-comment": "",
    "q-1-b-1-version": "0",
    "q-1-b-1-comment": "",
}


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


@pytest.fixture
def dee(cast):
    """A member who may answer and is not asked."""
    return MemberFactory(city=cast.city, organisation=cast.ada.organisation)


@pytest.fixture
def participant(open_assessment, cast):
    return open_assessment.participant(cast.chi)


@pytest.fixture
def address(open_assessment, cast):
    return lambda name, ref: reverse(
        f"assessments:{name}", args=[cast.city.slug, open_assessment.assessment.pk, KEY, ref]
    )


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def handed_back(response):
    return [(item.ref, item.answer, item.comment) for item in response.context["typed"]]


def withdraw(participant, cast):
    actions.withdraw_invitation(participant=participant, by=cast.bo.user, now=timezone.now())


def replace(participant, cast):
    actions.replace_participant(participant=participant, member=cast.ada, by=cast.bo.user, now=timezone.now())


def name_deputy(participant, cast):
    actions.name_deputy(participant=participant, deputy=cast.ada, by=cast.chi.user, now=timezone.now())


@pytest.mark.parametrize(("act", "refusal"), [(withdraw, NOT_ASKED), (replace, NOT_ASKED), (name_deputy, DEPUTY)])
def test_who_does_not_answer_any_more_is_told_so_and_gets_back_what_they_typed(
    act, refusal, chi, address, participant, cast
):
    act(participant, cast)

    alone = chi.post(address("save", "1.a.1"), TYPED)
    whole = chi.post(address("answer", "1"), TYPED | {"go": "next"})

    assert (alone.status_code, text(alone)) == (403, f"Not saved: {refusal}")
    assert (whole.status_code, whole.context["refusal"]) == (403, refusal)
    assert handed_back(whole) == [("1.a.1", "First steps", "Two lines,\nboth <mine>."), ("1.a.2", "Don’t know", "")]
    assert refusal in text(whole)
    assert "Two lines,\nboth &lt;mine&gt;." in whole.content.decode()
    assert not RatingChange.objects.exists()


def test_all_of_an_instrument_on_one_page_comes_back_too(chi, address, open_assessment, participant, cast):
    withdraw(participant, cast)
    every = reverse("assessments:answer-all", args=[cast.city.slug, open_assessment.assessment.pk, KEY])

    response = chi.post(every, TYPED)

    assert (response.status_code, [ref for ref, _answer, _comment in handed_back(response)]) == (
        403,
        ["1.a.1", "1.a.2"],
    )


def test_a_deputy_whose_turn_is_over_is_told_so(address, participant, cast, dee, sign_in):
    actions.name_deputy(participant=participant, deputy=dee, by=cast.chi.user, now=timezone.now())
    participant.refresh_from_db()
    actions.end_deputy(participant=participant, by=cast.chi.user, now=timezone.now())

    response = sign_in(dee).post(address("save", "1.a.1"), TYPED)

    assert (response.status_code, text(response)) == (403, f"Not saved: {NOT_ASKED}")


def test_whose_deputy_was_withdrawn_too_hears_of_no_deputy(chi, address, open_assessment, participant, cast):
    name_deputy(participant, cast)
    open_assessment.say(open_assessment.participant(cast.ada), {"1.a.1": 3})
    actions.withdraw_invitation(
        participant=open_assessment.participant(cast.ada), by=cast.bo.user, now=timezone.now(), with_answers=True
    )

    response = chi.post(address("save", "1.a.1"), TYPED)

    assert (response.status_code, text(response)) == (403, f"Not saved: {NOT_ASKED}")


def test_who_typed_nothing_gets_the_page_that_everybody_gets(chi, address, participant, cast):
    withdraw(participant, cast)

    seen, sent = chi.get(address("answer", "1")), chi.post(address("answer", "1"), {"q-1-a-1-comment": " "})

    assert [(response.status_code, response.templates[0].name) for response in (seen, sent)] == [(403, "403.html")] * 2


def test_what_somebody_else_typed_in_this_browser_is_handed_to_nobody(chi, address, participant, cast):
    withdraw(participant, cast)

    response = chi.post(address("answer", "1"), TYPED | {"person": cast.alma.user.pk})

    assert (response.status_code, "mine" in response.content.decode()) == (403, False)


def test_an_outsider_learns_nothing(address, participant, cast, everywhere, sign_in):
    outsider = sign_in(cast.otto)

    responses = [outsider.post(address("save", "1.a.1"), TYPED), outsider.post(address("answer", "1"), TYPED)]

    assert [(response.status_code, "mine" in response.content.decode()) for response in responses] == [(404, False)] * 2


def test_a_statement_taken_away_meanwhile_comes_back_while_the_rest_is_saved(
    chi, address, open_assessment, participant, cast
):
    open_assessment.say(participant, {"1.a.2": 3})
    take_away_one(participant, cast)

    response = chi.post(address("answer", "1"), TYPED | {"q-1-a-2-version": "1"})

    left = response.context["left"]
    assert (response.status_code, [(item.ref, item.answer) for item in left]) == (422, [("1.a.1", "First steps")])
    assert "both &lt;mine&gt;." in response.content.decode()
    assert "This is not asked here any more and is not saved." in text(response)
    assert {row.criterion.ref: row.state for row in participant.ratings.filter(version__gt=0)} == {"1.a.2": "dont_know"}


def take_away_one(participant, cast):
    """Ask nothing of the first factor any more: what was saved of it stays."""
    second = Group.objects.get(ref="2", instrument__key=KEY).pk
    actions.change_groups(participant=participant, groups=[second], by=cast.bo.user, now=timezone.now())


def test_a_page_of_which_nothing_is_asked_any_more_comes_back(chi, address, participant, cast):
    take_away_one(participant, cast)

    response = chi.post(address("answer", "1"), TYPED)

    assert (response.status_code, response.context["refusal"]) == (
        404,
        "What stood on this page is not asked of you any more.",
    )
    assert [ref for ref, _answer, _comment in handed_back(response)] == ["1.a.1", "1.a.2"]


def test_who_is_withdrawn_at_the_very_moment_of_saving_gets_it_back_too(chi, address, participant, cast, monkeypatch):
    def vanish(**_given):
        Participant.objects.filter(pk=participant.pk).delete()
        raise actions.NotAsked

    monkeypatch.setattr(actions, "record_rating", vanish)

    response = chi.post(address("answer", "1"), TYPED)

    assert (response.status_code, response.context["refusal"]) == (403, NOT_ASKED)
    assert len(handed_back(response)) == 2
    assert not Rating.objects.filter(participant__member=cast.chi).exists()


# --- Typed in an earlier round ----------------------------------------------------------------------------

EARLIER = "Another round has begun since this page was opened. Open it again to see what is asked now."


@pytest.fixture
def again(revealed, cast):
    """A second round about one statement, in which Chi has answered nothing yet."""
    now = timezone.now()
    criterion = Rating.objects.filter(round=revealed.round, criterion__ref="1.a.1").values_list("criterion")[0]
    actions.propose_round(
        round_=revealed.round, criteria=criterion, closes_on=cast.city.date_at(now), by=cast.bo.user, now=now
    )
    return Round.objects.get(number=2)


def answers_in(round_):
    return list(Rating.objects.filter(round=round_, version__gt=0))


def test_what_was_typed_in_an_earlier_round_is_no_answer_of_this_one(chi, address, revealed, again):
    of_before = TYPED | {"round": str(revealed.round.pk)}

    alone = chi.post(address("save", "1.a.1"), of_before)
    whole = chi.post(address("answer", "1"), of_before | {"go": "next"})

    assert (alone.status_code, text(alone)) == (409, f"Not saved: {EARLIER}")
    assert (whole.status_code, whole.context["refusal"]) == (409, EARLIER)
    assert handed_back(whole)[0] == ("1.a.1", "First steps", "Two lines,\nboth <mine>.")
    assert answers_in(again) == []

    of_now = chi.post(address("save", "1.a.1"), TYPED | {"round": str(again.pk)})

    assert (of_now.status_code, len(answers_in(again))) == (200, 1)


def test_nobody_hands_in_a_round_they_have_not_seen(chi, revealed, again, cast):
    review = reverse("assessments:review", args=[cast.city.slug, revealed.assessment.pk])

    response = chi.post(review, {"round": str(revealed.round.pk)}, follow=True)

    assert EARLIER in text(response)
    assert not Participant.objects.filter(round=again, submitted_at__isnull=False).exists()


def test_the_pages_say_of_which_round_they_are(chi, address, revealed, again, cast):
    review = reverse("assessments:review", args=[cast.city.slug, revealed.assessment.pk])

    for page in (address("answer", "1"), review):
        assert f'<input type="hidden" name="round" value="{again.pk}">' in chi.get(page).content.decode()
