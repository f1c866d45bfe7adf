"""Lists of addresses: members are asked at once, others invited and asked when they join; every bad line is named."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Awaited, Participant
from cities.actions import invite_to_city, withdraw_invitation
from cities.models import AuditEntry, Invitation, Member, OutgoingMail, Role, User
from cities.rules.addresses import Addressee
from framework.models import Group
from tests.factories import MemberFactory, OrganisationFactory, UserFactory


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


@pytest.fixture
def hall(cast):
    return cast.chi.organisation


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def group(ref):
    return Group.objects.get(instrument__edition__key="small", parent=None, ref=ref).pk


def send(client, staged, people="", **more):
    groups = [group("1"), group("2")]
    data = {"people": people, "groups": groups, "organisation": ""} | more
    return client.post(address_of(staged, "invite-list"), data)


def as_file(text, encoding="utf-8"):
    return SimpleUploadedFile("people.csv", text.encode(encoding), "text/csv")


def test_members_are_asked_at_once_and_others_invited_as_leaders(open_assessment, bo, cast, hall):
    list_of = f"{cast.ada.user.email.upper()}\nmo@people.example, Mo Farrow, city HALL\n{cast.chi.user.email}"

    response = send(bo, open_assessment, list_of)

    assert said(response) == [
        "1 person invited.",
        "1 person is invited into the city, and asked as soon as they join.",
        "1 was invited before.",
    ]
    assert open_assessment.round.participants.filter(member=cast.ada).count() == 1
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.organisation, invitation.roles) == (
        "mo@people.example",
        "Mo Farrow",
        hall,
        ["leader"],
    )
    assert invitation.invited_by == cast.bo.user
    assert Awaited.objects.get().invitation == invitation
    assert {mail.to for mail in OutgoingMail.objects.all()} == {cast.ada.user.email, "mo@people.example"}


def test_the_organisation_of_those_without_is_chosen(draft, bo, hall):
    refused = send(bo, draft, "mo@people.example")
    done = send(bo, draft, "mo@people.example", organisation=hall.pk)

    assert refused.context["form"].errors == {
        "organisation": ["Choose one: some people are new here, and their line names none."]
    }
    assert said(done)[-1] == "1 person is invited into the city, and asked as soon as they join."
    assert Invitation.objects.get().organisation == hall


def test_every_bad_line_is_named_and_nothing_typed_is_lost(draft, bo, cast):
    text = f"nobody\n{cast.chi.user.email}\nmo@people, Mo\nli@people.example,Li,Nowhere Ltd"

    response = send(bo, draft, text, groups=[group("2")])

    assert response.context["form"].errors == {
        "people": [
            "Line 1: “nobody” holds no e-mail address.",
            "Line 3: “mo@people, Mo” holds no e-mail address.",
            "Line 4: there is no organisation “Nowhere Ltd” in this city.",
        ]
    }
    assert text.replace("\n", "\r\n") in response.content.decode() or text in response.content.decode()
    assert [len(offer.chosen) for offer in response.context["offers"]] == [1]
    assert not draft.round.participants.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_spreadsheets_write_it(encoding, draft, bo, hall):
    text = "E-Mail;Name;Organisation\r\nmo@people.example;Zoë Müller;City hall\r\nmo@people.example;Zoë;City hall\r\n"

    response = send(bo, draft, file=as_file(text, encoding))

    assert said(response) == [
        "1 person is invited into the city, and asked as soon as they join.",
        "1 address stood there again.",
    ]
    assert Invitation.objects.get().name == "Zoë Müller"


def test_a_file_with_mistakes_comes_back_as_text_to_be_put_right(draft, bo):
    response = send(bo, draft, file=as_file("\ufeffmo@people.example\nnobody"))

    assert response.context["form"].errors["people"] == ["Line 2: “nobody” holds no e-mail address."]
    assert response.context["form"]["people"].value() == "mo@people.example\nnobody"


def test_a_file_beside_a_pasted_list_is_refused_and_what_was_pasted_stays(draft, bo, cast):
    response = send(bo, draft, "mo@people.example", file=as_file(cast.chi.user.email))

    assert response.context["form"].errors == {"file": ["Paste a list or choose a file, not both."]}
    assert response.context["form"]["people"].value() == "mo@people.example"


def test_a_file_that_is_too_large_is_refused(draft, bo):
    response = send(bo, draft, file=as_file("x" * 1_000_001))

    assert response.context["form"].errors == {"file": ["This file is larger than 1 MB. Send the list in parts."]}


@pytest.mark.parametrize("people", ["", " \n\n"])
def test_an_empty_list_is_said(people, draft, bo):
    assert send(bo, draft, people).context["form"].errors == {"people": ["Paste a list or choose a file."]}


def test_of_a_list_of_five_thousand_as_many_are_invited_as_may_be_mailed_and_the_rest_stays_in_it(draft, bo, hall):
    lines = [f"person{number}@people.example, Person {number}" for number in range(5000)]

    page = send(bo, draft, "\n".join(lines), organisation=hall.pk)

    assert said(page) == ["1000 people are invited into the city, and asked as soon as they join."]
    assert page.context["form"].errors == {
        "people": [
            "Invited so far: 1000. The city may send 1000 mails within 24 hours, so that 4000 people are left in the"
            " list. Send it tomorrow."
        ]
    }
    left = page.context["form"]["people"].value().splitlines()
    assert left == [f"person{number}@people.example;Person {number};City hall" for number in range(1000, 5000)]
    assert "person1000@people.example;Person 1000;City hall\n" in page.content.decode()
    assert set(page.context["form"]["groups"].value()) == {str(group("1")), str(group("2"))}
    invited = set(Invitation.objects.values_list("email", flat=True))
    assert invited == {f"person{number}@people.example" for number in range(1000)}
    assert Awaited.objects.count() == OutgoingMail.objects.count() == 1000


def test_what_is_left_of_a_list_can_be_sent_again_the_next_day(open_assessment, bo, cast, hall, monkeypatch):
    """Members come first; whoever has their mail already takes nobody's place."""
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 2)
    lines = ["known@people.example", 'mo@people.example, "Farrow, Mo"', "jo@people.example", cast.ada.user.email]
    invite_to_city(
        city=cast.city,
        people=[Addressee("known@people.example", "")],
        organisation=hall,
        roles=[Role.LEADER],
        address_of=str,
        by=cast.bo.user,
        now=timezone.now() - timedelta(days=2),
    )
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=2))

    today = send(bo, open_assessment, "\n".join(lines), organisation=hall.pk)
    left = today.context["form"]["people"].value()
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=1))
    tomorrow = send(bo, open_assessment, left)

    assert left == "jo@people.example;;City hall\n"
    assert Participant.objects.filter(round=open_assessment.round, member=cast.ada).exists()
    assert tomorrow.status_code == 302
    assert set(Awaited.objects.values_list("invitation__email", flat=True)) == {
        f"{name}@people.example" for name in ("known", "mo", "jo")
    }


