"""One of everything that stands behind an assessment in depth: a review, people still awaited."""

from django.utils import timezone

from assessments import actions
from assessments.models import Awaited, Finding, Rating, Recommendation, Revealed, Review, Round
from framework.models import Criterion
from tests.factories import MemberFactory


def furnish_depth(revealed, closed, opened, by, invitation) -> None:
    """Fill a city with one row of each."""
    city, now = by.city, timezone.now()
    rating = Rating.objects.filter(round=revealed.round).order_by("pk").first()
    Revealed.objects.create(city=city, round=closed.round, criterion=rating.criterion, at=now)
    Awaited.objects.create(city=city, round=opened.round, invitation=invitation)


def furnish_links(opened, closed, by) -> dict[str, str]:
    """Mail one participant of an open round and one of a closed one a personal link; return the secrets."""
    tokens: list[str] = []
    for staged in (opened, closed):
        Round.objects.filter(pk=staged.round.pk).update(closed_at=None, revealed_at=None)
        actions.send_link(
            participant=staged.round.participants.select_related("round").order_by("pk").first(),
            address_of=lambda token: tokens.append(token) or token,
            by=by.user,
            now=timezone.now(),
        )
        Round.objects.filter(pk=staged.round.pk).update(
            closed_at=staged.round.closed_at, revealed_at=staged.round.revealed_at
        )
    return dict(zip(("link", "ended_link"), tokens, strict=True))


def begin_review(staged, reviewer) -> tuple[Review, Finding, Recommendation]:
    """Let a reviewer write one of everything about an assessment of the checklist."""
    city = staged.city
    [review] = actions.ask_reviewers(
        assessment=staged.assessment,
        members=[reviewer],
        address="https://ours.example/",
        by=staged.by.user,
        now=timezone.now(),
    )
    criterion = Criterion.objects.get(
        instrument__edition=staged.assessment.edition_id, instrument__key="success-factors", ref="1.a.1"
    )
    actions.rate_for_review(review=review, criterion=criterion, state="rated", level=1, comment="Seen.", version=0)
    finding = actions.add_finding(review=review, kind="strength", text="Found here.", group=None)
    advice = actions.add_recommendation(
        review=review, priority="critical", text="Do this.", group=None, owner=MemberFactory(city=city), due_on=None
    )
    actions.judge_review(review=review, summary="In short.", judgements={None: ("amber", "Hard to say.")})
    return review, finding, advice


def furnish_reviews(revealed, opened, by, reviewer) -> dict[str, str]:
    """Let a reviewer submit a review of the one, and begin one of the other; return what their addresses name."""
    now = timezone.now()
    (told, _finding, advice), (begun, finding, begun_advice) = (
        begin_review(staged, reviewer) for staged in (revealed, opened)
    )
    actions.submit_review(review=told, by=reviewer.user, now=now)
    actions.update_recommendation(
        recommendation=advice, status="under_way", owner=advice.owner, due_on=None, note="Begun.", by=by.user, now=now
    )
    actions.follow_up(review=begun, verdicts={advice: ("open", "Not yet.")}, by=reviewer.user, now=now)
    return {
        "review": str(begun.pk),
        "told_review": str(told.pk),
        "finding": str(finding.pk),
        "begun_recommendation": str(begun_advice.pk),
        "recommendation": str(advice.pk),
    }
