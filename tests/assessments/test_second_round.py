"""Asking again about what is worth a discussion: who, what, and what became of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import actions
from assessments.actions import StepRefused
from assessments.models import Participant, Phase, Rating
from assessments.queries.editions import rounds_left_behind
from assessments.queries.moderation import turn_of
from assessments.queries.position_words import movement_words
from cities.actions import remove_member
from cities.models import OutgoingMail, Role
from tests.factories import MemberFactory
from tests.positions import agree, ask_again, criterion_of, latest_round


def test_the_same_people_are_asked_the_chosen_criteria_again(revealed):
    first = {(item.member_id, item.organisation_id, item.sector) for item in revealed.round.participants.all()}

    again = ask_again(revealed, "1.a.1", "2.a.1")

    assert (again.round.number, again.round.phase) == (2, Phase.OPEN)
    people = again.round.participants.all()
    assert {(item.member_id, item.organisation_id, item.sector) for item in people} == first
    asked = Rating.objects.filter(round=again.round)
    assert set(asked.values_list("criterion__ref", "state")) == {("1.a.1", "not_answered"), ("2.a.1", "not_answered")}
    assert asked.count() == 2 * len(first)


def test_what_people_were_and_for_whom_they_stand_is_kept(revealed, cast):
    Participant.objects.filter(round=revealed.round, member=cast.chi).update(role=Role.OBSERVER)
    chi = revealed.participant(cast.chi)
    chi.stands_in_for = cast.alma
    chi.save()

    again = ask_again(revealed, "1.a.1")

    copied = again.participant(cast.chi)
    assert (copied.role, copied.stands_in_for_id) == (Role.OBSERVER, cast.alma.pk)


def test_who_has_left_the_city_is_neither_asked_again_nor_mailed(revealed, cast):
    gone = revealed.round.participants.exclude(member=cast.chi).first().member
    remove_member(member=gone, by=cast.ada.user, now=timezone.now())

    people = actions.propose_round(
        round_=latest_round(revealed),
        criteria=[criterion_of(revealed, "1.a.1").pk],
        closes_on=revealed.city.date_at(timezone.now()) + timedelta(days=3),
        by=revealed.by.user,
        now=timezone.now(),
        address_of=str,
    )

    assert gone not in {person.member for person in people}
    assert len(people) == revealed.round.participants.count() - 1
    assert not OutgoingMail.objects.filter(to=gone.user.email).exists()


def test_who_has_withdrawn_or_was_not_asked_this_is_not_asked_again(revealed, cast):
    withdrawn, other, *_rest = revealed.round.participants.exclude(member=cast.chi)
    Participant.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())
    Rating.objects.filter(participant=other, criterion__ref="1.a.1").delete()

    again = ask_again(revealed, "1.a.1", "1.a.2")

    members = set(again.round.participants.values_list("member_id", flat=True))
    assert members & {withdrawn.member_id, other.member_id} == {other.member_id}
    assert set(
        Rating.objects.filter(participant__member=other.member_id, round=again.round).values_list(
            "criterion__ref", flat=True
        )
    ) == {"1.a.2"}


def test_a_round_that_is_not_revealed_as_a_whole_is_not_followed_by_another(open_assessment):
    open_assessment.close()
    with pytest.raises(StepRefused, match="Reveal the results of this round first"):
        ask_again(open_assessment, "1.a.1")


def test_positions_wait_while_people_rate_again(revealed):
    ask_again(revealed, "1.a.1")

    with pytest.raises(StepRefused, match="It is now: Open"):
        agree(revealed)


def item(staged, ref):
    return turn_of(latest_round(staged), criterion_of(staged, ref).pk).item


def answer_again(staged, levels):
    for participant, level in zip(staged.round.participants.order_by("pk"), levels, strict=True):
        staged.say(staged.participant(participant.member), {"1.a.1": level})


def test_what_the_second_round_says_is_sealed_and_then_stands_beside_the_first(revealed):
    """Round one: nine on 1, four on 3, Chi on 2, three silent."""
    again = ask_again(revealed, "1.a.1")
    assert item(revealed, "1.a.1").shown.round.number == 1

    answer_again(again, [3] * 14 + [2] * 3)
    again.close()

    assert (item(revealed, "1.a.1").is_sealed, item(revealed, "1.a.1").shown) == (True, None)
    assert item(revealed, "1.a.2").shown.round.number == 1
    again.reveal()
    found = item(revealed, "1.a.1")
    assert (found.before.finding.figures.median, found.shown.finding.figures.median) == (1, 3)
    assert (found.shown.movement.levels, found.shown.round.number, found.before.round.number) == (2, 2, 1)
    assert movement_words(found.shown.movement, found.instrument.levels).startswith("The median rose from ")


def test_no_movement_is_told_where_a_round_withholds(revealed):
    again = ask_again(revealed, "1.a.1")
    answer_again(again, ["dont_know"] * 14 + [2] * 3)
    again.close_and_reveal()

    found = item(revealed, "1.a.1")

    assert (found.shown.finding.figures, found.shown.movement) == (None, None)


def test_movement_is_told_of_nothing_that_was_asked_once(revealed):
    again = ask_again(revealed, "1.a.1")
    again.close_and_reveal()

    assert (item(revealed, "2.a.1").before, item(revealed, "2.a.1").shown.movement) == (None, None)


def test_what_is_asked_a_second_time_stays_with_its_edition(between, cast):
    """Its positions and its first round could not go with it."""
    between.old.close_and_reveal()
    again = ask_again(between.old, "1.a.1")

    with pytest.raises(StepRefused, match="cannot go on in this edition"):
        actions.change_edition(
            city=cast.city, edition=between.second, rounds=[again.round], by=cast.ada.user, now=timezone.now()
        )

    assert list(rounds_left_behind(cast.city, between.second)) == []


def test_nobody_can_be_added_to_a_later_round(revealed, cast):
    """What they answer would stand alone beside the answers of all, and be known as theirs."""
    later = ask_again(revealed, "1.a.1").round
    newcomer = MemberFactory(city=cast.city)

    with pytest.raises(actions.StepRefused, match="asks once more those who were asked before"):
        actions.invite(round_=later, members=[newcomer], by=cast.bo.user, now=timezone.now())
    with pytest.raises(actions.StepRefused, match="stays as it is"):
        actions.change_groups(participant=later.participants.first(), groups=[], by=cast.bo.user, now=timezone.now())
    assert not later.participants.filter(member=newcomer).exists()