def test_who_may_mail_nobody_more_is_told_before_and_after(draft, bo, hall, monkeypatch):
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 0)

    before = bo.get(address_of(draft, "invite-list")).content.decode()
    after = send(bo, draft, "jo@people.example", organisation=hall.pk)

    assert "and 0 more today" in before
    assert after.context["form"]["people"].value() == "jo@people.example;;City hall\n"
    assert not Invitation.objects.exists()


def test_a_list_of_more_than_five_thousand_lines_is_not_read(draft, bo, hall):
    lines = [f"person{number}@people.example" for number in range(5001)]

    page = send(bo, draft, "\n".join(lines), organisation=hall.pk)

    assert page.context["form"].errors == {"people": ["The list has 5001 lines; at most 5000 can be read at once."]}
    assert page.context["form"]["people"].value().splitlines() == lines
    assert not Invitation.objects.exists()


def test_two_hundred_are_invited_with_few_statements(draft, cast, hall, count_queries):
    people = [actions.Named(f"person{number}@people.example", "", hall) for number in range(200)]

    with count_queries() as statements:
        actions.invite_list(
            round_=draft.round,
            people=people,
            groups=[],
            by=cast.bo.user,
            now=timezone.now(),
            address_of=str,
            join_address_of=str,
        )

    assert Awaited.objects.count() == OutgoingMail.objects.count() == 200
    assert len(statements) < 40


