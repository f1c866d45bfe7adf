"""Invitations: sent, shown, withdrawn, accepted. Links keep only a hash and work once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cities import actions
from cities.actions import outbox
from cities.models import AuditEntry, Invitation, Member, OutgoingMail, PersonalLink, Role
from cities.queries import find_link
from cities.rules.addresses import Addressee
from tests.factories import MemberFactory, OrganisationFactory, UserFactory

NOW = datetime(2027, 3, 28, 12, tzinfo=UTC)


def address_of(token):
    return f"https://portal.example/join/{token}/"


@pytest.fixture
def invite(cast):
    """Return a function that invites people by Ada, as reviewers of a guild."""
    guild = OrganisationFactory(city=cast.city, name="Guild")

    def inviting(*people, now=NOW):
        return actions.invite_to_city(
            city=cast.city,
            people=[Addressee(*person.split("|")) if "|" in person else Addressee(person, "") for person in people],
            organisation=guild,
            roles=[Role.REVIEWER, Role.LEADER],
            job_title="Fellow",
            address_of=address_of,
            by=cast.ada.user,
            now=now,
        )

    return inviting


def token_in(mail):
    return re.search(r"/join/([\w-]+)/", mail.body)[1]


def link_of(mail):
    return find_link(token_in(mail))


def test_an_invitation_is_a_mail_in_the_outbox_with_a_link_of_its_own(cast, invite):
    invited = invite("mo@people.example|Mo Farrow")

    mail = OutgoingMail.objects.get()
    assert (mail.city, mail.to, mail.status) == (cast.city, "mo@people.example", "queued")
    assert mail.subject == "Ada invites you to the smart city programme of Ourtown"
    assert mail.body.startswith("Dear Mo Farrow,\n\nAda invites you to the smart city programme of Ourtown, for Guild.")
    assert "until Sunday 11 April 2027." in mail.body
    link = link_of(mail)
    assert (link.invitation, link.mail, link.was_mailed) == (invited.asked[0], mail, True)
    assert link.expires_at == NOW + timedelta(days=14)


def test_the_secret_of_a_link_stands_nowhere_in_the_database_once_the_mail_is_gone(cast, invite):
    invite("mo@people.example")
    token = token_in(OutgoingMail.objects.get())
    shown = actions.show_link(invitation=Invitation.objects.get(), by=cast.ada.user, now=NOW)

    OutgoingMail.objects.update(status="sent", body="")

    with connection.cursor() as cursor:
        for model in (OutgoingMail, PersonalLink, Invitation, AuditEntry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608  # our own table names
            stored = repr(cursor.fetchall())
            assert token not in stored
            assert shown not in stored


def test_members_and_people_asked_already_are_left_alone_and_named(cast, invite):
    invite("mo@people.example")

    invited = invite(cast.chi.user.email, "mo@people.example", "new@people.example")

    assert [invitation.email for invitation in invited.asked] == ["new@people.example"]
    assert (invited.members, invited.pending) == ((cast.chi.user.email,), ("mo@people.example",))
    assert Invitation.objects.count() == OutgoingMail.objects.count() == 2


def test_accepting_makes_a_member_once_and_ends_every_link(cast, invite):
    invite("mo@people.example")
    invitation, mailed = Invitation.objects.get(), link_of(OutgoingMail.objects.get())
    shown = find_link(actions.show_link(invitation=invitation, by=cast.ada.user, now=NOW))
    mo = UserFactory(name="Mo")

    member = actions.accept_invitation(link=shown, user=mo, now=NOW)

    assert (member.user, member.organisation.name, member.job_title) == (mo, "Guild", "Fellow")
    assert sorted(held.role for held in member.roles.all()) == ["leader", "reviewer"]
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.member) == (NOW, member)
    for link in (shown, mailed):
        with pytest.raises(actions.LinkOver):
            actions.accept_invitation(link=link, user=UserFactory(), now=NOW)
    mailed.refresh_from_db()
    assert mailed.revoked_at == NOW
    assert Member.objects.filter(user=mo).count() == 1


@pytest.mark.parametrize("reason", ["expired", "withdrawn", "revoked"])
def test_a_link_that_is_over_makes_nobody_a_member(reason, cast, invite):
    invite("mo@people.example")
    link, now = link_of(OutgoingMail.objects.get()), NOW
    if reason == "expired":
        now = link.expires_at
    elif reason == "withdrawn":
        actions.withdraw_invitation(invitation=link.invitation, by=cast.ada.user, now=NOW)
    else:
        PersonalLink.objects.update(revoked_at=NOW)
    members = Member.objects.count()

    with pytest.raises(actions.LinkOver):
        actions.accept_invitation(link=link, user=UserFactory(), now=now)

    assert Member.objects.count() == members
    link.refresh_from_db()
    assert link.used_at is None


def test_somebody_withdrawn_can_be_invited_anew(cast, invite):
    first = invite("mo@people.example").asked[0]
    actions.withdraw_invitation(invitation=first, by=cast.ada.user, now=NOW)

    assert len(invite("mo@people.example").asked) == 1


def test_sending_again_makes_a_new_link_and_the_first_still_works(cast, invite):
    invitation = invite("mo@people.example").asked[0]
    first = link_of(OutgoingMail.objects.get())

    actions.send_invitation_again(
        invitation=invitation, address_of=address_of, by=cast.ada.user, now=NOW + timedelta(days=1)
    )

    assert OutgoingMail.objects.count() == PersonalLink.objects.count() == 2
    assert actions.accept_invitation(link=first, user=UserFactory(), now=NOW).city == cast.city


def test_what_happens_to_an_invitation_stands_in_the_log(cast, invite):
    invitation = invite("mo@people.example").asked[0]
    actions.show_link(invitation=invitation, by=cast.ada.user, now=NOW)
    later = NOW + timedelta(hours=1)
    actions.send_invitation_again(invitation=invitation, address_of=address_of, by=cast.ada.user, now=later)
    actions.withdraw_invitation(invitation=invitation, by=cast.ada.user, now=NOW)

    entries = AuditEntry.objects.filter(object_type="cities.invitation").order_by("pk")
    assert [entry.verb for entry in entries] == ["invited", "showed a link", "invited again", "withdrew"]
    assert "mo@" not in repr(list(entries.values()))


def test_a_line_break_in_a_name_does_not_break_the_subject(cast, invite):
    cast.ada.user.name = "Ada\nBcc: everybody@people.example"

    invite("mo@people.example")

    assert "\n" not in OutgoingMail.objects.get().subject


def test_a_mail_is_not_sent_again_at_once(cast, invite):
    invitation = invite("mo@people.example").asked[0]
    details = {"invitation": invitation, "address_of": address_of, "by": cast.ada.user}

    with pytest.raises(actions.TooSoon):
        actions.send_invitation_again(**details, now=NOW + timedelta(minutes=4))
    actions.send_invitation_again(**details, now=NOW + timedelta(minutes=6))

    assert OutgoingMail.objects.count() == 2


def test_a_city_cannot_flood_the_mail_server(cast, invite, monkeypatch):
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 2)
    invite("a@people.example", "b@people.example")

    with pytest.raises(actions.TooManyMails):
        invite("c@people.example", now=NOW + timedelta(hours=23))

    assert Invitation.objects.count() == 2
    assert len(invite("c@people.example", now=NOW + timedelta(hours=25)).asked) == 1


def test_a_mail_whose_invitation_is_over_is_erased_and_not_sent(cast, invite):
    invitation = invite("mo@people.example").asked[0]

    actions.withdraw_invitation(invitation=invitation, by=cast.ada.user, now=NOW)

    mail = OutgoingMail.objects.get()
    assert (mail.status, mail.body) == ("failed", "")
    assert not actions.send_mail_again(mail=mail, by=cast.ada.user, now=NOW)


@pytest.mark.parametrize("how", ["removed", "no longer administrator"])
def test_links_of_somebody_who_may_no_longer_invite_stop_working(how, cast, invite):
    """By one of them, made for an address of their own, they could come back as an administrator."""
    second = MemberFactory(city=cast.city, roles=[Role.ADMINISTRATOR])
    invitation = invite("spare@people.example").asked[0]
    theirs = find_link(actions.show_link(invitation=invitation, by=second.user, now=NOW))
    ours = find_link(actions.show_link(invitation=invitation, by=cast.ada.user, now=NOW))

    if how == "removed":
        actions.remove_member(member=second, by=cast.ada.user, now=NOW)
    else:
        details = {"organisation": second.organisation, "job_title": "", "roles": [Role.LEADER]}
        actions.change_member(member=second, by=cast.ada.user, now=NOW, **details)

    with pytest.raises(actions.LinkOver):
        actions.accept_invitation(link=theirs, user=second.user, now=NOW)
    assert actions.accept_invitation(link=ours, user=UserFactory(), now=NOW)


def test_a_list_of_people_rings_one_bell(cast, invite, monkeypatch, django_capture_on_commit_callbacks):
    """With a bell for each, a queue that hangs would hold the click as many times."""
    rung = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, **options: rung.append(name))

    with django_capture_on_commit_callbacks(execute=True):
        invite("a@people.example", "b@people.example", "c@people.example")

    assert rung == ["mail.sweep"]


def test_who_may_invite_no_longer_has_no_links_out_there(cast):
    """A facilitator invites by a list; once they only lead, a link of theirs would let in whom they chose."""
    guild = OrganisationFactory(city=cast.city, name="Guild")
    actions.invite_to_city(
        city=cast.city,
        people=[Addressee("mo@people.example", "")],
        organisation=guild,
        roles=[Role.LEADER],
        address_of=address_of,
        by=cast.bo.user,
        now=NOW,
    )
    where = {"member": cast.bo, "organisation": cast.bo.organisation, "job_title": "", "by": cast.ada.user, "now": NOW}

    actions.change_member(roles=[Role.PROGRAMME_MANAGER], **where)
    kept = PersonalLink.objects.filter(revoked_at=None).count()
    actions.change_member(roles=[Role.LEADER], **where)

    assert (kept, PersonalLink.objects.filter(revoked_at=None).count()) == (1, 0)
