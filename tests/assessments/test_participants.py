"""One who is asked: other groups, withdrawn and asked again, somebody else instead."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import access, actions
from assessments.models import Assessment, Participant, ParticipantLink, Rating, RatingState
from assessments.queries.overview import completion_of, completion_total, members_to_invite, waiting_for
from cities.actions import remove_member
from cities.models import AuditEntry, OutgoingMail, Role, Sector
from cities.permissions import Membership, permissions_of
from framework.models import Group
from tests.factories import MemberFactory, OrganisationFactory


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def refs_of(participant):
    return sorted(participant.ratings.values_list("criterion__ref", flat=True))


def group(ref):
    return Group.objects.get(instrument__edition__key="small", parent=None, ref=ref).pk


def membership_of(member):
    roles = frozenset(member.roles.values_list("role", flat=True))
    return Membership(member, roles, permissions_of(roles))


# --- What they are asked --------------------------------------------------------------------------------


def test_those_ticked_are_asked_the_groups_ticked(draft, bo, cast):
    bo.post(address_of(draft, "people"), {"members": [cast.chi.pk], "chooses": "on", "groups": [group("2")]})

    assert refs_of(draft.participant(cast.chi)) == ["2.a.1", "2.a.2"]


def test_the_invitation_offers_what_the_assessment_asks_with_minutes(draft, bo):
    draft.assessment.asked_groups.filter(group__ref="1").delete()

    offers = bo.get(address_of(draft, "people")).context["offers"]

    assert [[item.ref for item in offer.instrument.groups] for offer in offers] == [["2"]]
    assert [(len(offer.chosen), offer.minutes) for offer in offers] == [(1, 1)]


def test_no_group_ticked_is_said_and_nobody_invited(draft, bo, cast):
    response = bo.post(address_of(draft, "people"), {"members": [cast.chi.pk], "chooses": "on"})

    assert response.context["form"].errors == {"groups": ["Tick at least one part of what can be asked."]}
    assert f'value="{cast.chi.pk}" checked' in " ".join(response.content.decode().split())
    assert not draft.round.participants.exists()


def test_a_group_of_another_assessment_is_not_asked(draft, cast):
    draft.assessment.asked_groups.filter(group__ref="1").delete()

    actions.invite(
        round_=draft.round, members=[cast.chi], groups=[group("1"), group("2")], by=cast.bo.user, now=timezone.now()
    )

    assert refs_of(draft.participant(cast.chi)) == ["2.a.1", "2.a.2"]


def test_what_was_answered_stays_when_its_group_goes(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 3})
    page = bo.get(address_of(open_assessment, "participant", chi.pk))

    response = bo.post(address_of(open_assessment, "participant", chi.pk), {"groups": [group("2")]})

    assert "What they have answered already stays and counts" in text(page)
    assert said(response) == [
        "What they are asked is changed. 1 answer to what they are not asked any more is kept, and counts."
    ]
    assert refs_of(chi) == ["1.a.1", "2.a.1", "2.a.2"]
    assert chi.ratings.get(criterion__ref="1.a.1").level == 3


def test_a_comment_alone_is_kept_too(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    Rating.objects.filter(participant=chi, criterion__ref="1.b.1").update(comment="Hm.", version=1)

    kept = actions.change_groups(participant=chi, groups=[group("2")], by=cast.bo.user, now=timezone.now())

    assert (kept, refs_of(chi)) == (1, ["1.b.1", "2.a.1", "2.a.2"])


def test_who_is_asked_more_after_handing_in_has_it_before_them(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    act = {"participant": chi, "by": cast.bo.user, "now": timezone.now()}
    actions.change_groups(groups=[group("2")], **act)
    Participant.objects.filter(pk=chi.pk).update(submitted_at=timezone.now())

    actions.change_groups(groups=[group("1"), group("2")], **act)

    chi.refresh_from_db()
    assert (chi.submitted_at, len(refs_of(chi))) == (None, 5)
    assert set(chi.ratings.values_list("state", flat=True)) == {RatingState.NOT_ANSWERED}


def test_nothing_is_changed_once_it_is_closed(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.close()

    for name, data in (("participant", {"groups": [group("2")]}), ("withdraw", {"with_answers": "on"})):
        response = bo.post(address_of(open_assessment, name, chi.pk), data)
        assert said(response)[-1] == "Somebody has changed this assessment in the meantime. It is now: Closed."
    assert len(refs_of(chi)) == 5


# --- Roles ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([Role.ADMINISTRATOR, Role.LEADER], Role.LEADER),
        ([Role.FACILITATOR, Role.PROGRAMME_MANAGER], Role.PROGRAMME_MANAGER),
        ([Role.OBSERVER, Role.FACILITATOR], Role.FACILITATOR),
    ],
)
def test_somebody_answers_as_the_leader_or_as_the_first_of_what_they_are(roles, role, draft, cast):
    member = MemberFactory(city=cast.city, roles=roles)

    draft.invite(member)

    assert draft.participant(member).role == role


# --- Withdrawn ------------------------------------------------------------------------------------------


@pytest.fixture
def withdrawn(open_assessment, bo, cast):
    """Chi had answered one statement."""
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 3}, "Chi’s own words.")
    actions.send_link(participant=chi, address_of=str, by=cast.bo.user, now=timezone.now())
    page = bo.get(address_of(open_assessment, "withdraw", chi.pk))
    assert "Their answers are kept, do not count any more, and nobody sees them." in text(page)
    bo.post(address_of(open_assessment, "withdraw", chi.pk), {"with_answers": "on"})
    return Participant.objects.get(pk=chi.pk)


def test_who_is_withdrawn_counts_nowhere(withdrawn, open_assessment, cast, bo):
    total = completion_total(completion_of(open_assessment.round))

    assert withdrawn.withdrawn_at is not None
    assert (total.asked, total.started) == (3, 0)
    assert waiting_for(cast.chi) == []
    assert cast.chi not in members_to_invite(open_assessment.round, roles=access.ANSWERING_ROLES)
    page = bo.get(address_of(open_assessment, "people"))
    assert "3 people invited" in text(page)
    assert page.context["participants"][-1] == withdrawn


def test_who_is_withdrawn_reads_what_they_said_and_can_change_nothing(withdrawn, open_assessment, cast, sign_in):
    chi, staged = sign_in(cast.chi), open_assessment
    own = membership_of(cast.chi)

    assert access.load_participant(own, staged.assessment.pk) == withdrawn
    assert access.find_participant(own, staged.round) is None
    page = chi.get(address_of(staged, "answer", "success-factors", "1"))
    assert "You were taken out of this assessment" in text(page)
    assert chi.get(address_of(staged, "deputy")).status_code == 403
    save = address_of(staged, "save", "success-factors", "1.a.1")
    assert chi.post(save, {"q-1-a-1-answer": "1", "q-1-a-1-version": "1"}).status_code == 409
    assert withdrawn.ratings.get(criterion__ref="1.a.1").level == 3


def test_a_save_at_the_very_moment_of_the_withdrawal_is_refused(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    rating = Rating.objects.select_related("participant__round", "participant__city", "city").get(
        participant=chi, criterion__ref="1.a.1"
    )
    Participant.objects.filter(pk=chi.pk).update(withdrawn_at=timezone.now())

    with pytest.raises(actions.Withdrawn):
        actions.record_rating(
            rating=rating,
            state=RatingState.RATED,
            level=2,
            comment="",
            version=0,
            by=cast.chi.user,
            now=timezone.now(),
        )

    assert Rating.objects.get(pk=rating.pk).version == 0


def test_a_withdrawal_ends_the_link_and_erases_the_mail_that_waits(withdrawn, cast):
    assert ParticipantLink.objects.get(participant=withdrawn).revoked_at is not None
    assert OutgoingMail.objects.get(to=cast.chi.user.email).body == ""


def test_who_was_withdrawn_can_be_asked_again_with_what_they_had_answered(withdrawn, open_assessment, bo, cast):
    page = bo.get(address_of(open_assessment, "participant", withdrawn.pk))
    response = bo.post(address_of(open_assessment, "ask-again", withdrawn.pk))

    withdrawn.refresh_from_db()
    assert "Ask them again" in text(page)
    assert (withdrawn.withdrawn_at, said(response)[-1]) == (None, "Chi is asked again.")
    assert withdrawn.ratings.get(criterion__ref="1.a.1").level == 3
    assert OutgoingMail.objects.filter(to=cast.chi.user.email).exclude(body="").count() == 1


def test_who_has_left_the_city_is_neither_asked_again_nor_sent_a_link(withdrawn, open_assessment, bo, cast):
    remove_member(member=cast.chi, by=cast.ada.user, now=timezone.now())
    gone = open_assessment.leaders(1)[0]
    remove_member(member=gone.member, by=cast.ada.user, now=timezone.now())

    for act, person in (("ask-again", withdrawn), ("send-link", gone)):
        response = bo.post(address_of(open_assessment, act, person.pk))
        assert said(response)[-1].endswith("has left the city and cannot answer.")

    withdrawn.refresh_from_db()
    assert withdrawn.withdrawn_at is not None
    assert not OutgoingMail.objects.filter(to=gone.member.user.email).exists()


def test_who_only_offered_evidence_is_withdrawn_once_that_is_confirmed(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    Assessment.objects.update(asks_evidence=True)
    actions.add_evidence(
        rating=Rating.objects.select_related("participant__round", "participant__city", "city").get(
            participant=chi, criterion__ref="1.a.1"
        ),
        title="Minutes",
        url="https://evidence.example/",
        by=cast.chi.user,
        now=timezone.now(),
    )

    page = bo.get(address_of(open_assessment, "withdraw", chi.pk))
    bo.post(address_of(open_assessment, "withdraw", chi.pk), {"with_answers": "on"})

    assert "Their answers are kept" in text(page)
    assert Participant.objects.get(pk=chi.pk).withdrawn_at is not None


def test_a_withdrawal_of_nothing_leaves_nothing(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)

    page = bo.get(address_of(open_assessment, "withdraw", chi.pk))
    bo.post(address_of(open_assessment, "withdraw", chi.pk))

    assert "This person has answered nothing yet." in text(page)
    assert not Participant.objects.filter(member=cast.chi).exists()


# --- Somebody else instead ------------------------------------------------------------------------------


def test_somebody_else_is_asked_the_same_and_begins_anew(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"2.a.1": 3}, "Chi’s own words.")
    actions.change_groups(participant=chi, groups=[group("2")], by=cast.bo.user, now=timezone.now())
    college = OrganisationFactory(city=cast.city, sector=Sector.ACADEMIC)
    zoe = MemberFactory(city=cast.city, organisation=college)

    response = bo.post(address_of(open_assessment, "replace", chi.pk), {"member": zoe.pk})

    new = open_assessment.participant(zoe)
    chi.refresh_from_db()
    assert said(response)[-1] == f"{zoe} is asked instead."
    assert chi.withdrawn_at is not None
    assert (refs_of(new), new.sector) == (["2.a.1", "2.a.2"], "academic")
    assert {(row.state, row.comment) for row in new.ratings.all()} == {("not_answered", "")}
    assert OutgoingMail.objects.filter(to=zoe.user.email).count() == 1
    assert AuditEntry.objects.filter(object_id=new.pk, verb="asked instead").count() == 1


def test_who_is_asked_already_is_not_offered_instead(open_assessment, bo, cast):
    chi, other = open_assessment.participant(cast.chi), open_assessment.leaders(1)[0]

    page = bo.get(address_of(open_assessment, "replace", chi.pk))
    response = bo.post(address_of(open_assessment, "replace", chi.pk), {"member": other.member.pk})
    with pytest.raises(actions.StepRefused, match="is asked already"):
        actions.replace_participant(participant=chi, member=other.member, by=cast.bo.user, now=timezone.now())

    offered = {str(key) for key, _name in page.context["form"].fields["member"].choices}
    assert str(other.member.pk) not in offered
    assert str(cast.ada.pk) in offered
    assert "member" in response.context["form"].errors
    assert Participant.objects.get(pk=chi.pk).withdrawn_at is None


def test_the_link_of_who_was_replaced_opens_nothing(open_assessment, cast):
    tokens = []
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"2.a.1": 3})
    actions.send_link(
        participant=chi, address_of=lambda token: tokens.append(token) or token, by=cast.bo.user, now=timezone.now()
    )

    actions.replace_participant(participant=chi, member=cast.ada, by=cast.bo.user, now=timezone.now())

    assert Client().post(reverse("personal-link", args=tokens)).status_code == 410


def test_the_last_day_over_a_link_is_not_sent(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    later = timezone.now() + timedelta(days=40)

    with pytest.raises(actions.StepRefused, match="The last day is over"):
        actions.send_link(participant=chi, address_of=str, by=cast.bo.user, now=later)