def test_who_cannot_answer_is_named_and_not_invited(draft, bo, cast, hall):
    invite_to_city(
        city=cast.city,
        people=[Addressee("eye@people.example", "")],
        organisation=hall,
        roles=[Role.OBSERVER],
        address_of=str,
        by=cast.ada.user,
        now=timezone.now(),
    )

    response = send(bo, draft, f"{cast.ola.user.email}\neye@people.example", organisation=hall.pk)

    assert said(response) == ["Not invited, because their roles do not let them answer: Ola, eye@people.example."]
    assert not draft.round.participants.exists()
    assert not Awaited.objects.exists()


def test_an_account_elsewhere_answers_like_an_address_nobody_has(draft, bo, cast, hall):
    """Whether Otto has an account is nobody's business here."""
    answers = []
    for email in (cast.otto.user.email, "nobody@people.example"):
        response = send(bo, draft, email, organisation=hall.pk)
        answers.append((said(response)[-1], response.status_code, response.url))
    page = bo.get(address_of(draft, "people")).content.decode()

    assert answers[0] == answers[1]
    assert "Otto" not in page


def test_who_was_invited_before_is_awaited_too_and_once(draft, bo, cast, hall):
    for _time in range(2):
        response = send(bo, draft, "mo@people.example", organisation=hall.pk)

    assert said(response)[-1] == "1 was invited before."
    assert (Invitation.objects.count(), Awaited.objects.count(), OutgoingMail.objects.count()) == (1, 1, 1)


def test_a_closed_round_takes_no_list_and_the_list_is_not_lost(open_assessment, bo, hall):
    open_assessment.close()

    response = send(bo, open_assessment, "mo@people.example", organisation=hall.pk)
    later = bo.get(address_of(open_assessment, "invite-list")).content.decode()

    assert response.context["form"].errors == {
        "__all__": ["Somebody has changed this assessment in the meantime. It is now: Closed."]
    }
    assert "mo@people.example</textarea>" in response.content.decode()
    assert not Invitation.objects.exists()
    assert ("<textarea" in later, "Nobody can be added to this assessment any more" in later) == (False, True)


# --- Joining --------------------------------------------------------------------------------------------


@pytest.fixture
def awaited(open_assessment, bo, hall):
    """Mo is awaited for one group; return the address in their mail."""
    send(bo, open_assessment, "mo@people.example, Mo Farrow", organisation=hall.pk, groups=[group("2")])
    body = OutgoingMail.objects.get(to="mo@people.example").body
    return re.search(r"/join/[\w-]{32}/", body)[0]


def test_the_page_shows_who_has_still_to_join(awaited, open_assessment, bo):
    page = bo.get(address_of(open_assessment, "people"))

    assert [one.invitation.name for one in page.context["awaited"]] == ["Mo Farrow"]
    assert "1 person has still to join the city" in " ".join(page.content.decode().split())


def test_who_joins_is_asked_what_they_were_awaited_for(awaited, open_assessment, cast):
    Client().post(awaited, {"name": "Mo Farrow", "password": "seven-plain-words"})

    mo = Participant.objects.get(member__user__email="mo@people.example")
    assert sorted(mo.ratings.values_list("criterion__ref", flat=True)) == ["2.a.1", "2.a.2"]
    assert (mo.role, mo.round) == (Role.LEADER, open_assessment.round)
    assert not Awaited.objects.exists()
    assert OutgoingMail.objects.filter(to="mo@people.example", subject__startswith="Bo asks for").count() == 1
    assert AuditEntry.objects.get(verb="joined").actor == mo.member.user


