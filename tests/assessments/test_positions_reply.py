"""The right of reply on its pages: sent by mail, read, accepted or challenged with evidence, and by nobody else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import Evidence, Position
from assessments.queries.moderation import agenda_of
from cities.actions import remove_member
from cities.actions.outbox import MAILS_A_DAY
from cities.models import OutgoingMail
from tests.assessments.test_moderating import messages_of, url, words_of
from tests.positions import agree, ask_again, challenge, latest_round, lock, sent


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


def own(cast, name="my-positions", *args):
    return reverse(f"assessments:{name}", args=[cast.city.slug, *args])


def post_send(client, staged, *positions, days=5):
    day = staged.city.date_at(timezone.now()) + timedelta(days=days)
    return client.post(
        url(staged, "send-positions"),
        {"reply_by": day.isoformat(), "positions": [position.pk for position in positions]},
    )


# --- Sending --------------------------------------------------------------------------------------------


def test_drafts_are_listed_by_owner_and_all_are_ticked(revealed, bo, cast):
    drafts = [agree(revealed, ref, owner=owner) for ref, owner in (("1.a.1", cast.chi), ("2.a.1", cast.alma))]
    agree(revealed, "1.a.2")
    sent(revealed, cast.chi, "1.b.1")

    page = bo.get(url(revealed, "send-positions"))

    assert [item.owner_name for item in page.context["drafts"]] == ["Alma", "Chi"]
    assert sorted(page.context["chosen"]) == sorted(str(position.pk) for position in drafts)


def test_one_position_can_be_sent_by_itself(revealed, bo, cast):
    first, second = (agree(revealed, ref, owner=cast.chi) for ref in ("1.a.1", "2.a.1"))
    page = bo.get(url(revealed, "send-positions"), {"position": first.pk})
    assert page.context["chosen"] == [str(first.pk)]

    response = post_send(bo, revealed, first)

    assert messages_of(response) == ["1 person gets a mail."]
    assert dict(Position.objects.values_list("pk", "status")) == {first.pk: "sent", second.pk: "drafted"}
    assert own(cast) in OutgoingMail.objects.get().body


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"reply_by": "2001-01-01"}, "This day has passed."),
        ({"reply_by": "2999-01-01"}, "Choose a day within the next twelve months."),
        ({"positions": []}, "Tick at least one position."),
        ({"positions": ["999999"]}, "One of these has changed in the meantime."),
    ],
)
def test_what_is_wrong_with_sending_is_said_at_the_field(revealed, bo, cast, data, error):
    position = agree(revealed, owner=cast.chi)
    day = cast.city.date_at(timezone.now()).isoformat()

    page = bo.post(url(revealed, "send-positions"), {"reply_by": day, "positions": [position.pk]} | data)

    assert error in words_of(page)
    assert not OutgoingMail.objects.exists()


def test_a_city_that_has_sent_too_much_today_is_told_and_nothing_is_sent(revealed, bo, cast):
    position = agree(revealed, owner=cast.chi)
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(city=cast.city, to="a@b.example", subject="s", body="b", created_at=now, due_at=now)
        for _ in range(MAILS_A_DAY)
    )

    response = post_send(bo, revealed, position)

    position.refresh_from_db()
    assert position.status == "drafted"
    assert response.context["form"].non_field_errors()[0].startswith("The city has sent very many mails today.")
    assert response.context["chosen"] == [str(position.pk)]


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (lambda staged: ask_again(staged, "1.a.2"), "People are rating again."),
        (lock, "The positions are locked."),
    ],
)
def test_where_nothing_can_be_sent_no_form_is_offered_and_one_sent_meanwhile_is_not_lost(revealed, bo, cast, end, why):
    first, _second = (agree(revealed, ref, owner=cast.chi) for ref in ("1.a.1", "2.a.1"))
    end(revealed)

    page = bo.get(url(revealed, "send-positions"))
    refused = post_send(bo, revealed, first, days=3)

    assert (why in words_of(page), "Send what is ticked" in words_of(page)) == (True, False)
    assert refused.context["form"].non_field_errors()[0].startswith("Somebody has changed this assessment")
    day = (cast.city.date_at(timezone.now()) + timedelta(days=3)).isoformat()
    assert (refused.context["chosen"], f'value="{day}"' in refused.content.decode()) == ([str(first.pk)], True)
    assert not OutgoingMail.objects.filter(subject__contains="position").exists()


def test_a_draft_of_somebody_who_has_left_is_not_counted_and_the_page_says_what_to_do(revealed, bo, cast):
    position = agree(revealed, owner=cast.chi)
    counts = [agenda_of(latest_round(revealed)).drafts]
    remove_member(member=cast.chi, by=cast.ada.user, now=timezone.now())
    counts.append(agenda_of(latest_round(revealed)).drafts)

    page = bo.get(url(revealed, "send-positions"))
    stage = bo.get(url(revealed, "moderate-criterion", "success-factors", "1.a.1"))

    assert (counts, position.status) == ([1, 0], "drafted")
    assert "Where an owner has left the city, choose another first." in words_of(page)
    assert "Send it to its owner" not in words_of(stage)


# --- Reading and answering ------------------------------------------------------------------------------


def test_the_owner_finds_what_waits_for_them_and_nothing_else(revealed, cast, chi):
    sent(revealed, cast.chi, "1.a.1", reason="Ours.")
    agree(revealed, "1.a.2", owner=cast.chi, reason="Zebra.")
    sent(revealed, cast.alma, "2.a.1", reason="Giraffe.")

    page = chi.get(own(cast))

    assert [item.criterion.ref for item in page.context["waiting"]] == ["1.a.1"]
    assert page.context["answered"] == []


def test_a_draft_that_is_not_sent_is_not_read_by_its_owner(revealed, cast, chi):
    position = agree(revealed, owner=cast.chi, reason="Zebra.")

    page = chi.get(own(cast, "reply", position.pk), follow=True)

    assert "Zebra" not in page.content.decode()
    assert "This position is being changed" in words_of(page)


@pytest.mark.parametrize("reader", ["alma", "bo", "ada", "rey", "ola"])
def test_nobody_but_the_owner_answers(revealed, cast, sign_in, reader):
    position = sent(revealed, cast.chi)
    address = own(cast, "reply", position.pk)

    client = sign_in(getattr(cast, reader))

    assert (client.get(address).status_code, client.post(address, {"accept": "1", "version": "2"}).status_code) == (
        404,
        404,
    )
    assert client.get(own(cast, "reply-evidence", position.pk)).status_code == 404
    position.refresh_from_db()
    assert position.status == "sent"


def test_the_owner_reads_the_draft_and_accepts_it(revealed, cast, chi):
    position = sent(revealed, cast.chi, reason="So it is.", dissent="One says no.")
    address = own(cast, "reply", position.pk)
    page = words_of(chi.get(address))
    assert [words for words in ("So it is.", "One says no.") if words in page] == ["So it is.", "One says no."]

    chi.post(address, {"accept": "1", "version": position.version})

    position.refresh_from_db()
    assert position.status == "accepted"
    assert [item.position.pk for item in chi.get(own(cast)).context["answered"]] == [position.pk]


def test_a_challenge_needs_words(revealed, cast, chi):
    position = sent(revealed, cast.chi)
    address = own(cast, "reply", position.pk)

    page = chi.post(address, {"challenge": "1", "reply": " ", "version": position.version})
    assert "Say what speaks against it, or accept it." in words_of(page)
    chi.post(address, {"challenge": "1", "reply": "The register says otherwise.", "version": position.version})

    position.refresh_from_db()
    assert (position.status, position.reply) == ("challenged", "The register says otherwise.")


def test_what_was_changed_while_it_was_read_is_not_accepted(revealed, cast, chi):
    position = sent(revealed, cast.chi)

    response = chi.post(own(cast, "reply", position.pk), {"accept": "1", "version": position.version - 1})

    position.refresh_from_db()
    assert position.status == "sent"
    assert messages_of(response) == ["This position was changed while you read it. See how it stands now."]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_version_that_is_none_accepts_nothing(revealed, cast, chi, version):
    position = sent(revealed, cast.chi)

    chi.post(own(cast, "reply", position.pk), {"accept": "1", "version": version})

    position.refresh_from_db()
    assert position.status == "sent"


def test_an_answer_after_locking_is_refused_with_words(revealed, cast, chi):
    position = sent(revealed, cast.chi)
    lock(revealed, reason="The council meets tonight.")
    address = own(cast, "reply", position.pk)

    assert "Nothing can be answered any more" in words_of(chi.get(address))
    response = chi.post(address, {"challenge": "1", "reply": "Too late?", "version": position.version})

    assert messages_of(response) == ["The positions are locked. Nothing can be answered any more; ask who runs it."]
    position.refresh_from_db()
    assert position.status == "sent"


def test_no_reply_in_time_is_said_to_who_runs_it(revealed, cast, bo):
    sent(revealed, cast.chi, days=3, now=timezone.now() - timedelta(days=10))

    assert "No reply by" in words_of(bo.get(url(revealed, "moderate")))
    assert "Record the decision" in words_of(bo.get(url(revealed, "moderate-criterion", "success-factors", "1.a.1")))


# --- Evidence -------------------------------------------------------------------------------------------


def test_the_owner_puts_a_file_behind_a_challenge_and_the_room_opens_it(revealed, cast, chi, bo, sign_in):
    position = sent(revealed, cast.chi)
    chi.post(
        own(cast, "reply-evidence", position.pk),
        {"title": "Register", "file": SimpleUploadedFile("register.pdf", b"%PDF-1.7 Ours")},
    )
    challenge(position)

    piece = Evidence.objects.get()
    address = own(cast, "evidence-file", piece.token)
    assert (piece.position_id, piece.added_by, piece.file_name) == (position.pk, cast.chi.user, "register.pdf")
    assert "Register" in words_of(bo.get(url(revealed, "moderate-criterion", "success-factors", "1.a.1")))
    assert bo.get(address).getvalue() == b"%PDF-1.7 Ours"
    assert sign_in(cast.ola).get(address).status_code == 404
    lock(revealed, reason="Tonight.")
    assert sign_in(cast.ola).get(address).getvalue() == b"%PDF-1.7 Ours"


def test_the_owner_takes_evidence_back_while_they_can_answer(revealed, cast, chi):
    position = sent(revealed, cast.chi)
    address = own(cast, "reply-evidence", position.pk)
    chi.post(address, {"title": "Register", "url": "https://register.example/"})
    piece = Evidence.objects.get()

    chi.post(address, {"remove": piece.pk})

    piece.refresh_from_db()
    assert piece.removed_at is not None
    assert chi.post(address, {"remove": piece.pk}).status_code == 404


def test_what_was_typed_against_a_position_waits_while_evidence_is_added(revealed, chi, cast):
    position = sent(revealed, cast.chi, "1.a.1")

    led = chi.post(own(cast, "reply", position.pk), {"evidence": "1", "reply": "Not as we see it."})
    later = chi.get(own(cast, "reply", position.pk))

    assert led.url == own(cast, "reply-evidence", position.pk)
    assert later.context["form"]["reply"].value() == "Not as we see it."
    position.refresh_from_db()
    assert position.status == "sent"


def test_the_owner_is_led_to_how_everybody_answered(revealed, chi, cast):
    position = sent(revealed, cast.chi, "1.a.1")

    page = chi.get(own(cast, "reply", position.pk))

    address = page.context["answers_address"]
    assert address.endswith("#s-1.a.1")
    assert f'href="{address}"' in page.content.decode()
    assert 'id="s-1.a.1"' in chi.get(address).content.decode()


def test_evidence_without_a_link_or_a_file_is_refused_at_the_field(revealed, cast, chi):
    position = sent(revealed, cast.chi)

    page = chi.post(own(cast, "reply-evidence", position.pk), {"title": "Register"})

    assert (page.status_code, Evidence.objects.exists()) == (422, False)
    assert "Give the address of a page, or choose a file below." in words_of(page)


def test_no_evidence_is_added_once_it_is_answered(revealed, cast, chi):
    position = challenge(sent(revealed, cast.chi))

    response = chi.post(
        own(cast, "reply-evidence", position.pk), {"title": "Register", "url": "https://register.example/"}
    )

    assert response.url == own(cast, "reply", position.pk)
    assert not Evidence.objects.exists()
