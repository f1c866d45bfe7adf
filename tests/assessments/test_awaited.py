"""Who is asked and has not joined the city: their invitation says what it is for, and is sent again."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import invite_all_again
from assessments.models import Assessment, Awaited, Participant, Round
from cities.actions import change_member, invite_to_city, remove_member, withdraw_invitation
from cities.models import AuditEntry, Invitation, OutgoingMail, PersonalLink, Role
from cities.rules.addresses import Addressee
from framework.models import Group
from tests.conftest import stage_assessment

LINK = re.compile(r"/join/[\w-]{32}/")


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def group(ref):
    return Group.objects.get(instrument__edition__key="small", parent=None, ref=ref).pk


def invite(client, staged, *emails, refs=("1", "2")):
    data = {"people": "\n".join(emails), "groups": [group(ref) for ref in refs], "organisation": ""}
    return client.post(address_of(staged, "invite-list"), data | {"organisation": staged.by.organisation_id})


def again(client, staged):
    return client.post(address_of(staged, "invite-again", Awaited.objects.get().pk))


def mails_to(email):
    return list(OutgoingMail.objects.filter(to=email).order_by("pk").values_list("body", flat=True))


def let_pass(**time):
    """Let every invitation so far have been mailed that much longer ago."""
    for link in PersonalLink.objects.all():
        PersonalLink.objects.filter(pk=link.pk).update(created_at=link.created_at - timedelta(**time))


# --- What the invitation says ---------------------------------------------------------------------------


def test_the_invitation_says_what_it_is_for_until_when_how_long_and_what_is_promised(open_assessment, bo):
    Round.objects.update(closes_on="2099-03-06")

    invite(bo, open_assessment, "mo@people.example, Mo Farrow")

    [body] = mails_to("mo@people.example")
    before, _link, after = body.partition(LINK.search(body)[0])
    assert before.split("\n\n") == [
        "Dear Mo Farrow,",
        f"Bo invites you to the smart city programme of Ourtown, for {open_assessment.by.organisation.name}.",
        "Bo asks for your view of Ourtown in “Autumn check”.",
        "5 statements wait for your answer. It takes about 2 min; answers are taken until Friday 6 March 2099.",
        "Your answers are confidential: nobody sees who said what, and no figure is shown that fewer than 4 people"
        " answered.",
        "Open this page and press the button on it to join:",
        "http://testserver",
    ]
    assert after.startswith("\n\nThe link works once, until ")


def test_it_counts_what_they_are_asked(open_assessment, bo):
    invite(bo, open_assessment, "mo@people.example", refs=["2"])
    let_pass(hours=1)

    again(bo, open_assessment)

    told = [re.search(r"(\d+) statements? waits? for your answer", body)[1] for body in mails_to("mo@people.example")]
    assert told == ["2", "2"]


def test_before_it_is_open_it_promises_nothing_that_may_still_change(draft, bo):
    """A draft is shown to those who run assessments alone, and everything in it may become something else."""
    invite(bo, draft, "mo@people.example")

    [body] = mails_to("mo@people.example")
    assert body.split("\n\n")[2] == (
        "Bo will ask for your view of Ourtown in an assessment that is being prepared. Once it is open, a mail says"
        " what it is about, how long it takes and who sees what you answer."
    )
    assert [word for word in ("confidential", "named", "until Friday", draft.assessment.title) if word in body] == []


def test_of_a_named_assessment_it_says_that_it_is(open_assessment, bo):
    Assessment.objects.update(is_named=True)

    invite(bo, open_assessment, "mo@people.example")

    [body] = mails_to("mo@people.example")
    assert "Your answers are named: after closing," in body
    assert "confidential" not in body


def test_an_invitation_that_an_administrator_writes_is_about_the_city_alone(cast, open_assessment):
    invite_to_city(
        city=cast.city,
        people=[Addressee("mo@people.example", "Mo")],
        organisation=cast.chi.organisation,
        roles=[Role.LEADER],
        address_of=str,
        by=cast.ada.user,
        now=timezone.now(),
    )

    [body] = mails_to("mo@people.example")
    assert body.split("\n\n")[2] == "Open this page and press the button on it to join:"


# --- Sent again -----------------------------------------------------------------------------------------


@pytest.fixture(params=["draft", "open"])
def staged(request):
    return request.getfixturevalue("open_assessment" if request.param == "open" else "draft")


def test_a_facilitator_sends_the_invitation_again_with_a_new_link_that_lets_in(staged, bo, cast):
    invite(bo, staged, "mo@people.example, Mo Farrow")
    let_pass(minutes=6)

    response = again(bo, staged)

    first, second = mails_to("mo@people.example")
    assert said(response)[-1] == "The invitation is sent again."
    assert LINK.sub("", first) == LINK.sub("", second)
    assert AuditEntry.objects.get(verb="invited again").actor == cast.bo.user
    Client().post(LINK.search(second)[0], {"name": "Mo Farrow", "password": "seven-plain-words"})
    assert Participant.objects.filter(member__user__email="mo@people.example", round=staged.round).count() == 1


def test_a_mail_that_has_only_just_gone_out_is_not_sent_again(open_assessment, bo):
    invite(bo, open_assessment, "mo@people.example")

    response = again(bo, open_assessment)

    assert said(response)[-1] == "A mail went out a few minutes ago. Give it a little time."
    assert len(mails_to("mo@people.example")) == 1
    assert not AuditEntry.objects.filter(verb="invited again").exists()


def test_a_city_that_has_sent_very_many_mails_sends_none_again(open_assessment, bo, monkeypatch):
    invite(bo, open_assessment, "mo@people.example")
    let_pass(minutes=6)
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 1)

    response = again(bo, open_assessment)

    assert said(response)[-1] == "This city has sent very many mails today. Go on tomorrow."
    assert len(mails_to("mo@people.example")) == 1


def test_an_invitation_that_ends_at_this_very_moment_is_not_sent_again(open_assessment, bo, cast, monkeypatch):
    invite(bo, open_assessment, "mo@people.example")
    let_pass(minutes=6)
    waiting = Awaited.objects.select_related("invitation").get()

    def withdrawn_meanwhile(round_, _awaited_id):
        withdraw_invitation(invitation=waiting.invitation, by=cast.ada.user, now=timezone.now())
        waiting.round = round_
        return waiting

    monkeypatch.setattr("assessments.views.people_lists.access.load_awaited", withdrawn_meanwhile)

    response = again(bo, open_assessment)

    assert said(response)[-1] == "This invitation was accepted or withdrawn in the meantime."
    assert len(mails_to("mo@people.example")) == 1


def test_an_invitation_of_another_assessment_or_one_that_is_over_is_not_found(open_assessment, bo, cast):
    invite(bo, open_assessment, "mo@people.example")
    let_pass(minutes=6)
    waiting, other = Awaited.objects.get(), stage_assessment(cast.city, cast.bo, "Other")

    elsewhere = bo.post(address_of(other, "invite-again", waiting.pk))
    withdraw_invitation(invitation=waiting.invitation, by=cast.ada.user, now=timezone.now())
    over = bo.post(address_of(open_assessment, "invite-again", waiting.pk))

    assert (elsewhere.status_code, over.status_code) == (404, 404)
    assert not AuditEntry.objects.filter(verb="invited again").exists()


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("closed", "Somebody has changed this assessment in the meantime. It is now: Moderation."),
        ("overdue", "The last day is over. Choose a later one first."),
        ("archived", "Somebody has changed this assessment in the meantime. It is now: Archived."),
        ("agreed directly", "Nobody answers alone in this assessment: levels are agreed directly."),
    ],
)
@pytest.mark.parametrize("name", ["invite-again", "invite-all-again"])
def test_nobody_is_invited_again_to_what_asks_nobody_any_more(name, end, message, open_assessment, bo, cast):
    invite(bo, open_assessment, "mo@people.example")
    let_pass(days=2)
    if end == "closed":
        open_assessment.close()
    elif end == "overdue":
        Round.objects.update(closes_on=cast.city.date_at(timezone.now()) - timedelta(days=1))
    elif end == "archived":
        Assessment.objects.update(archived_at=timezone.now())
    else:
        Assessment.objects.update(is_consensus_only=True)
        Round.objects.update(opened_at=None)

    response = bo.post(
        address_of(open_assessment, name, *([Awaited.objects.get().pk] if name == "invite-again" else []))
    )

    assert said(response)[-1] == message
    assert len(mails_to("mo@people.example")) == 1


def become(cast, role):
    """Give Alma one role and no other."""
    change_member(
        member=cast.alma,
        organisation=cast.alma.organisation,
        job_title="",
        roles=[role],
        by=cast.ada.user,
        now=timezone.now(),
    )


@pytest.fixture
def spare(open_assessment, bo, cast):
    """Alma invited a spare address of her own as an administrator; now she only facilitates, and her links ended."""
    become(cast, Role.ADMINISTRATOR)
    invite_to_city(
        city=cast.city,
        people=[Addressee("spare@people.example", "")],
        organisation=cast.alma.organisation,
        roles=[Role.ADMINISTRATOR],
        address_of=str,
        by=cast.alma.user,
        now=timezone.now(),
    )
    become(cast, Role.FACILITATOR)
    invite(bo, open_assessment, "spare@people.example")
    let_pass(days=2)
    return Awaited.objects.get()


def test_nobody_comes_back_as_an_administrator_by_way_of_an_assessment(spare, open_assessment, cast, sign_in):
    alma = sign_in(cast.alma)

    shown = alma.get(address_of(open_assessment, "people")).content.decode()
    one, everybody = again(alma, open_assessment), alma.post(address_of(open_assessment, "invite-all-again"))

    assert address_of(open_assessment, "invite-again", spare.pk) not in shown
    assert said(one) == ["This person is invited to do more than answer. An administrator can send that again."]
    assert said(everybody)[-1] == "0 people get a mail."
    assert not PersonalLink.objects.filter(invitation=spare.invitation, revoked_at=None).exists()


def test_nobody_who_was_removed_is_brought_back_by_an_invitation_of_their_own(open_assessment, bo, cast, sign_in):
    """Alma facilitated, and asked a spare address of her own before she was removed."""
    become(cast, Role.FACILITATOR)
    invite(sign_in(cast.alma), open_assessment, "spare@people.example")
    remove_member(member=cast.alma, by=cast.ada.user, now=timezone.now())
    let_pass(days=2)

    one, everybody = again(bo, open_assessment), bo.post(address_of(open_assessment, "invite-all-again"))

    assert said(one)[-1] == "Whoever invited this person may not any more. An administrator can send that again."
    assert said(everybody)[-1] == "0 people get a mail."
    assert not PersonalLink.objects.filter(revoked_at=None).exists()


# --- All at once ----------------------------------------------------------------------------------------


def test_the_page_of_reminders_says_who_has_not_joined_and_invites_them_again(open_assessment, bo):
    invite(bo, open_assessment, "mo@people.example", "li@people.example")
    let_pass(days=2)
    invite(bo, open_assessment, "new@people.example", refs=["2"])

    page = bo.get(address_of(open_assessment, "remind"))
    response = bo.post(address_of(open_assessment, "invite-all-again"))

    assert "3 people have still to join the city" in words(page)
    assert "2 people get the mail that invites them once more, each with a new link." in words(page)
    assert "Who had this mail within the last day gets no other now" in words(page)
    assert f'action="{address_of(open_assessment, "invite-all-again")}"' in page.content.decode()
    assert said(response)[-1] == "2 people get a mail."
    sent = {name: len(mails_to(f"{name}@people.example")) for name in ("mo", "li", "new")}
    assert sent == {"mo": 2, "li": 2, "new": 1}
    assert "5 statements wait for your answer." in mails_to("mo@people.example")[1]
    assert AuditEntry.objects.filter(verb="invited again").count() == 2


def test_nobody_is_invited_again_twice_in_a_day(open_assessment, bo):
    invite(bo, open_assessment, "mo@people.example")
    let_pass(days=2)

    counts = [said(bo.post(address_of(open_assessment, "invite-all-again")))[-1] for _time in range(2)]
    page = bo.get(address_of(open_assessment, "remind"))

    assert counts == ["1 person gets a mail.", "0 people get a mail."]
    assert "1 person has still to join the city" in words(page)
    assert "once more" not in words(page)
    assert address_of(open_assessment, "invite-all-again") not in page.content.decode()


def test_of_more_than_the_city_may_mail_the_others_come_first_another_day(open_assessment, bo, monkeypatch):
    emails = [f"{name}@people.example" for name in ("mo", "li", "jo")]
    invite(bo, open_assessment, *emails)
    let_pass(days=2)
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 2)
    counts = []

    for _day in range(2):
        OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
        counts.append(said(bo.post(address_of(open_assessment, "invite-all-again")))[-1])
        let_pass(days=2)

    assert counts == ["2 people get a mail."] * 2
    assert sorted(len(mails_to(email)) for email in emails) == [2, 2, 3]


def test_the_page_of_people_leads_there_also_where_nobody_else_is_asked(open_assessment, bo):
    Participant.objects.all().delete()
    nobody = bo.get(address_of(open_assessment, "people")).content.decode()
    invite(bo, open_assessment, "mo@people.example")
    waiting = bo.get(address_of(open_assessment, "people")).content.decode()

    there = [f'href="{address_of(open_assessment, "remind")}"' in page for page in (nobody, waiting)]
    assert there == [False, True]


def test_where_everybody_has_joined_there_is_nothing_of_it(open_assessment, bo):
    page = bo.get(address_of(open_assessment, "remind"))

    assert not Invitation.objects.exists()
    assert "still to join" not in words(page)


@pytest.mark.parametrize("people", [1, 5])
def test_it_costs_the_same_for_one_and_for_five(people, open_assessment, bo, cast, count_queries, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # with Redis it is one statement less
    invite(bo, open_assessment, *(f"person{number}@people.example" for number in range(people)))
    let_pass(days=2)
    round_, counted = Round.objects.select_related("assessment", "city").get(), {}

    for name in ("people", "remind"):
        with count_queries() as statements:
            bo.get(address_of(open_assessment, name))
        counted[name] = len(statements)
    with count_queries() as statements:
        mailed = invite_all_again(round_=round_, address_of=str, by=cast.bo.user, now=timezone.now())
    counted["again"] = len(statements)

    assert mailed == people
    assert counted == {"people": 11, "remind": 9, "again": 11}