def test_who_has_an_account_joins_and_is_asked_too(awaited, cast):
    person = UserFactory(email="mo@people.example")
    client = Client()
    client.force_login(person)

    client.post(awaited)

    assert Participant.objects.filter(member__user=person).count() == 1


def test_looking_at_the_invitation_asks_nobody(awaited):
    Client().get(awaited)

    assert Awaited.objects.count() == 1
    assert not Participant.objects.filter(member__user__email="mo@people.example").exists()


def test_joining_and_being_asked_happen_together_or_not_at_all(awaited, monkeypatch):
    def broken(**_given):
        raise RuntimeError

    monkeypatch.setattr("assessments.views.people_lists.actions.take_up_awaited", broken)

    with pytest.raises(RuntimeError):
        Client().post(awaited, {"name": "Mo", "password": "seven-plain-words"})

    assert not User.objects.filter(email="mo@people.example").exists()
    assert Awaited.objects.count() == 1


def test_withdrawing_somebody_who_is_awaited_asks_first(awaited, open_assessment, bo):
    address = address_of(open_assessment, "forget", Awaited.objects.get().pk)

    shown = bo.get(address_of(open_assessment, "people")).content.decode()

    folded = shown.partition('<details class="confirm">')[2].partition("</details>")[0]
    assert shown.count(f'"{address}"') == folded.count(f'action="{address}"') == 1
    assert "They will not be asked here when they join." in folded


@pytest.mark.parametrize("end", ["closed", "withdrawn by an administrator", "withdrawn here"])
def test_nobody_is_asked_by_what_is_over(end, awaited, open_assessment, bo, cast):
    one = Awaited.objects.get()
    if end == "closed":
        open_assessment.close()
    elif end == "withdrawn here":
        bo.post(address_of(open_assessment, "forget", one.pk))
    else:
        withdraw_invitation(invitation=one.invitation, by=cast.ada.user, now=timezone.now())

    Client().post(awaited, {"name": "Mo", "password": "seven-plain-words"})

    assert not Participant.objects.filter(member__user__email="mo@people.example").exists()
    assert Member.objects.filter(user__email="mo@people.example").exists() == (end != "withdrawn by an administrator")
    assert bo.get(address_of(open_assessment, "people")).context["awaited"] == []


def test_who_was_asked_meanwhile_is_asked_once(awaited, open_assessment, cast):
    """An administrator added them by hand before they opened their mail."""
    member = MemberFactory(city=cast.city, user=UserFactory(email="mo@people.example"))
    open_assessment.invite(member)
    client = Client()
    client.force_login(member.user)

    client.post(awaited)

    assert Participant.objects.filter(member=member).count() == 1
    assert not Awaited.objects.exists()


def test_a_draft_asks_silently_who_joins(draft, bo, cast, hall):
    send(bo, draft, "mo@people.example", organisation=hall.pk)
    path = re.search(r"/join/[\w-]{32}/", OutgoingMail.objects.get().body)[0]

    Client().post(path, {"name": "Mo", "password": "seven-plain-words"})

    assert draft.round.participants.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_an_invitation_of_another_city_takes_up_nothing_here(awaited, cast, everywhere):
    with scope(city=cast.other_city):
        invited = invite_to_city(
            city=cast.other_city,
            people=[Addressee("mo@people.example", "")],
            organisation=OrganisationFactory(city=cast.other_city),
            roles=[Role.LEADER],
            address_of=str,
            by=cast.otto.user,
            now=timezone.now() + timedelta(minutes=1),
        )
    body = OutgoingMail.objects.filter(to="mo@people.example", city=cast.other_city).get().body
    token = re.search(r"^([\w-]{32})$", body, re.MULTILINE)[1]

    Client().post(reverse("join", args=[token]), {"name": "Mo", "password": "seven-plain-words"})

    assert invited.asked
    assert Member.objects.filter(user__email="mo@people.example", city=cast.other_city).exists()
    assert Awaited.objects.count() == 1
    assert not Participant.objects.filter(member__user__email="mo@people.example").exists()
