"""Loaders that find and check: a view never holds an object that its reader may not have.

They ask for `assessment__pk`: with `assessment_id` a number beyond the database's integers is an error, not a miss.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from assessments.models import Participant, Rating, RatingState, Round, Stage
from cities.models import Role
from cities.permissions import PERMISSIONS, Membership, Permission

ANSWERING_ROLES = [role for role in Role if Permission.ANSWER in PERMISSIONS[role]]


def load_round(membership: Membership, assessment_id: int) -> Round:
    """Return the latest round of an assessment of the member's city, or 404."""
    found = (
        Round.objects.filter(assessment__pk=assessment_id)
        .select_related("assessment__edition", "city")
        .order_by("-number")
        .first()
    )
    if found is None or found.city_id != membership.city.pk:
        raise Http404
    if found.stage == Stage.DRAFT and not membership.may(Permission.RUN_ASSESSMENTS):
        raise Http404
    return found


def load_revealed_round(membership: Membership, assessment_id: int) -> Round:
    """Return a round whose results may be read, or 404: before they are revealed they do not exist for anybody."""
    found = load_round(membership, assessment_id)
    if found.stage != Stage.REVEALED:
        raise Http404
    return found


def find_participant(membership: Membership, round_: Round) -> Participant | None:
    """Return the member's own participation in a round, if they are asked."""
    found = Participant.objects.filter(round=round_, member=membership.member).first()
    if found:
        found.round, found.city = round_, membership.city
    return found


def load_participant(membership: Membership, assessment_id: int) -> Participant:
    """Return the member's own participation in the latest round: 404 without a round, 403 when not asked."""
    found = (
        Participant.objects.filter(member=membership.member, round__assessment__pk=assessment_id)
        .exclude(round__opened_at=None)
        .select_related("round__assessment", "city")
        .order_by("-round__number")
        .first()
    )
    if found is not None:
        return found
    load_round(membership, assessment_id)
    raise PermissionDenied


def load_rating(membership: Membership, assessment_id: int, instrument: str, ref: str) -> Rating | None:
    """Return the member's own rating of a criterion with all that a save needs, in one query.

    It carries `asked`, the number of criteria they are asked, and `answered_elsewhere`, of the others answered.
    None when they take part but are not asked this criterion; 404 or 403 as `load_participant`.
    """
    found = (
        Rating.objects.filter(
            participant__member=membership.member,
            round__assessment__pk=assessment_id,
            round__opened_at__isnull=False,
            criterion__instrument__key=instrument,
            criterion__ref=ref,
        )
        .select_related("city", "participant__round", "participant__city", "criterion__instrument__scale")
        .annotate(
            asked=Subquery(count_of(Q())),
            answered_elsewhere=Coalesce(
                Subquery(count_of(~Q(state=RatingState.NOT_ANSWERED) & ~Q(pk=OuterRef("pk")))), 0
            ),
        )
        .order_by("-round__number")
        .first()
    )
    if found is None:
        load_participant(membership, assessment_id)
    return found


def count_of(condition: Q) -> QuerySet[Any, Any]:
    """Count the ratings under `condition` of the participant of an outer rating."""
    return (
        Rating.objects.filter(condition, participant=OuterRef("participant"))
        .order_by()
        .values("participant")
        .annotate(number=Count("pk"))
        .values("number")
    )


def load_other_participant(round_: Round, participant_id: int) -> Participant:
    """Return a participant of a round that the member runs, or 404."""
    found = Participant.objects.filter(round=round_, pk=participant_id).first()
    if found is None:
        raise Http404
    found.round = round_
    return found
