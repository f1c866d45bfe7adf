"""What was said against a position and decided on it: who reads it, where, and from when on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Evidence
from tests.assessments.test_moderating import KEY, stage_url, url, words_of
from tests.positions import agree, challenge, decide, lock, send, sent
from tests.taking_out import FILES, fetch, rows_in, texts_of

SAID, DECIDED = "Look at Quay 9.", "The register lists both quays."


@pytest.fixture
def decided(revealed, cast):
    """Chi's challenge of 1.a.1 is decided."""
    return decide(revealed, challenge(sent(revealed, cast.chi, reason="So said the room."), SAID), DECIDED)


def results(client, staged):
    return client.get(url(staged, "results-group", KEY, "1"))


def reply_page(client, position):
    return client.get(reverse("assessments:reply", args=[position.city.slug, position.pk]))


def offer(position, **parts):
    actions.offer_evidence(position=position, by=position.owner, now=timezone.now(), **parts)
    return Evidence.objects.latest("pk")


# --- Decisions ------------------------------------------------------------------------------------------


def test_everybody_who_sees_results_reads_what_was_decided_and_why(decided, revealed, cast, sign_in):
    words = words_of(results(sign_in(cast.ola), revealed))

    assert f"So said the room. Decision: {DECIDED}" in words
    assert SAID not in words


def test_what_was_decided_is_in_the_files_and_what_was_said_against_it_is_not(decided, revealed, cast, sign_in):
    client = sign_in(cast.ola)

    [row] = rows_in(fetch(client, cast, revealed, "positions.csv"))
    told = [name for name in FILES if SAID in texts_of(fetch(client, cast, revealed, name))]

    assert (row["state"], row["dissent"], row["decision"]) == ("decided", "", DECIDED)
    assert told == []


# --- Evidence of owners -----------------------------------------------------------------------------------


def test_once_locked_the_results_link_the_evidence_behind_a_reply(revealed, cast, sign_in):
    position = sent(revealed, cast.chi)
    offer(position, title="Withdrawn", url="https://register.example/old")
    Evidence.objects.update(removed_at=timezone.now())
    offer(position, title="Register", url="https://register.example/quays")
    piece = offer(position, title="Map", upload=actions.Upload("map.pdf", b"%PDF-1.7 Ours"))
    challenge(position, SAID)
    client = sign_in(cast.ola)

    before = words_of(results(client, revealed))
    lock(revealed, reason="Tonight.")
    after = results(client, revealed)

    address = reverse("assessments:evidence-file", args=[cast.city.slug, piece.token])
    assert "Register" not in before
    assert "Evidence of the owner: Register · Map" in words_of(after)
    assert 'href="https://register.example/quays"' in after.content.decode()
    assert f'href="{address}"' in after.content.decode()
    assert client.get(address).getvalue() == b"%PDF-1.7 Ours"
    assert SAID not in words_of(after)


def test_the_evidence_of_all_owners_costs_the_results_one_query(revealed, cast, sign_in, count_queries):
    for ref in ("1.a.1", "1.a.2", "1.b.1"):
        offer(sent(revealed, cast.chi, ref), title=f"Register {ref}", url="https://register.example/")
    client = sign_in(cast.ola)
    lock(revealed, reason="Tonight.")
    results(client, revealed)

    with count_queries() as statements:
        page = results(client, revealed)

    assert words_of(page).count("Evidence of the owner: Register") == 3
    assert len([statement for statement in statements if 'FROM "assessments_evidence"' in statement]) == 1
    assert len(statements) <= 20


# --- What was said against an earlier draft ---------------------------------------------------------------


def test_a_challenge_that_was_answered_by_another_draft_is_still_read(revealed, cast, sign_in):
    position = challenge(sent(revealed, cast.chi, level=1), SAID)
    changed = agree(revealed, level=2, owner=cast.chi, version=position.version)
    room = words_of(sign_in(cast.bo).get(stage_url(revealed)))
    send(revealed, changed)
    own = words_of(reply_page(sign_in(cast.chi), changed))

    assert [f"Chi said against an earlier draft {SAID}" in words for words in (room, own)] == [True, True]


def test_the_newest_word_on_earlier_drafts_stands_beside_the_present_challenge(decided, revealed, cast, sign_in):
    changed = agree(revealed, level=1, owner=cast.chi, version=decided.version)
    send(revealed, changed)
    changed.refresh_from_db()
    challenge(changed, "Nor so.")

    words = words_of(sign_in(cast.bo).get(stage_url(revealed)))

    assert f"Chi said against an earlier draft {SAID} Decided on an earlier draft {DECIDED}" in words
    assert "The owner’s challenge Nor so." in words


def test_the_present_challenge_is_no_earlier_one(decided, revealed, cast, sign_in):
    pages = [sign_in(cast.bo).get(stage_url(revealed)), reply_page(sign_in(cast.chi), decided)]

    assert [words_of(page).count(SAID) for page in pages] == [1, 1]
    assert [page.context["earlier"] for page in pages] == [None, None]


def test_another_owner_does_not_read_what_the_one_before_said(decided, revealed, cast, sign_in):
    changed = agree(revealed, level=1, owner=cast.bo, version=decided.version)
    send(revealed, changed)
    client = sign_in(cast.bo)

    assert f"Chi said against an earlier draft {SAID}" in words_of(client.get(stage_url(revealed)))
    assert SAID not in words_of(reply_page(client, changed))
