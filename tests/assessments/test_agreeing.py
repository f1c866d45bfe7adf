"""From a draft in the room to a position that its owner accepts, or that is decided in spite of a challenge."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.actions import PositionChanged, StepRefused
from assessments.models import Position, PositionChange, PositionStatus
from cities.models import AuditEntry, OutgoingMail
from tests.factories import MemberFactory
from tests.positions import agree, challenge, criterion_of, decide, latest_round, send, sent


def verbs(city):
    return list(AuditEntry.objects.filter(city=city, object_type="assessments.position").values_list("verb", flat=True))


def history(position):
    fields = ("version", "status", "level", "reason")
    return list(PositionChange.objects.filter(position=position).values_list(*fields))


def test_every_version_of_a_position_is_kept(revealed, cast):
    position = agree(revealed, level=2, target=4, target_on=date(2030, 6, 30), reason="As the room saw it.")
    agree(revealed, level=3, version=1, reason="After a second look.", dissent="One would say 1.", owner=cast.chi)

    position.refresh_from_db()
    assert (position.level, position.dissent, position.owner) == (3, "One would say 1.", cast.chi)
    assert history(position) == [
        (1, "drafted", 2, "As the room saw it."),
        (2, "drafted", 3, "After a second look."),
    ]
    first = position.changes.get(version=1)
    assert (first.target, first.target_on, first.by) == (4, date(2030, 6, 30), cast.bo.user)
    assert verbs(cast.city) == ["recorded a position"] * 2


def test_recording_the_same_again_changes_nothing(revealed):
    agree(revealed, reason="So it is.")
    agree(revealed, reason="So it is.", version=0)

    assert PositionChange.objects.count() == 1


def test_a_position_changed_meanwhile_is_not_overwritten(revealed):
    agree(revealed, level=2)
    agree(revealed, level=3, version=1)

    with pytest.raises(PositionChanged) as refused:
        agree(revealed, level=0, version=1)

    assert (refused.value.position.level, refused.value.position.version) == (3, 2)
    assert Position.objects.get().level == 3


def test_two_people_who_record_a_first_position_at_once_do_not_overwrite_each_other(revealed):
    agree(revealed, level=2)

    with pytest.raises(PositionChanged):
        agree(revealed, level=3, version=0)


def test_nothing_is_agreed_on_what_is_still_sealed(open_assessment):
    with pytest.raises(StepRefused, match="It is now: Open"):
        agree(open_assessment)
    open_assessment.close()
    with pytest.raises(StepRefused, match="Reveal what people answered first"):
        agree(open_assessment)

    assert not Position.objects.exists()


def test_a_criterion_revealed_by_itself_can_be_agreed_and_no_other(open_assessment, cast):
    open_assessment.close()
    actions.reveal_criterion(
        round_=open_assessment.round,
        criterion=criterion_of(open_assessment, "1.a.1"),
        by=cast.bo.user,
        now=timezone.now(),
    )

    agree(open_assessment, "1.a.1")
    with pytest.raises(StepRefused):
        agree(open_assessment, "1.a.2")

    assert [position.criterion.ref for position in Position.objects.all()] == ["1.a.1"]


def test_what_is_revealed_so_far_stands_under_one_key_of_the_levels(open_assessment, cast, sign_in):
    open_assessment.close()
    for ref in ("1.a.1", "1.a.2"):
        criterion = criterion_of(open_assessment, ref)
        actions.reveal_criterion(round_=open_assessment.round, criterion=criterion, by=cast.bo.user, now=timezone.now())

    address = reverse("assessments:revealed", args=[cast.city.slug, open_assessment.assessment.pk])
    page = sign_in(cast.chi).get(address).content.decode()

    [key] = re.findall(r'<ul class="level-key">.*?</ul>', page, re.DOTALL)
    assert [label in key for label in ("Not started", "Embedded")] == [True, True]
    assert page.index(key) < page.index("1.a.1")


# --- Reply ----------------------------------------------------------------------------------------------


def test_each_owner_gets_one_mail_that_lists_their_positions(revealed, cast):
    chis = [agree(revealed, ref, owner=cast.chi, level=0, reason="Nobody knows.") for ref in ("1.a.1", "2.a.1")]
    almas = agree(revealed, "1.b.1", owner=cast.alma)
    nobodys = agree(revealed, "1.a.2")

    assert send(revealed, *chis, almas, nobodys) == 2

    mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
    assert set(mails) == {cast.chi.user.email, cast.alma.user.email}
    words = mails[cast.chi.user.email].body
    assert [ref for ref in revealed.refs if f"  {ref}  " in words] == ["1.a.1", "2.a.1"]
    assert "https://portal.example/positions/" in words
    statuses = {position.criterion.ref: position.status for position in Position.objects.all()}
    assert statuses == {"1.a.1": "sent", "2.a.1": "sent", "1.b.1": "sent", "1.a.2": "drafted"}


def test_the_mail_says_neither_level_nor_reason(revealed, cast):
    """Mail travels through hands that nobody knows."""
    sent(revealed, cast.chi, level=0, reason="Zebra", dissent="Giraffe", target=4)

    body = OutgoingMail.objects.get().body
    assert [word for word in ("Zebra", "Giraffe", "Absent", "Not in place", "level") if word in body] == []


def test_the_mail_speaks_the_owners_language(revealed, cast):
    cast.chi.user.language = "en-gb"
    cast.chi.user.save()
    sent(revealed, cast.chi)

    assert OutgoingMail.objects.get().subject == "Your answer, please: draft positions of Autumn check"


def test_what_has_no_owner_or_is_sent_already_is_not_sent(revealed, cast):
    position = sent(revealed, cast.chi)
    nobodys = agree(revealed, "1.a.2")

    with pytest.raises(StepRefused, match="None of these positions waits to be sent"):
        send(revealed, position, nobodys)

    assert OutgoingMail.objects.count() == 1


def test_the_owner_accepts(revealed, cast):
    position = sent(revealed, cast.chi)

    actions.accept_position(position=position, version=position.version, by=cast.chi, now=timezone.now())

    position.refresh_from_db()
    assert position.status == PositionStatus.ACCEPTED
    assert verbs(cast.city) == ["accepted", "sent a position", "recorded a position"]


def test_a_challenge_is_decided_with_a_reason_and_the_level_may_change_with_it(revealed, cast):
    position = challenge(sent(revealed, cast.chi, level=1, target=3))

    actions.decide_position(
        round_=latest_round(revealed),
        position=position,
        level=2,
        target=3,
        decision="The register says so.",
        version=position.version,
        by=cast.bo.user,
        now=timezone.now(),
    )

    position.refresh_from_db()
    assert (position.status, position.level, position.target) == ("decided", 2, 3)
    assert (position.reply, position.decision) == ("Look at the register.", "The register says so.")
    assert [row[1:3] for row in history(position)] == [("drafted", 1), ("sent", 1), ("challenged", 1), ("decided", 2)]


@pytest.mark.parametrize(
    ("level", "target", "target_on"), [(2, 3, date(2030, 6, 30)), (2, None, None), (None, None, None)]
)
def test_without_a_target_a_decision_leaves_no_day_to_reach_it(revealed, cast, level, target, target_on):
    position = challenge(sent(revealed, cast.chi, level=1, target=3, target_on=date(2030, 6, 30)))

    decide(revealed, position, level=level, target=target)

    assert (position.target, position.target_on) == (target, target_on)
    assert position.changes.latest("version").target_on == target_on
    assert "target_on" in AuditEntry.objects.filter(verb="decided on a position").get().fields


def test_without_a_reply_it_can_be_decided_once_the_last_day_is_over(revealed, cast):
    position = sent(revealed, cast.chi, days=2)

    with pytest.raises(StepRefused, match="nobody has challenged"):
        decide(revealed, position, now=timezone.now() + timedelta(days=2))
    decide(revealed, position, now=timezone.now() + timedelta(days=3))

    position.refresh_from_db()
    assert position.status == "decided"


def test_the_owner_may_still_answer_late_until_it_is_decided(revealed, cast):
    late = timezone.now() + timedelta(days=30)
    position = challenge(sent(revealed, cast.chi, days=2), now=late)
    assert position.status == "challenged"
    decide(revealed, position, now=late)

    position.refresh_from_db()
    with pytest.raises(StepRefused, match="does not wait for your answer any more"):
        actions.accept_position(position=position, version=position.version, by=cast.chi, now=late)


def test_nobody_but_the_owner_answers(revealed, cast):
    position = sent(revealed, cast.chi)
    somebody = MemberFactory(city=cast.city)

    with pytest.raises(StepRefused):
        actions.accept_position(position=position, version=position.version, by=somebody, now=timezone.now())

    position.refresh_from_db()
    assert position.status == "sent"


def test_an_answer_to_what_was_changed_meanwhile_is_refused(revealed, cast):
    position = sent(revealed, cast.chi, level=2)
    seen = position.version
    changed = agree(revealed, level=0, owner=cast.chi, version=seen)
    send(revealed, changed)

    position.refresh_from_db()
    with pytest.raises(PositionChanged):
        actions.accept_position(position=position, version=seen, by=cast.chi, now=timezone.now())


def test_a_position_that_is_changed_after_it_was_accepted_is_a_draft_again(revealed, cast):
    position = sent(revealed, cast.chi)
    actions.accept_position(position=position, version=2, by=cast.chi, now=timezone.now())

    agree(revealed, level=0, owner=cast.chi, version=3)

    position.refresh_from_db()
    assert (position.status, position.reply_by, position.level) == ("drafted", None, 0)
