"""A later round asks again who was asked before: no page of it offers to ask somebody else, and no action does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Participant
from cities.models import Invitation
from tests.positions import ask_again

WHY = "This round asks once more those who were asked before. Nobody can be added to it."


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


@pytest.fixture
def later(revealed):
    return ask_again(revealed, "1.a.1")


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def test_inviting_is_offered_in_the_first_round_alone(open_assessment, bo, request):
    first = bo.get(address_of(open_assessment, "people")).content.decode()
    later = request.getfixturevalue("later")

    page = bo.get(address_of(later, "people")).content.decode()

    inviting = ('id="invite"', address_of(later, "invite-list"), WHY)
    assert [part in first for part in inviting] == [True, True, False]
    assert [part in page for part in inviting] == [False, False, True]
    assert "Remind people" in page


def test_a_list_is_not_asked_for_and_one_sent_all_the_same_is_not_lost(later, bo, cast):
    address = address_of(later, "invite-list")

    asked = bo.get(address).content.decode()
    groups = later.assessment.asked_groups.values_list("group_id", flat=True)
    sent = bo.post(address, {"people": "mo@people.example", "groups": groups, "organisation": cast.bo.organisation_id})

    assert ("<textarea" in asked, WHY in asked) == (False, True)
    assert sent.context["form"].errors == {"__all__": [WHY]}
    assert "mo@people.example</textarea>" in sent.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_takes_the_place_of_somebody(later, cast):
    chi = later.participant(cast.chi)

    with pytest.raises(actions.StepRefused, match=WHY):
        actions.replace_participant(participant=chi, member=cast.ada, by=cast.bo.user, now=timezone.now())

    assert Participant.objects.get(pk=chi.pk).withdrawn_at is None
    assert not later.round.participants.filter(member=cast.ada).exists()


def test_the_page_to_ask_somebody_else_says_why_nobody_can_be(later, bo, cast):
    address = address_of(later, "replace", later.participant(cast.chi).pk)

    asked = bo.get(address).content.decode()
    sent = bo.post(address, {"member": cast.ada.pk}, follow=True).content.decode()

    assert ('name="member"' in asked, WHY in asked) == (False, True)
    assert WHY in sent
    assert not later.round.participants.filter(member=cast.ada).exists()


def test_the_page_of_somebody_asked_offers_what_can_be_done_with_them(open_assessment, bo, cast, request):
    first = bo.get(address_of(open_assessment, "participant", open_assessment.participant(cast.chi).pk))
    later = request.getfixturevalue("later")

    page = bo.get(address_of(later, "participant", later.participant(cast.chi).pk))

    offers = ("Ask somebody else instead", "Save what they are asked", "Withdraw")
    assert [words in first.content.decode() for words in offers] == [True, True, True]
    assert [words in page.content.decode() for words in offers] == [False, False, True]
    assert "What each person is asked stays as it is." in page.content.decode()
