"""Locking the positions, opening them again, putting an assessment away."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.actions import ReplyOpen, StepRefused
from assessments.models import Assessment, Awaited, LockEvent, Phase, Position, Round, Snapshot
from cities.models import AuditEntry, Invitation
from tests.assessments.test_moderating import url, words_of
from tests.conftest import stage_assessment
from tests.positions import agree, agreed_directly, ask_again, challenge, latest_round, lock, sent


def events():
    return list(LockEvent.objects.values_list("kind", "reason"))


def phase(staged):
    return latest_round(staged).phase


def verbs(staged):
    rows = AuditEntry.objects.filter(object_type="assessments.assessment", object_id=staged.assessment.pk)
    return list(rows.values_list("verb", flat=True))[::-1]


def reopen(staged, reason="We forgot one."):
    actions.reopen_assessment(round_=latest_round(staged), reason=reason, by=staged.by.user, now=timezone.now())


def test_locking_freezes_the_results(revealed):
    agree(revealed)

    snapshot = lock(revealed)

    assert phase(revealed) == Phase.AGREED
    assert events() == [("locked", "")]
    assert verbs(revealed)[-1:] == ["locked"]
    assert Snapshot.objects.get() == snapshot
    assert snapshot.content["rule_version"] == 1
    assert {item["edition_name"] for item in snapshot.content["instruments"]} == {"Small framework"}


def test_nothing_is_locked_before_everything_is_revealed(open_assessment):
    open_assessment.close()
    position = open_assessment.assessment.positions
    position.create(city=open_assessment.city, criterion_id=open_assessment.round.ratings.first().criterion_id, level=1)

    with pytest.raises(StepRefused, match="Not all results are revealed yet"):
        lock(open_assessment)


def test_nothing_is_locked_without_a_position(revealed):
    with pytest.raises(StepRefused, match="Nothing is agreed yet"):
        lock(revealed)


@pytest.mark.parametrize("challenged", [False, True])
def test_locking_while_a_reply_is_open_takes_a_reason_that_is_kept(revealed, cast, challenged):
    position = sent(revealed, cast.chi)
    if challenged:
        challenge(position)

    with pytest.raises(ReplyOpen):
        lock(revealed)
    assert (phase(revealed), events()) == (Phase.MODERATION, [])
    lock(revealed, reason="The council meets tonight.")

    assert events() == [("overridden", "The council meets tonight.")]
    assert verbs(revealed)[-1:] == ["locked with a reply open"]


def test_changing_a_challenged_position_does_not_end_the_right_of_reply(revealed, cast):
    """A word changed, the owner’s reply gone from the page, and locked as if nobody had objected."""
    position = challenge(sent(revealed, cast.chi))
    agree(revealed, reason="As we said, more or less.", owner=cast.chi, version=position.version)

    with pytest.raises(ReplyOpen):
        lock(revealed)

    lock(revealed, reason="The board meets tomorrow.")
    assert events() == [("overridden", "The board meets tomorrow.")]


@pytest.mark.parametrize("challenged", [False, True])
@pytest.mark.parametrize("heir", ["nobody", "rey"])
def test_no_change_of_owner_ends_the_right_of_reply(revealed, cast, challenged, heir):
    """Given to somebody who accepts, or to nobody, it would be locked as if nobody had been asked."""
    position = sent(revealed, cast.chi)
    if challenged:
        challenge(position)
    owner = getattr(cast, heir, None)

    with pytest.raises(actions.OwnerAsked, match="Chi was asked about this position"):
        agree(revealed, owner=owner, version=position.version)
    changed = agree(revealed, reason="More or less.", owner=cast.chi, version=position.version)
    with pytest.raises(actions.OwnerAsked):
        agree(revealed, reason="More or less.", owner=owner, version=changed.version)


def test_what_an_owner_who_has_left_was_asked_goes_to_somebody_else(revealed, cast):
    position = sent(revealed, cast.chi)
    cast.chi.archived_at = timezone.now()
    cast.chi.save()

    changed = agree(revealed, owner=None, version=position.version)

    assert changed.owner is None
    with pytest.raises(ReplyOpen):  # nobody has answered for it yet
        lock(revealed)


def test_the_page_keeps_what_was_typed_beside_another_owner(revealed, bo, cast):
    position = sent(revealed, cast.chi)
    typed = {"level": "3", "owner": "", "reason": "Typed with care.", "version": position.version}

    response = bo.post(url(revealed, "moderate-criterion", "success-factors", "1.a.1"), typed)

    assert "Chi was asked about this position and has a right to answer." in words_of(response)
    assert "Typed with care." in words_of(response)
    position.refresh_from_db()
    assert (position.owner, position.status) == (cast.chi, "sent")


def test_a_reply_that_nobody_gave_in_time_is_not_open(revealed, cast):
    sent(revealed, cast.chi, days=3)

    lock(revealed, now=timezone.now() + timedelta(days=4))

    assert events() == [("locked", "")]


def test_a_reply_after_locking_is_refused_with_words(revealed, cast):
    position = sent(revealed, cast.chi)
    lock(revealed, reason="The council meets tonight.")

    with pytest.raises(StepRefused, match="The positions are locked"):
        challenge(position)

    position.refresh_from_db()
    assert position.status == "sent"


def test_what_is_locked_takes_no_change(revealed, cast):
    position = agree(revealed, owner=cast.chi)
    lock(revealed)
    round_, now, bo = latest_round(revealed), timezone.now(), cast.bo.user

    refused = [
        lambda: agree(revealed, level=4, version=1),
        lambda: agree(revealed, "1.a.2"),
        lambda: actions.send_positions(
            round_=round_, positions=[position.pk], reply_by=now.date(), address="", by=bo, now=now
        ),
        lambda: actions.propose_round(
            round_=round_, criteria=[position.criterion_id], closes_on=now.date(), by=bo, now=now
        ),
        lambda: actions.reveal_criterion(round_=round_, criterion=position.criterion, by=bo, now=now),
        lambda: lock(revealed),
    ]

    for act in refused:
        with pytest.raises(StepRefused, match="It is now: Agreed"):
            act()
    assert list(Position.objects.values_list("level", "version")) == [(2, 1)]


def test_opened_again_with_a_reason_it_can_be_changed_and_locked_anew(revealed):
    agree(revealed, level=2)
    lock(revealed)

    reopen(revealed)
    agree(revealed, level=3, version=1)
    lock(revealed)

    assert events() == [("locked", ""), ("reopened", "We forgot one."), ("locked", "")]
    assert verbs(revealed)[-3:] == ["locked", "opened again", "locked"]


def test_only_what_is_locked_is_opened_again(revealed):
    with pytest.raises(StepRefused):
        reopen(revealed)


def archive(staged):
    actions.archive_assessment(round_=latest_round(staged), by=staged.by.user, now=timezone.now())


def test_an_archived_assessment_takes_no_change_and_comes_back_as_it_was(revealed):
    agree(revealed)
    lock(revealed)
    archive(revealed)

    with pytest.raises(StepRefused, match="It is now: Archived"):
        reopen(revealed)
    assert phase(revealed) == Phase.ARCHIVED
    actions.bring_back_assessment(round_=latest_round(revealed), by=revealed.by.user, now=timezone.now())

    assert phase(revealed) == Phase.AGREED
    assert verbs(revealed)[-2:] == ["archived", "brought back"]


def test_an_archived_draft_is_not_opened(draft, cast):
    draft.leaders(4)
    archive(draft)

    with pytest.raises(StepRefused, match="It is now: Archived"):
        draft.open()


def test_nothing_is_archived_while_people_answer(open_assessment):
    with pytest.raises(StepRefused, match="It is now: Open"):
        archive(open_assessment)


def then(client, staged, place=0):
    """Return what the page of a lock says, by its place in the history, the first first."""
    event = staged.assessment.lock_events.all()[place]
    return words_of(client.get(url(staged, "agreed-then", event.pk)))


def test_what_was_agreed_at_a_lock_is_read_after_it_was_opened_again(revealed, cast, sign_in):
    words = {"target": 4, "target_on": date(2031, 5, 1), "reason": "The register.", "dissent": "Two say less."}
    position = sent(revealed, cast.chi, level=2, **words)
    lock(revealed, reason="The council meets tonight.")
    reopen(revealed)
    agree(revealed, level=3, version=position.version, owner=cast.chi, reason="Seen anew.")
    agree(revealed, "1.a.2", level=0)
    lock(revealed, reason="Once more.")
    ola = sign_in(cast.ola)

    history = ola.get(url(revealed, "detail")).content.decode()
    first, second = then(ola, revealed), then(ola, revealed, 2)

    locks = revealed.assessment.lock_events.exclude(kind="reopened")
    assert re.findall(r'href="([^"]+/locked/[^"]+)"', history) == [
        url(revealed, "agreed-then", event.pk) for event in locks.order_by("-pk")
    ]
    said = (
        "Agreed: Partly in place",
        "target Embedded",
        "1 May 2031",
        "The register.",
        "Two say less.",
        "Owner: Chi",
        "tonight.",
    )
    assert [word for word in said if word not in first] == []
    assert "Small framework" in first
    assert "rule version 1" in first
    assert [word for word in ("Seen anew.", "1.a.2") if word in first] == []
    assert [
        word for word in ("Agreed: Largely in place", "Seen anew.", "1.a.2", "Once more.") if word not in second
    ] == []


def test_a_lock_is_read_under_its_own_assessment_and_opening_again_froze_nothing(revealed, cast, bo):
    agree(revealed)
    lock(revealed)
    reopen(revealed)
    locked, opened = revealed.assessment.lock_events.all()
    other = agreed_directly(cast.city, cast.bo, {"1.a.1": 2})

    wrong = [url(revealed, "agreed-then", opened.pk), url(other, "agreed-then", locked.pk)]

    assert [bo.get(address).status_code for address in wrong] == [404, 404]
    assert bo.get(url(revealed, "agreed-then", locked.pk)).status_code == 200


def test_the_history_of_locks_stays_while_people_are_asked_again(revealed, bo):
    agree(revealed)
    lock(revealed)
    reopen(revealed)
    ask_again(revealed, "1.a.1")
    event = revealed.assessment.lock_events.first()

    assert url(revealed, "agreed-then", event.pk) in bo.get(url(revealed, "detail")).content.decode()
    assert "What was agreed on" in then(bo, revealed)


# --- Without ballots ------------------------------------------------------------------------------------


@pytest.fixture
def in_the_room(cast, edition):
    """An assessment that nobody is asked in: levels are agreed directly."""
    staged = stage_assessment(cast.city, cast.bo)
    Assessment.objects.filter(pk=staged.assessment.pk).update(is_consensus_only=True)
    return staged


def begin(staged):
    Round.objects.filter(pk=staged.round.pk).update(opened_at=timezone.now())


def test_without_ballots_levels_are_agreed_as_soon_as_it_is_open(in_the_room):
    assert phase(in_the_room) == Phase.DRAFT
    begin(in_the_room)
    assert phase(in_the_room) == Phase.MODERATION

    agree(in_the_room, level=3)
    snapshot = lock(in_the_room)

    assert phase(in_the_room) == Phase.AGREED
    assert snapshot.content["round"]["answers"] == {}


def test_without_ballots_there_is_nothing_to_ask_again(in_the_room, cast):
    begin(in_the_room)

    with pytest.raises(StepRefused):
        actions.propose_round(
            round_=latest_round(in_the_room),
            criteria=[1],
            closes_on=timezone.now().date(),
            by=cast.bo.user,
            now=timezone.now(),
        )


# --- Pages ----------------------------------------------------------------------------------------------


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def test_the_page_says_how_many_are_agreed_and_locks(revealed, bo):
    agree(revealed)
    page = words_of(bo.get(url(revealed, "lock")))
    assert "1 of 5" in page
    assert "The other statements keep what people rated." in page

    bo.post(url(revealed, "lock"))

    assert phase(revealed) == Phase.AGREED
    assert "Lock" in words_of(bo.get(url(revealed, "detail")))


def test_the_page_asks_for_a_reason_while_a_reply_is_open(revealed, bo, cast):
    sent(revealed, cast.chi)
    page = bo.post(url(revealed, "lock"))
    assert "Say why: it is kept with the assessment." in words_of(page)
    assert phase(revealed) == Phase.MODERATION

    bo.post(url(revealed, "lock"), {"reason": "The council meets tonight."})

    assert events() == [("overridden", "The council meets tonight.")]
    assert "The council meets tonight." in words_of(bo.get(url(revealed, "detail")))


def test_a_draft_whose_owner_was_never_asked_is_pointed_out(revealed, bo, cast):
    agree(revealed, owner=cast.chi)

    assert "1 draft has an owner who was never asked." in words_of(bo.get(url(revealed, "lock")))


def test_opening_again_asks_for_a_reason(revealed, bo):
    agree(revealed)
    lock(revealed)
    page = bo.post(url(revealed, "open-again"), {"reason": " "})
    assert "Say why: it is kept with the assessment." in words_of(page)

    bo.post(url(revealed, "open-again"), {"reason": "We forgot one."})

    assert events()[-1] == ("reopened", "We forgot one.")
    assert bo.get(url(revealed, "open-again")).url == url(revealed, "detail")


def test_what_is_archived_leaves_the_list_and_the_front_page_and_can_be_brought_back(revealed, bo, cast):
    listing, home = reverse("assessments:list", args=[cast.city.slug]), reverse("city-home", args=[cast.city.slug])
    bo.post(url(revealed, "archive"))

    assert [len(bo.get(listing + query).context["rounds"]) for query in ("", "?archived")] == [0, 1]
    assert bo.get(home).context["revealed"] == []
    assert "This assessment is archived" in words_of(bo.get(url(revealed, "detail")))
    assert bo.get(url(revealed, "results")).status_code == 200
    bo.post(url(revealed, "bring-back"))
    assert [len(bo.get(listing + query).context["rounds"]) for query in ("", "?archived")] == [1, 0]


def test_an_open_assessment_is_not_archived_from_its_page(open_assessment, bo):
    assert bo.get(url(open_assessment, "archive")).url == url(open_assessment, "detail")
    bo.post(url(open_assessment, "archive"))

    assert phase(open_assessment) == Phase.OPEN


def test_without_ballots_the_room_agrees_and_locks_on_its_pages(in_the_room, bo):
    begin(in_the_room)
    stage_address = url(in_the_room, "moderate-criterion", "success-factors", "1.a.1")
    page = words_of(bo.get(stage_address))
    assert [word for word in ("median", "answered", "Reveal") if word in page] == []

    bo.post(stage_address, {"level": "3", "target": "", "version": "0"})
    bo.post(url(in_the_room, "lock"))

    assert phase(in_the_room) == Phase.AGREED
    assert bo.get(url(in_the_room, "results")).status_code == 200


def test_what_is_archived_is_read_and_offers_nothing_to_change(revealed, bo, cast, sign_in):
    position = sent(revealed, cast.chi)
    invitation = Invitation.objects.create(
        city=cast.city,
        email="mo@people.example",
        organisation=cast.chi.organisation,
        roles=["leader"],
        invited_by=cast.ada.user,
        invited_at=timezone.now(),
    )
    awaited = Awaited.objects.create(city=cast.city, round=revealed.round, invitation=invitation)
    bo.post(url(revealed, "archive"))

    page = bo.get(url(revealed, "detail")).content.decode()
    reply = words_of(sign_in(cast.chi).get(reverse("assessments:reply", args=[cast.city.slug, position.pk])))
    bo.post(url(revealed, "forget", awaited.pk))

    offered = [name for name in ("settings", "last-day", "people", "moderate") if url(revealed, name) in page]
    assert offered == ["people", "moderate"]  # to read
    assert [bo.get(url(revealed, name)).url for name in ("settings", "last-day")] == [url(revealed, "detail")] * 2
    assert "Invite" not in words_of(bo.get(url(revealed, "people")))
    assert "This assessment is archived. Nothing can be answered any more." in reply
    assert "Accept this position" not in reply
    assert Awaited.objects.filter(pk=awaited.pk).exists()


def test_a_draft_that_is_archived_asks_nobody_any_more(draft, bo):
    draft.leaders(4)
    bo.post(url(draft, "archive"))

    people, page = words_of(bo.get(url(draft, "people"))), bo.get(url(draft, "detail")).content.decode()

    assert "Invite" not in people
    assert [name for name in ("settings", "last-day") if url(draft, name) in page] == []
    assert bo.get(url(draft, "step", "open")).url == url(draft, "detail")


@pytest.mark.parametrize("stage", ["moderation", "second round", "agreed", "archived"])
def test_positions_are_one_link_away_from_when_the_room_has_begun(revealed, bo, stage):
    for criterion in revealed.refs:
        agree(revealed, criterion)  # the next step is to lock
    if stage == "second round":
        ask_again(revealed, "1.a.1")
    if stage == "agreed":
        lock(revealed)
    if stage == "archived":
        bo.post(url(revealed, "archive"))

    page = bo.get(url(revealed, "detail")).content.decode()

    assert f'href="{url(revealed, "moderate")}"' in page
    assert bo.get(url(revealed, "moderate")).status_code == 200


def test_what_was_agreed_without_ballots_is_read_once_archived(in_the_room, bo):
    begin(in_the_room)
    agree(in_the_room)
    bo.post(url(in_the_room, "archive"))

    assert bo.get(url(in_the_room, "moderate")).status_code == 200
