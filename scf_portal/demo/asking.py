"""Runs an assessment of the demo city through the actions that people use, at the times they would have used them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from assessments import actions as assessing
from assessments.models import Participant, Rating, RatingState, Round
from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP
from scf_portal.demo import data
from scf_portal.demo.agreeing import store_agreement
from scf_portal.demo.opinions import AGAIN, AssessmentVoice
from scf_portal.demo.outcomes import Evidence, Outcomes
from scf_portal.demo.reviewing import ask_reviewer, store_follow_up, store_review
from scf_portal.demo.scene import Scene
from scf_portal.demo.voices import Answer, answers, beside

CLOSING_HOUR = 17
MOST_BETWEEN = timedelta(hours=5)
"""From when one person answers to when the next does."""


def store_assessment(
    scene: Scene, planned: data.PlannedAssessment, voices: dict[str, AssessmentVoice], outcomes: Outcomes
) -> None:
    """Run one assessment from its draft to where it stands today."""
    round_ = open_assessment(scene, planned)
    evidence = outcomes.evidence.get(planned.key, ())
    store_answers(scene, round_, planned, voices[planned.key], list(scene.criteria), evidence)
    if planned.revealed is None:
        return
    close(scene, round_, planned.closes)
    planned_review = outcomes.reviews.get(planned.key)
    if planned_review:
        review = ask_reviewer(scene, round_.assessment, planned_review)
        store_review(scene, review, planned_review)
    assessing.reveal_round(round_=round_, by=scene.facilitator, now=scene.at(planned.revealed))
    if planned.again:
        ask_again(scene, round_, planned, planned.again, voices[planned.key + AGAIN])
    if planned.key in outcomes.agreements:
        store_agreement(scene, round_, outcomes.agreements[planned.key])
    if planned_review:
        store_follow_up(scene, planned_review)


def open_assessment(scene: Scene, planned: data.PlannedAssessment) -> Round:
    """Draft an assessment, invite people and open it."""
    opens, by = scene.at(planned.opens), scene.facilitator
    round_ = assessing.create_assessment(
        city=scene.city,
        groups=list(scene.factors.values()),
        title=planned.name,
        kind=planned.kind,
        closes_on=scene.on(planned.closes),
        minimum_group=DEFAULT_MINIMUM_GROUP,
        by=by,
        now=opens,
        **{f"asks_{extra}": True for extra in planned.asks},
    )
    invited = [scene.members[person.handle] for person in scene.planned.asked_in(planned)]
    assessing.invite(round_=round_, members=invited, by=by, now=opens)
    assessing.open_round(round_=round_, by=by, now=opens)
    round_.refresh_from_db()
    return round_


def close(scene: Scene, round_: Round, day: int) -> None:
    assessing.close_round(round_=round_, by=scene.facilitator, now=scene.at(day, CLOSING_HOUR))


def ask_again(
    scene: Scene,
    round_: Round,
    planned: data.PlannedAssessment,
    again: data.SecondRound,
    voice: AssessmentVoice,
) -> None:
    """Let everybody rate some statements once more, and reveal what they say then."""
    refs = [ref for ref in scene.criteria if ref in again.refs]
    if not refs:
        return
    assessing.propose_round(
        round_=round_,
        criteria=[scene.criteria[ref].pk for ref in refs],
        closes_on=scene.on(again.closes),
        by=scene.facilitator,
        now=scene.at(again.opens),
    )
    second = Round.objects.select_related("assessment", "city").get(assessment=round_.assessment_id, number=2)
    store_answers(scene, second, planned, voice, refs)
    close(scene, second, again.closes)
    assessing.reveal_round(round_=second, by=scene.facilitator, now=scene.at(again.revealed))


def store_answers(
    scene: Scene,
    round_: Round,
    planned: data.PlannedAssessment,
    voice: AssessmentVoice,
    refs: Sequence[str],
    evidence: Iterable[Evidence] = (),
) -> None:
    """Let everybody say what they have to say, and those who are done hand in."""
    people = scene.planned.asked_in(planned)
    given = answers(people, voice, refs)
    rows = Participant.objects.filter(round=round_).select_related("member__user", "round", "city")
    participants = {row.member.user.email: row for row in rows}
    pieces: dict[tuple[str, str], list[Evidence]] = {}
    for piece in evidence:
        pieces.setdefault((piece.who, piece.ref), []).append(piece)
    for person, moment in zip(people, moments(scene, round_, len(people)), strict=True):
        participant = participants[person.email]
        ratings = {rating.criterion.ref: rating for rating in participant.ratings.select_related("criterion")}
        for ref in [ref for ref in refs if (person.email, ref) in given]:
            rating, answer = ratings[ref], given[person.email, ref]
            rating.participant, rating.city = participant, scene.city
            record(rating, answer, beside(person, ref, answer, voice.opinion(ref)), planned.asks, moment)
            for piece in pieces.get((person.handle, ref), ()):
                offer(scene, rating, piece, moment)
        if voice.has_finished(person):
            handed_in = moment + timedelta(minutes=14)
            assessing.submit_answers(participant=participant, by=participant.member.user, now=handed_in)


def record(
    rating: Rating, answer: Answer, target_and_confidence: tuple[int | None, str], asks: Sequence[str], now: datetime
) -> None:
    """Record one answer as its participant would, with what is asked beside the level."""
    target, confidence = target_and_confidence
    assessing.record_rating(
        rating=rating,
        state=RatingState(answer.state),
        level=answer.level,
        comment=answer.comment,
        target=target if "target" in asks else None,
        confidence=confidence if "confidence" in asks else "",
        version=0,
        by=rating.participant.member.user,
        now=now,
    )


def moments(scene: Scene, round_: Round, people: int) -> list[datetime]:
    """Return when each person answers: one after the other, all before the last evening."""
    opened = round_.opened_at or scene.at(0)
    last = datetime.combine(round_.closes_on, opened.time(), tzinfo=opened.tzinfo)
    between = min(MOST_BETWEEN, (last - opened) / (people + 1))
    return [opened + timedelta(hours=1) + between * place for place in range(people)]


def offer(scene: Scene, rating: Rating, piece: Evidence, now: datetime) -> None:
    """Put a link or a file behind an answer."""
    assessing.add_evidence(
        rating=rating,
        title=piece.title,
        url=piece.url,
        upload=file_of(piece.file) if piece.file else None,
        dated_on=scene.perhaps_on(piece.dated),
        review_by=scene.perhaps_on(piece.review_by),
        by=rating.participant.member.user,
        now=now,
    )


def file_of(name: str) -> assessing.Upload:
    return assessing.Upload(name, (data.FOLDER / "files" / name).read_bytes())
