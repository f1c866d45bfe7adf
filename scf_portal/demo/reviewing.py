"""Lets the demo city's reviewer rate, find, recommend and submit, and the city follow that up."""

from assessments import actions as assessing
from assessments.models import Assessment, Recommendation, Review
from scf_portal.demo.outcomes import Advice, PlannedReview
from scf_portal.demo.scene import Scene


def ask_reviewer(scene: Scene, assessment: Assessment, planned: PlannedReview) -> Review:
    """Ask the reviewer; they are reached by mail outside the demo, for none goes out (see `store`)."""
    [review] = assessing.ask_reviewers(
        assessment=assessment,
        members=[scene.members[planned.reviewer]],
        address="",
        by=scene.facilitator,
        now=scene.at(planned.asked),
    )
    return review


def store_review(scene: Scene, review: Review, planned: PlannedReview) -> None:
    """Write and submit a review."""
    for ref, judged in planned.ratings.items():
        if ref in scene.criteria:
            assessing.rate_for_review(
                review=review,
                criterion=scene.criteria[ref],
                state="dont_know" if judged.level is None else "rated",
                level=judged.level,
                comment=judged.says,
                version=0,
            )
    for finding in planned.findings:
        if scene.knows(finding.factor):
            assessing.add_finding(
                review=review, kind=finding.kind, text=finding.says, group=scene.factors.get(finding.factor)
            )
    follow_earlier(scene, review, planned)
    for item in planned.recommendations:
        if scene.knows(item.factor):
            scene.advised[item.key] = recommend(scene, review, item)
    judgements = {
        scene.factors.get(factor): (found.band, found.why)
        for factor, found in planned.confidence.items()
        if scene.knows(factor)
    }
    assessing.judge_review(review=review, summary=planned.summary, judgements=judgements)
    by, now = scene.user(planned.reviewer), scene.at(planned.submitted, 16)
    assessing.submit_review(review=review, by=by, now=now)


def recommend(scene: Scene, review: Review, item: Advice) -> Recommendation:
    return assessing.add_recommendation(
        review=review,
        priority=item.priority,
        text=item.says,
        group=scene.factors.get(item.factor),
        owner=scene.owner(item.owner),
        due_on=scene.perhaps_on(item.due),
    )


def follow_earlier(scene: Scene, review: Review, planned: PlannedReview) -> None:
    """Let the reviewer say what became of what was recommended before."""
    assessing.follow_up(
        review=review,
        verdicts={
            scene.advised[key]: (verdict.status, verdict.note)
            for key, verdict in planned.follows.items()
            if key in scene.advised
        },
        by=scene.user(planned.reviewer),
        now=scene.at(planned.submitted, 14),
    )


def store_follow_up(scene: Scene, planned: PlannedReview) -> None:
    """Let the owners of recommendations report what became of them."""
    for item in planned.recommendations:
        for step in item.then if item.key in scene.advised else ():
            found = scene.advised[item.key]
            found.refresh_from_db()
            assessing.update_recommendation(
                recommendation=found,
                status=step.status,
                owner=found.owner,
                due_on=found.due_on,
                note=step.note,
                by=scene.user(item.owner) if item.owner else scene.facilitator,
                now=scene.at(step.day, 10),
            )
