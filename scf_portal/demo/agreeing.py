"""Lets the demo city agree: positions noted, sent, accepted or challenged, decided, and locked."""

from collections.abc import Mapping
from datetime import timedelta

from assessments import actions as assessing
from assessments.models import Position, Round
from scf_portal.demo.outcomes import Agreement, Offered, PlannedPosition
from scf_portal.demo.scene import Scene


def store_agreement(scene: Scene, round_: Round, agreement: Agreement) -> None:
    """Take the positions of an assessment as far as they have come today."""
    agreed = {ref: planned for ref, planned in agreement.positions.items() if ref in scene.criteria}
    for ref, planned in agreed.items():
        note(scene, round_, agreement, ref, planned)
    answered = {scene.criteria[ref].pk: planned for ref, planned in agreed.items() if planned.reply}
    positions = Position.objects.filter(assessment=round_.assessment_id, criterion__in=answered).order_by("pk")
    sent = {position.pk: answered[position.criterion_id] for position in positions}
    if sent:
        send(scene, round_, agreement, sent)
    if agreement.locked is not None:
        assessing.lock_assessment(round_=round_, reason="", by=scene.facilitator, now=scene.at(agreement.locked, 11))


def note(scene: Scene, round_: Round, agreement: Agreement, ref: str, planned: PlannedPosition) -> None:
    """Note what the room agreed on about one statement, after those before it."""
    place = list(agreement.positions).index(ref)
    assessing.record_position(
        round_=round_,
        criterion=scene.criteria[ref],
        level=planned.level,
        target=planned.target,
        target_on=None if planned.target is None else scene.on(planned.by or agreement.by),
        reason=planned.reason,
        dissent=planned.dissent,
        owner=scene.members[agreement.owner_of(ref)],
        version=0,
        by=scene.facilitator,
        now=scene.at(agreement.agreed) + timedelta(minutes=4 * place),
    )


def send(scene: Scene, round_: Round, agreement: Agreement, sent: Mapping[int, PlannedPosition]) -> None:
    """Send positions to their owners, and let these answer."""
    assessing.send_positions(
        round_=round_,
        positions=list(sent),
        reply_by=scene.on(agreement.reply_by),
        address="",  # no mail goes out: see `store`
        by=scene.facilitator,
        now=scene.at(agreement.agreed, 15),
    )
    for place, (pk, planned) in enumerate(sent.items()):
        position = Position.objects.select_related("owner__user", "assessment", "city").get(pk=pk)
        answer(scene, round_, agreement, position, planned, place)


def answer(
    scene: Scene, round_: Round, agreement: Agreement, position: Position, planned: PlannedPosition, place: int
) -> None:
    """Let the owner of a position accept or challenge it, and a challenge be decided where it was."""
    reply, owner, now = planned.reply, position.owner, scene.at(agreement.agreed + 1) + timedelta(minutes=25 * place)
    if reply is None or owner is None or reply.answer == "waits":
        return
    if reply.answer == "accepted":
        assessing.accept_position(position=position, version=position.version, by=owner, now=now)
        return
    if reply.offers:
        assessing.offer_evidence(position=position, by=owner, now=now, **parts_of(scene, reply.offers))
    assessing.challenge_position(position=position, reply=reply.says, version=position.version, by=owner, now=now)
    if reply.decision:
        held = Position.objects.get(pk=position.pk)
        assessing.decide_position(
            round_=round_,
            position=held,
            level=held.level if reply.level is None else reply.level,
            target=held.target,
            decision=reply.decision,
            version=held.version,
            by=scene.facilitator,
            now=scene.at(agreement.reply_by, 10),
        )


def parts_of(scene: Scene, offered: Offered) -> dict[str, object]:
    """Return a link behind a reply, as `offer_evidence` takes it."""
    return {"title": offered.title, "url": offered.url, "dated_on": scene.perhaps_on(offered.dated)}
