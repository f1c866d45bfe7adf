"""Mails to those who are asked: when, to whom, in which words, and how few statements they cost."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from assessments import actions
from assessments.models import Assessment, Participant, ParticipantLink, Round
from cities.actions import remove_member
from cities.models import AuditEntry, Member, OutgoingMail
from tests.factories import MemberFactory, OrganisationFactory


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def to_link(token):
    return f"https://portal.example/a/{token}/"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def a_day_ago():
    """Let every mail so far be older than a day."""
    ParticipantLink.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))


def test_nobody_is_mailed_before_the_round_opens(draft, bo, cast):
    bo.post(address_of(draft, "people"), {"members": [cast.chi.pk]})

    assert draft.round.participants.count() == 1
    assert not OutgoingMail.objects.exists()


def test_opening_mails_everybody_a_link_of_their_own(draft, bo, cast):
    chi, *_others = [*draft.invite(cast.chi), *draft.leaders(3)]

    response = bo.post(address_of(draft, "step", "open"))

    assert said(response) == ["Open. Everybody invited gets a mail with a link, and sees it on their front page."]
    mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {person.member.user.email for person in draft.round.participants.all()}
    mail = mails[cast.chi.user.email]
    assert (mail.city, mail.subject) == (cast.city, "Bo asks for your view: Autumn check")
    assert mail.body.startswith("Dear Chi,\n\nBo asks for your view of Ourtown in “Autumn check”.\n\n5 statements wait")
    assert "It takes about 2 min; answers are taken until" in mail.body
    assert "Your answers are confidential: nobody sees who said what, and no figure is shown" in mail.body
    assert re.search(r"^http://testserver/a/[\w-]{32}/$", mail.body, re.MULTILINE)
    assert chi.links.get().mail == mail
    assert len({re.search(r"/a/([\w-]{32})/", mail.body)[1] for mail in mails.values()}) == 4


def test_the_mail_about_a_named_assessment_says_that_it_is(draft, bo, cast):
    Assessment.objects.update(is_named=True)
    draft.leaders(4)

    bo.post(address_of(draft, "step", "open"))

    body = OutgoingMail.objects.first().body
    assert "Your answers are named: after closing," in body
    assert "confidential" not in body


def test_each_reads_the_mail_in_their_own_language(draft, bo, cast, settings, monkeypatch):
    settings.LANGUAGES = [*settings.LANGUAGES, ("cy", "Welsh")]
    cast.chi.user.language = "cy"
    cast.chi.user.save()
    draft.invite(cast.chi)
    draft.leaders(3)
    spoken = {}
    monkeypatch.setattr(
        "assessments.actions.mailing.render_to_string",
        lambda name, context: spoken.update({context["reader"]: get_language()}) or name,
    )

    bo.post(address_of(draft, "step", "open"))

    assert {reader == cast.chi.user: language for reader, language in spoken.items()} == {True: "cy", False: "en-gb"}


def test_late_joiners_are_mailed_at_once(open_assessment, bo, cast):
    bo.post(address_of(open_assessment, "people"), {"members": [cast.ada.pk]})

    assert [mail.to for mail in OutgoingMail.objects.all()] == [cast.ada.user.email]


def test_two_hundred_are_invited_and_mailed_with_few_statements(draft, cast, count_queries):
    organisation = OrganisationFactory(city=cast.city)
    members = [MemberFactory(city=cast.city, organisation=organisation) for _ in range(200)]

    with count_queries() as inviting:
        actions.invite(round_=draft.round, members=members, by=cast.bo.user, now=timezone.now())
    with count_queries() as opening:
        actions.open_round(round_=draft.round, by=cast.bo.user, now=timezone.now(), address_of=to_link)

    assert OutgoingMail.objects.count() == ParticipantLink.objects.count() == 200
    assert len(inviting) < 30
    assert len(opening) < 30


def test_a_city_out_of_mails_opens_all_the_same_and_says_whom_to_remind(draft, bo, cast, monkeypatch):
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 3)
    draft.leaders(5)

    response = bo.post(address_of(draft, "step", "open"))

    assert said(response)[1] == ("This city has sent very many mails today: 2 people get none. Remind them tomorrow.")
    assert OutgoingMail.objects.count() == 3
    draft.round.refresh_from_db()
    assert draft.round.opened_at is not None
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    mailed = set(ParticipantLink.objects.values_list("participant_id", flat=True))
    assert said(bo.post(address_of(draft, "remind")))[-1] == "2 people get a mail."
    assert ParticipantLink.objects.exclude(participant__in=mailed).count() == 2


def test_more_people_than_the_city_may_mail_are_not_asked_and_stay_ticked(open_assessment, bo, cast, monkeypatch):
    """They would be asked, and never hear of it."""
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", OutgoingMail.objects.count() + 1)
    members = [MemberFactory(city=cast.city, organisation=OrganisationFactory(city=cast.city)) for _ in range(2)]
    ticked, before = [str(member.pk) for member in members], open_assessment.round.participants.count()

    response = bo.post(address_of(open_assessment, "people"), {"members": ticked})

    assert "this city may send 1 more today. Nobody is asked yet" in words(response)
    assert response.context["chosen"] == set(ticked)
    assert open_assessment.round.participants.count() == before
    assert said(bo.post(address_of(open_assessment, "people"), {"members": ticked[:1]})) == ["1 person invited."]


# --- Reminders ------------------------------------------------------------------------------------------


@pytest.fixture
def reminded(open_assessment, cast):
    """Four are asked: Chi has handed in, one was withdrawn, one has begun, one has not."""
    chi, done, begun, silent = (
        open_assessment.participant(cast.chi),
        *open_assessment.round.participants.exclude(member=cast.chi).order_by("pk"),
    )
    open_assessment.say(open_assessment.participant(begun.member), {"1.a.1": 2})
    Participant.objects.filter(pk=chi.pk).update(submitted_at=timezone.now())
    Participant.objects.filter(pk=done.pk).update(withdrawn_at=timezone.now())
    return {begun.member.user.email, silent.member.user.email}


def test_who_has_left_the_city_is_not_reminded(reminded, open_assessment, bo, cast):
    gone, *_rest = sorted(reminded)
    remove_member(member=Member.objects.get(user__email=gone), by=cast.ada.user, now=timezone.now())

    bo.post(address_of(open_assessment, "remind"))

    assert {mail.to for mail in OutgoingMail.objects.all()} == reminded - {gone}


def test_only_who_has_not_finished_is_reminded(reminded, open_assessment, bo):
    page = bo.get(address_of(open_assessment, "remind"))
    response = bo.post(address_of(open_assessment, "remind"))

    assert "2 people get a mail with a personal link." in words(page)
    assert said(response) == ["2 people get a mail."]
    assert {mail.to for mail in OutgoingMail.objects.all()} == reminded
    assert OutgoingMail.objects.first().subject == "A reminder: Autumn check"
    assert Participant.objects.exclude(reminded_at=None).count() == 2
    assert AuditEntry.objects.filter(verb="reminded participants").count() == 1


def test_looking_at_the_page_reminds_nobody(reminded, open_assessment, bo):
    bo.get(address_of(open_assessment, "remind"))

    assert not OutgoingMail.objects.exists()


def test_nobody_is_reminded_twice_in_a_day(reminded, open_assessment, bo):
    bo.post(address_of(open_assessment, "remind"))

    page = bo.get(address_of(open_assessment, "remind"))
    again = bo.post(address_of(open_assessment, "remind"))

    assert "There is nobody to remind now." in words(page)
    assert "2 more have not finished, but had a mail within the last day and get none now." in words(page)
    assert (said(again)[-1], OutgoingMail.objects.count()) == ("0 people get a mail.", 2)
    a_day_ago()
    assert said(bo.post(address_of(open_assessment, "remind")))[-1] == "2 people get a mail."


@pytest.mark.parametrize("end", ["closed", "overdue"])
def test_nobody_is_reminded_of_what_is_over(end, open_assessment, bo, cast):
    if end == "closed":
        open_assessment.close()
    else:
        Round.objects.update(closes_on=cast.city.date_at(timezone.now()) - timedelta(days=1))

    page = bo.get(address_of(open_assessment, "remind"))
    response = bo.post(address_of(open_assessment, "remind"))

    assert "No answers are taken now, so nobody is reminded." in words(page)
    assert not OutgoingMail.objects.exists()
    assert len(said(response)) == 1


def test_who_left_something_to_hand_in_is_told_so(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, dict.fromkeys(open_assessment.refs, 2))

    actions.remind(round_=open_assessment.round, address_of=to_link, by=cast.bo.user, now=timezone.now())

    body = OutgoingMail.objects.get(to=cast.chi.user.email).body
    assert "You have answered everything; only handing in is left, until" in body
