"""Evidence, to whoever may fetch it or take it away; everybody else is told that there is none."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from assessments.models import (
    Evidence,
)
from assessments.queries.evidence import is_shown_in_results
from cities.permissions import Membership, Permission


def load_own_evidence(membership: Membership, token: UUID) -> Evidence:
    """Return a piece of evidence behind one of the member's own answers, or 404."""
    found = present_evidence().filter(token=token, rating__participant__member=membership.member).first()
    if found is None or not membership.may(Permission.ANSWER):
        raise Http404
    return found


def load_evidence(membership: Membership, token: UUID) -> Evidence:
    """Return a piece of evidence that the member may fetch, or 404.

    Behind an answer: who gave it, and once the round is revealed, those who may see its results, unless the figures of
    the criterion are withheld. Behind a position: its owner and those who run assessments, and once the positions are
    locked, those who may see results.
    """
    found = present_evidence().filter(token=token).first()
    if found is None or not may_fetch(membership, found):
        raise Http404
    return found


def present_evidence() -> QuerySet[Evidence]:
    """Return all evidence that was not taken away, with what stands around it."""
    return Evidence.objects.filter(removed_at=None).select_related(
        "city",
        "position__assessment",
        "rating__city",
        "rating__participant__city",
        "rating__participant__round",
        "rating__round__assessment__edition",
        "rating__round__assessment__continued_in",
        "rating__round__city",
        "rating__criterion__instrument",
    )


def may_fetch(membership: Membership, evidence: Evidence) -> bool:
    """Tell whether a member may fetch a piece of evidence; the rule is `load_evidence`'s."""
    sees_results = membership.may(Permission.VIEW_RESULTS)
    if evidence.position:
        is_locked = evidence.position.assessment.locked_at is not None
        is_owner = evidence.position.owner_id == membership.member.pk
        return is_owner or membership.may(Permission.RUN_ASSESSMENTS) or (is_locked and sees_results)
    if evidence.rating is None:
        return False
    is_own = membership.may(Permission.ANSWER) and evidence.rating.participant.member_id == membership.member.pk
    return is_own or (sees_results and is_shown_in_results(evidence.rating))
