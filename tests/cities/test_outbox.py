"""The outbox: a row first, then the bell; sent once, tried again, given up with words."""

import smtplib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail

from cities import actions
from cities.actions import outbox
from cities.models import AuditEntry, OutgoingMail

NOW = datetime(2027, 3, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def delivered_to_memory(settings):
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def bells(monkeypatch):
    """The bells that rang."""
    rung = []
    monkeypatch.setattr(
        outbox.current_app, "send_task", lambda name, kwargs, **options: rung.append((name, kwargs["mail_id"]))
    )
    return rung


def queue(city=None, **changes):
    mail = actions.queue_mail(to="mo@people.example", subject="Hello", body="Open https://x", now=NOW, city=city)
    OutgoingMail.objects.filter(pk=mail.pk).update(**changes)
    mail.refresh_from_db()
    return mail


def deliver(mail, now=NOW):
    actions.deliver_mail(mail_id=mail.pk, now=now)
    mail.refresh_from_db()
    return mail


def refuse(monkeypatch, error):
    def failing(self):
        raise error

    monkeypatch.setattr(outbox.EmailMessage, "send", failing)


def test_a_mail_is_a_row_and_rings_once_that_stands(db, bells, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = queue()
        assert bells == []

    assert bells == [("mail.deliver", mail.pk)]


def test_a_delivered_mail_keeps_no_text(db):
    mail = deliver(queue())

    sent = django_mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["mo@people.example"], "Hello", "Open https://x")
    assert sent.extra_headers["Message-ID"] == f"<{mail.pk}.20270328120000@localhost>"
    assert (mail.status, mail.body, mail.attempt, mail.finished_at) == ("sent", "", 1, NOW)


def test_a_mail_is_sent_once_however_often_it_rings(db):
    mail = queue()
    deliver(mail)
    deliver(mail)

    assert len(django_mail.outbox) == 1


def test_without_a_mail_server_mails_land_in_a_folder(db, settings, tmp_path):
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    assert deliver(queue()).status == "sent"

    [file] = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert "To: mo@people.example" in file.read_text()


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPServerDisconnected("gone")])
def test_a_server_that_cannot_be_reached_is_tried_later(error, db, monkeypatch):
    refuse(monkeypatch, error)

    mail = deliver(queue())

    assert (mail.status, mail.reason) == ("queued", "The mail server cannot be reached.")
    assert mail.due_at == NOW + timedelta(minutes=1)
    assert deliver(mail, NOW).attempt == 1  # not due yet
    assert deliver(mail, mail.due_at).due_at == NOW + timedelta(minutes=6)


def test_after_the_last_pause_a_mail_has_failed_and_keeps_its_text(db, monkeypatch):
    refuse(monkeypatch, ConnectionRefusedError())
    mail = deliver(queue(attempt=len(outbox.PAUSES)))

    assert (mail.status, mail.body) == ("failed", "Open https://x")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (smtplib.SMTPRecipientsRefused({"mo@people.example": (550, b"no such user mo@people.example")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"mo@people.example": (450, b"try later")}), "queued"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
    ],
)
def test_a_no_for_good_is_not_tried_again(error, status, db, monkeypatch, caplog):
    refuse(monkeypatch, error)

    mail = deliver(queue())

    assert (mail.status, mail.reason) == (status, "The mail server refuses to deliver to this address.")
    assert "mo@people" not in caplog.text


def test_the_sweeper_rings_for_what_is_due_and_takes_back_what_fell_silent(db, bells):
    due = queue()
    queue(due_at=NOW + timedelta(seconds=1))
    silent = queue(status="sending", claimed_at=NOW - timedelta(minutes=4))
    busy = queue(status="sending", claimed_at=NOW - timedelta(minutes=2))
    queue(status="failed")

    actions.sweep_mail(now=NOW)

    assert sorted(bells) == [("mail.deliver", due.pk), ("mail.deliver", silent.pk)]
    busy.refresh_from_db()
    assert busy.status == "sending"


def test_a_worker_that_wakes_late_changes_nothing(db, monkeypatch):
    """While it slept the mail was given to another, who has sent it."""
    mail = queue()

    def meanwhile(self):
        OutgoingMail.objects.filter(pk=mail.pk).update(attempt=2, status="sent", body="", reason="by another")

    monkeypatch.setattr(outbox.EmailMessage, "send", meanwhile)

    assert deliver(mail).reason == "by another"


def test_only_a_failed_mail_is_queued_again(cast):
    mail = queue(cast.city, status="failed", attempt=5, reason="x")

    assert actions.send_mail_again(mail=mail, by=cast.ada.user, now=NOW)
    assert not actions.send_mail_again(mail=mail, by=cast.ada.user, now=NOW)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["sent again"]

    assert deliver(mail).status == "sent"


def test_what_any_part_sends_by_django_stands_in_the_outbox(db):
    connection = django_mail.get_connection("cities.actions.outbox.OutboxBackend")
    django_mail.EmailMessage("Code", "1234", to=["a@x.example", "b@x.example"], connection=connection).send()

    rows = OutgoingMail.objects.order_by("to").values_list("to", "subject", "body", "city")
    assert list(rows) == [("a@x.example", "Code", "1234", None), ("b@x.example", "Code", "1234", None)]


def test_an_address_that_cannot_be_written_fails_for_good(db):
    mail = queue()
    OutgoingMail.objects.filter(pk=mail.pk).update(to=f"a@{'ä' * 60}.example")

    assert (deliver(mail).status, mail.reason) == ("failed", "No mail can be sent to this address.")


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPSenderRefused(550, b"not you", "portal@localhost"), smtplib.SMTPAuthenticationError(535, b"wrong")],
)
def test_what_is_wrong_with_the_portal_is_not_said_of_the_address(error, db, monkeypatch):
    refuse(monkeypatch, error)

    mail = deliver(queue())

    assert mail.status == "queued"
    assert mail.reason == "The mail server refuses this portal. Its operator has to look at it."


def test_a_mail_that_ends_every_worker_is_given_up(db, bells):
    mail = queue(status="sending", attempt=len(outbox.PAUSES) + 1, claimed_at=NOW - timedelta(minutes=4))

    actions.sweep_mail(now=NOW)

    mail.refresh_from_db()
    assert (mail.status, bells) == ("failed", [])
