"""Deputies: who is asked lets somebody else answer in their place, and takes it back."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import access, actions
from assessments.models import Participant, RatingChange
from assessments.queries.overview import members_to_invite, waiting_for
from cities.models import AuditEntry, OutgoingMail
from tests.factories import MemberFactory


@pytest.fixture
def dee(cast):
    """A member who may answer and is not asked."""
    return MemberFactory(city=cast.city, organisation=cast.ada.organisation)


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def named(open_assessment, chi, cast, dee):
    """Chi has answered one statement and named Dee."""
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 3}, "Chi’s own words.")
    chi.post(address_of(open_assessment, "deputy"), {"member": dee.pk})
    return open_assessment.participant(dee)


def test_the_page_says_what_a_deputy_sees_and_offers_who_is_not_asked(open_assessment, chi, cast, dee):
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 3})

    front = chi.get(address_of(open_assessment, "detail"))
    page = chi.get(address_of(open_assessment, "deputy"))

    assert address_of(open_assessment, "deputy") in front.content.decode()
    assert "They see the 1 answer you have given so far, with its comment, and can change it." in text(page)
    offered = {str(key) for key, _name in page.context["form"].fields["member"].choices} - {""}
    assert offered == {str(one.pk) for one in (cast.alma, cast.bo, cast.ada, dee)}


def test_a_deputy_goes_on_where_the_leader_stood(named, open_assessment, chi, cast, dee, sign_in):
    assert (named.stands_in_for, named.sector, named.organisation) == (cast.chi, "public", cast.chi.organisation)
    assert named.ratings.get(criterion__ref="1.a.1").level == 3
    assert chi.get(address_of(open_assessment, "answer", "success-factors", "1")).status_code == 403
    page = sign_in(dee).get(address_of(open_assessment, "answer", "success-factors", "1"))
    assert "Chi’s own words." in page.content.decode()
    assert (waiting_for(cast.chi), len(waiting_for(dee))) == ([], 1)
    entry = AuditEntry.objects.get(verb="named a deputy")
    assert (entry.actor, entry.fields) == (cast.chi.user, ["member", "stands_in_for"])


def test_a_deputy_is_mailed_and_the_leaders_link_ends(open_assessment, chi, cast, dee):
    tokens = []
    actions.send_link(
        participant=open_assessment.participant(cast.chi),
        address_of=lambda token: tokens.append(token) or token,
        by=cast.bo.user,
        now=timezone.now(),
    )

    response = chi.post(address_of(open_assessment, "deputy"), {"member": dee.pk})

    assert said(response) == [f"{dee} answers in your place now, and gets a mail."]
    mail = OutgoingMail.objects.get(to=dee.user.email)
    assert mail.subject == "Chi asks you to answer in their place: Autumn check"
    assert "You see what they have answered so far, and can change it." in mail.body
    assert Client().post(reverse("personal-link", args=tokens)).status_code == 410
    token = re.search(r"/a/([\w-]{32})/", mail.body)[1]
    device = Client()
    device.post(reverse("personal-link", args=[token]))
    assert device.session["_auth_user_id"] == str(dee.user.pk)


def test_who_was_asked_hears_of_it_whoever_named_the_deputy(named, open_assessment, cast, dee):
    """Somebody to whom a personal link was forwarded may have."""
    mail = OutgoingMail.objects.get(to=cast.chi.user.email)

    assert mail.subject == "Somebody answers in your place: Autumn check"
    assert f"{dee} answers for Ourtown in your place now" in mail.body
    assert f"http://testserver{address_of(open_assessment, 'deputy')}\n" in mail.body


def test_what_a_deputy_saves_is_on_behalf_of_the_leader(named, open_assessment, cast, dee):
    open_assessment.say(named, {"1.a.2": 1})

    change = RatingChange.objects.get(rating__criterion__ref="1.a.2", rating__participant=named)
    assert (change.by, change.on_behalf_of) == (dee.user, cast.chi)


def test_who_has_a_deputy_is_not_asked_twice(named, open_assessment, cast):
    assert cast.chi not in members_to_invite(open_assessment.round, roles=access.ANSWERING_ROLES)


def test_the_leader_takes_it_back_and_sees_what_the_deputy_said(named, open_assessment, chi, cast, dee, sign_in):
    open_assessment.say(named, {"1.a.2": 1})
    front = chi.get(address_of(open_assessment, "detail"))

    response = chi.post(address_of(open_assessment, "take-back"))

    assert f"{dee} answers in your place." in text(front)
    assert said(response)[-1] == "You answer yourself again, from where it stands."
    back = open_assessment.participant(cast.chi)
    assert (back.pk, back.stands_in_for) == (named.pk, None)
    assert sorted(back.ratings.filter(version__gt=0).values_list("level", flat=True)) == [1, 3]
    assert sign_in(dee).get(address_of(open_assessment, "review")).status_code == 403
    mail = OutgoingMail.objects.get(to=dee.user.email)
    assert (mail.status, mail.body) == ("failed", "")  # it had not gone out yet


def test_the_facilitator_ends_it_too_and_the_leader_gets_a_mail(named, open_assessment, cast, sign_in):
    bo = sign_in(cast.bo)
    page = bo.get(address_of(open_assessment, "participant", named.pk))

    response = bo.post(address_of(open_assessment, "end-deputy", named.pk))

    assert "Let Chi answer again" in text(page)
    assert said(response) == ["Chi answers again."]
    assert open_assessment.participant(cast.chi).pk == named.pk
    mails = OutgoingMail.objects.filter(to=cast.chi.user.email).order_by("pk")
    assert list(mails.values_list("subject", flat=True)) == [
        "Somebody answers in your place: Autumn check",
        "Bo asks for your view: Autumn check",
    ]


def test_a_deputy_names_no_deputy_and_takes_nothing_back(named, open_assessment, dee, cast, sign_in):
    client = sign_in(dee)

    assert client.get(address_of(open_assessment, "deputy")).status_code == 403
    assert client.post(address_of(open_assessment, "deputy"), {"member": cast.ada.pk}).status_code == 403
    assert client.post(address_of(open_assessment, "take-back")).status_code == 403
    assert Participant.objects.get(pk=named.pk).member == dee


def test_a_deputy_names_no_deputy_by_the_action_either(named, cast):
    with pytest.raises(actions.StepRefused, match="cannot stand in here"):
        actions.name_deputy(participant=named, deputy=cast.ada, by=cast.chi.user, now=timezone.now())


def test_somebody_asked_themselves_cannot_stand_in(open_assessment, chi, cast):
    other = open_assessment.leaders(1)[0]

    response = chi.post(address_of(open_assessment, "deputy"), {"member": other.member.pk})
    with pytest.raises(actions.StepRefused, match="cannot stand in here"):
        actions.name_deputy(
            participant=open_assessment.participant(cast.chi),
            deputy=other.member,
            by=cast.chi.user,
            now=timezone.now(),
        )

    assert "member" in response.context["form"].errors
    assert open_assessment.participant(cast.chi).stands_in_for is None


def test_nobody_of_another_city_stands_in(open_assessment, chi, cast, everywhere):
    response = chi.post(address_of(open_assessment, "deputy"), {"member": cast.otto.pk})

    assert "member" in response.context["form"].errors


@pytest.mark.parametrize("state", ["handed in", "closed"])
def test_no_deputy_for_what_is_over(state, open_assessment, chi, cast, dee):
    if state == "handed in":
        Participant.objects.filter(member=cast.chi).update(submitted_at=timezone.now())
    else:
        open_assessment.close()

    page = chi.get(address_of(open_assessment, "deputy"))
    chi.post(address_of(open_assessment, "deputy"), {"member": dee.pk})

    assert "Let them answer" not in text(page)
    assert open_assessment.participant(cast.chi).stands_in_for is None


def test_who_names_a_deputy_learns_beforehand_that_no_mail_goes_out(open_assessment, chi, dee, monkeypatch):
    promised = text(chi.get(address_of(open_assessment, "deputy")))
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 0)

    page = text(chi.get(address_of(open_assessment, "deputy")))
    response = chi.post(address_of(open_assessment, "deputy"), {"member": dee.pk})

    assert ("They get a mail" in promised, "They get a mail" in page) == (True, False)
    assert "they get none: tell them yourself" in page
    assert said(response) == [f"{dee} answers in your place now. No mail goes out this time: tell them yourself."]
