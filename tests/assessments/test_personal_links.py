"""Personal links: they lead their own participant to the questions, and nobody anywhere else."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from assessments import actions
from assessments.models import Assessment, Participant, ParticipantLink, Round
from cities.actions import LinkOver, archive_city, change_member, remove_member
from cities.models import AuditEntry, OutgoingMail, Role, User
from cities.rules.tokens import token_hash
from tests.factories import MemberFactory


def path_of(token):
    return reverse("personal-link", args=[token])


@pytest.fixture
def token(open_assessment, cast):
    """The secret in the mail that Chi got."""
    return send_to(open_assessment, cast.chi, cast)


def send_to(staged, member, cast):
    tokens = []
    actions.send_link(
        participant=staged.participant(member),
        address_of=lambda token: tokens.append(token) or f"https://portal.example/a/{token}/",
        by=cast.bo.user,
        now=timezone.now(),
    )
    return tokens[0]


@pytest.fixture
def questions(open_assessment):
    return reverse("assessments:continue", args=[open_assessment.city.slug, open_assessment.assessment.pk])


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_the_page_says_what_is_asked_and_changes_nothing(client, token, cast):
    before = list(ParticipantLink.objects.values()), AuditEntry.objects.count()

    response = client.get(path_of(token))

    assert response.status_code == 200
    assert "Bo asks for your view of" in words(response)
    assert "5 statements wait, about 2 min." in words(response)
    assert "Your answers are confidential: nobody sees who said what" in words(response)
    assert "no-store" in response["Cache-Control"]
    assert signed_in_as(client) is None
    assert (list(ParticipantLink.objects.values()), AuditEntry.objects.count()) == before


def test_a_named_assessment_promises_no_secrecy(client, token):
    Assessment.objects.update(is_named=True)

    said = words(client.get(path_of(token)))

    assert "Your answers are named" in said
    assert "confidential" not in said


def test_the_button_signs_in_and_leads_to_the_questions(client, token, cast, questions):
    response = client.post(path_of(token))

    assert response.url == questions
    assert signed_in_as(client) == str(cast.chi.user.pk)
    assert client.get(questions).status_code == 302
    link = ParticipantLink.objects.get(token_hash=token_hash(token))
    assert link.used_at is not None
    entry = AuditEntry.objects.get(verb="came by a personal link")
    assert (entry.actor, entry.object_id) == (cast.chi.user, link.participant_id)


def test_who_has_no_time_is_led_to_naming_a_deputy(client, token, cast, open_assessment):
    response = client.post(path_of(token), {"deputy": "1"})

    assert response.url == reverse("assessments:deputy", args=[cast.city.slug, open_assessment.assessment.pk])
    assert client.get(response.url).status_code == 200


def test_it_says_what_is_left_to_do(client, token, cast, open_assessment):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, dict.fromkeys(open_assessment.refs, 2))
    assert "You have answered everything; only handing in is left." in words(client.get(path_of(token)))

    Participant.objects.filter(pk=chi.pk).update(submitted_at=timezone.now())

    said = words(client.get(path_of(token)))
    assert "You have handed in." in said
    assert "Let somebody answer in your place" not in said


def test_it_says_for_whom_a_deputy_answers(client, token, cast, open_assessment):
    chi = open_assessment.participant(cast.chi)
    chi.stands_in_for = cast.alma
    chi.save()

    assert "Chi, you answer in place of Alma: your answers count as theirs." in words(client.get(path_of(token)))


def test_it_works_again_on_another_device(token, questions, cast):
    for _device in range(2):
        device = Client()
        assert device.post(path_of(token)).url == questions
        assert signed_in_as(device) == str(cast.chi.user.pk)


def test_a_session_of_a_link_changes_nothing_of_the_account(client, token, cast):
    """A forwarded mail must not become a password or another address."""
    cast.chi.user.set_unusable_password()
    cast.chi.user.save()
    client.post(path_of(token))
    typed = "harbour-lantern-x1"

    answers = [
        client.post(reverse("account_set_password"), {"password1": typed, "password2": typed}),
        client.post(reverse("account_email"), {"email": "new@elsewhere.example", "action_add": ""}),
        client.get(reverse("mfa_activate_totp")),
    ]

    cast.chi.user.refresh_from_db()
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [
        (302, reverse("account"))
    ] * 3
    assert not cast.chi.user.has_usable_password()
    assert client.session.get_expiry_age() <= 24 * 60 * 60


def test_a_session_from_before_is_not_kept(client, token):
    """Who planted a session in the browser must not come in with it."""
    client.cookies["sessionid"] = planted = "planted0planted0planted0planted0"

    client.post(path_of(token))

    assert client.cookies["sessionid"].value != planted


def test_the_secret_stands_nowhere_in_the_database_once_the_mail_is_gone(token):
    OutgoingMail.objects.update(status="sent", body="")

    with connection.cursor() as cursor:
        for model in (OutgoingMail, ParticipantLink, AuditEntry):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608  # our own table names
            assert token not in repr(cursor.fetchall())


def test_a_secret_nobody_gave_out_leads_nowhere(client, db):
    assert client.get(path_of("x" * 32)).status_code == 404
    assert client.post(path_of("x" * 32)).status_code == 404


# --- Who has to sign in ---------------------------------------------------------------------------------


def with_second_factor(cast):
    TOTP.activate(cast.chi.user, "A" * 32)


def with_a_role_here(cast):
    cast.chi.roles.create(city=cast.city, role=Role.OBSERVER)


def with_a_role_elsewhere(cast):
    with scope(city=cast.other_city):
        MemberFactory(city=cast.other_city, user=cast.chi.user, roles=[Role.ADMINISTRATOR])


def as_operator(cast):
    User.objects.filter(pk=cast.chi.user.pk).update(is_superuser=True)


def with_another_address(cast):
    """The mailbox of then is not theirs any more."""
    User.objects.filter(pk=cast.chi.user.pk).update(email="new@people.example")


@pytest.mark.parametrize(
    "guard", [with_second_factor, with_a_role_here, with_a_role_elsewhere, as_operator, with_another_address]
)
def test_an_account_worth_more_than_a_mailbox_signs_in_first(guard, client, token, cast, questions):
    guard(cast)

    response = client.post(path_of(token))

    assert response.url == f"/sign-in/?next={questions}"
    assert signed_in_as(client) is None
    assert ParticipantLink.objects.get(token_hash=token_hash(token)).used_at is None


def test_an_administrator_of_an_archived_city_signs_in_first(client, token, cast, everywhere):
    """They could bring it back."""
    with_a_role_elsewhere(cast)
    with scope(city=cast.other_city):
        archive_city(city=cast.other_city, by=cast.otto.user, now=timezone.now())

    assert client.post(path_of(token)).url.startswith("/sign-in/")


def test_a_link_that_was_never_mailed_signs_nobody_in(client, token):
    link = ParticipantLink.objects.get()
    link.mail = None
    link.save()

    assert client.post(path_of(token)).url.startswith("/sign-in/")
    assert signed_in_as(client) is None


def test_the_mail_proves_the_address_and_drops_what_somebody_else_set_up(client, token, cast):
    EmailAddress.objects.create(user=cast.chi.user, email=cast.chi.user.email, verified=False, primary=True)

    client.post(path_of(token))

    assert EmailAddress.objects.get(user=cast.chi.user).verified
    assert not User.objects.get(pk=cast.chi.user.pk).has_usable_password()


# --- Who is signed in already ---------------------------------------------------------------------------


def test_somebody_else_is_told_so_and_stays_who_they_are(token, cast, sign_in):
    otto = sign_in(cast.otto)

    for response in (otto.get(path_of(token)), otto.post(path_of(token))):
        assert response.status_code == 200
        assert "you are signed in as otto@people.example. Sign out, then open the link again." in words(response)
        assert "Go to my questions" not in words(response)
    assert signed_in_as(otto) == str(cast.otto.user.pk)


def test_who_is_signed_in_as_the_participant_goes_on(token, cast, sign_in, questions):
    with_second_factor(cast)

    assert sign_in(cast.chi).post(path_of(token)).url == questions


# --- Links that are over --------------------------------------------------------------------------------


def closed(staged, cast):
    staged.close()


def overdue(staged, cast):
    Round.objects.update(closes_on=cast.city.date_at(timezone.now()) - timedelta(days=1))


def revoked(staged, cast):
    ParticipantLink.objects.update(revoked_at=timezone.now())


def withdrawn(staged, cast):
    Participant.objects.update(withdrawn_at=timezone.now())


def removed(staged, cast):
    remove_member(member=cast.chi, by=cast.ada.user, now=timezone.now())


def made_observer(staged, cast):
    change_member(
        member=cast.chi,
        organisation=cast.chi.organisation,
        job_title="",
        roles=[Role.OBSERVER],
        by=cast.ada.user,
        now=timezone.now(),
    )


def switched_off(staged, cast):
    User.objects.filter(pk=cast.chi.user.pk).update(is_active=False)


def city_archived(staged, cast):
    archive_city(city=cast.city, by=cast.ada.user, now=timezone.now())


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (closed, "No more answers are taken"),
        (overdue, "No more answers are taken"),
        (revoked, "This link no longer works"),
        (withdrawn, "This link no longer works"),
        (removed, "This link no longer works"),
        (made_observer, "This link no longer works"),
        (switched_off, "This link no longer works"),
        (city_archived, "This link no longer works"),
    ],
)
def test_a_link_that_is_over_says_so_and_lets_nobody_in(end, said, client, token, open_assessment, cast):
    end(open_assessment, cast)

    for response in (client.get(path_of(token)), client.post(path_of(token))):
        assert response.status_code == 410
        assert said in words(response)
    assert signed_in_as(client) is None


def test_a_link_revoked_at_this_very_moment_lets_nobody_in(token, open_assessment, cast):
    link = ParticipantLink.objects.get(token_hash=token_hash(token))
    revoked(open_assessment, cast)

    with pytest.raises(LinkOver):
        actions.sign_in_by_link(link=link, now=timezone.now())


def test_a_link_of_one_city_opens_nothing_of_another(client, token, cast):
    client.post(path_of(token))

    assert client.get(reverse("city-home", args=[cast.other_city.slug])).status_code == 404


# --- Sent again -----------------------------------------------------------------------------------------


def test_a_link_is_sent_again_in_one_click_and_the_first_goes_on_working(token, open_assessment, cast, sign_in):
    ParticipantLink.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    bo = sign_in(cast.bo)
    chi = open_assessment.participant(cast.chi)
    address = reverse("assessments:send-link", args=[cast.city.slug, open_assessment.assessment.pk, chi.pk])

    said = [str(message) for message in get_messages(bo.post(address).wsgi_request)]
    late = [str(message) for message in get_messages(bo.post(address).wsgi_request)][1:]

    assert said == ["A mail with a personal link is on its way to Chi."]
    assert late == ["A mail went out a few minutes ago. Give it a little time."]
    again = re.search(r"/a/([\w-]{32})/", OutgoingMail.objects.latest("pk").body)[1]
    assert {Client().post(path_of(one)).status_code for one in (token, again)} == {302}


def test_a_mail_that_waits_is_erased_when_its_link_ends(token, open_assessment, cast):
    open_assessment.close()

    with scopes_disabled():
        mail = OutgoingMail.objects.get(to=cast.chi.user.email)
    assert (mail.status, mail.body) == ("failed", "")
