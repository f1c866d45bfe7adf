"""Positions as a test's room records them."""

from datetime import timedelta

from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Position, Round
from framework.models import Criterion
from tests.conftest import Staged, stage_assessment


def criterion_of(staged, ref):
    return Criterion.objects.get(instrument__edition=staged.assessment.edition, ref=ref)


def latest_round(staged) -> Round:
    rounds = Round.objects.filter(assessment=staged.assessment)
    return rounds.select_related("assessment__edition", "city").latest("number")


def agree(staged, ref="1.a.1", level=2, version=0, now=None, **words) -> Position:
    """Record a position as the facilitator."""
    given = {"target": None, "target_on": None, "reason": "", "dissent": "", "owner": None} | words
    return actions.record_position(
        round_=latest_round(staged),
        criterion=criterion_of(staged, ref),
        level=level,
        version=version,
        by=staged.by.user,
        now=now or timezone.now(),
        **given,
    )


def send(staged, *positions, days=7, now=None) -> int:
    """Send drafts to their owners, who have so many days to answer."""
    now = now or timezone.now()
    return actions.send_positions(
        round_=latest_round(staged),
        positions=[position.pk for position in positions],
        reply_by=staged.city.date_at(now) + timedelta(days=days),
        address="https://portal.example/positions/",
        by=staged.by.user,
        now=now,
    )


def sent(staged, owner, ref="1.a.1", level=2, days=7, now=None, **words) -> Position:
    """Record a position and send it to its owner."""
    position = agree(staged, ref, level, owner=owner, now=now, **words)
    send(staged, position, days=days, now=now)
    position.refresh_from_db()
    return position


def challenge(position, reply="Look at the register.", now=None) -> Position:
    actions.challenge_position(
        position=position, reply=reply, version=position.version, by=position.owner, now=now or timezone.now()
    )
    position.refresh_from_db()
    return position


def decide(staged, position, decision="Time is over.", now=None, **words) -> Position:
    """Decide on a position as the facilitator: its level stays, without a target, unless another is given."""
    actions.decide_position(
        round_=latest_round(staged),
        position=position,
        decision=decision,
        version=position.version,
        by=staged.by.user,
        now=now or timezone.now(),
        **{"level": position.level, "target": None, **words},
    )
    position.refresh_from_db()
    return position


def lock(staged, reason="", now=None):
    """Lock the positions as the facilitator."""
    return actions.lock_assessment(
        round_=latest_round(staged), reason=reason, by=staged.by.user, now=now or timezone.now()
    )


def furnish_positions(staged, owner) -> Position:
    """Give a revealed assessment a challenged position, a drafted one, and one that is sent; return the last."""
    challenge(sent(staged, owner, staged.refs[0], reason="Ours alone.", target=3), "Not so here.")
    agree(staged, staged.refs[2], dissent="Ours alone.", owner=owner)
    return sent(staged, owner, staged.refs[1])


def agreed_directly(city, by, levels, title="Agreed in the room", kind="self"):
    """Agree on levels in the room, by the reference of the criterion, and lock them; None where one does not apply."""
    staged = stage_assessment(city, by, title)
    Assessment.objects.filter(pk=staged.assessment.pk).update(is_consensus_only=True, kind=kind)
    Round.objects.filter(pk=staged.round.pk).update(opened_at=timezone.now())
    for ref, level in levels.items():
        agree(staged, ref, level=level)
    lock(staged)
    staged.round.refresh_from_db()
    return staged


def furnish_earlier(city, by) -> None:
    """Give a city an agreed assessment that closed before all others."""
    staged = agreed_directly(city, by, {"1.a.1": 1}, "Agreed earlier")
    long_ago = timezone.now() - timedelta(days=900)
    Round.objects.filter(pk=staged.round.pk).update(opened_at=long_ago, closed_at=long_ago)


def furnish_agreed(staged) -> None:
    """Agree on one criterion of a revealed assessment, and lock it."""
    agree(staged, staged.refs[0], reason="Ours alone.")
    lock(staged)


def ask_again(staged, *refs) -> Staged:
    actions.propose_round(
        round_=latest_round(staged),
        criteria=[criterion_of(staged, ref).pk for ref in refs],
        closes_on=staged.city.date_at(timezone.now()) + timedelta(days=3),
        by=staged.by.user,
        now=timezone.now(),
    )
    return Staged(latest_round(staged), staged.by)
