"""Who is asked, for themselves and for those who run it; their answers; personal links."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from assessments.access.rounds import load_round
from assessments.models import (
    Awaited,
    Participant,
    ParticipantLink,
    Rating,
    Round,
)
from assessments.queries.links import find_link
from assessments.queries.overview import awaited_in
from cities.access import CityRequest
from cities.models import Role
from cities.permissions import PERMISSIONS, Membership, Permission

ANSWERING_ROLES = [role for role in Role if Permission.ANSWER in PERMISSIONS[role]]


def find_participant(membership: Membership, round_: Round) -> Participant | None:
    """Return the member's own participation in a round, if they are asked: to answer, or with a deputy who does."""
    own = Q(member=membership.member) | Q(stands_in_for=membership.member)
    found = Participant.objects.filter(own, round=round_, withdrawn_at=None).select_related("member__user").first()
    if found:
        found.round, found.city = round_, membership.city
    return found


def load_delegable(membership: Membership, assessment_id: int) -> Participant:
    """Return the participation for which the member was asked themselves, whoever answers: 404 or 403 as below."""
    round_ = load_round(membership, assessment_id)
    found = find_participant(membership, round_)
    if found is None or found.stands_in_for_id not in (None, membership.member.pk):
        raise PermissionDenied
    return found


def load_participant(membership: Membership, assessment_id: int) -> Participant:
    """Return the member's own participation in the latest round: 404 without a round, 403 when not asked.

    Who was withdrawn after answering can still read what they answered, and is told that it does not count.
    """
    return load_latest(membership, assessment_id, "round__assessment__continued_in", "round__assessment__edition")


def load_latest(membership: Membership, assessment_id: int, *related: str) -> Participant:
    """Return the same with what `related` names."""
    found = (
        Participant.objects.filter(member=membership.member, round__assessment__pk=assessment_id)
        .exclude(round__opened_at=None)
        .select_related(*related)
        .order_by("-round__number")
        .first()
    )
    if found is None:
        load_round(membership, assessment_id)
        raise PermissionDenied
    found.city = found.round.city = membership.city
    return found


def load_other_participant(round_: Round, participant_id: int) -> Participant:
    """Return a participant of a round that the member runs, or 404."""
    rows = Participant.objects.select_related("member__user", "organisation", "stands_in_for__user")
    found = rows.filter(round=round_, pk=participant_id).first()
    if found is None:
        raise Http404
    found.round = round_
    return found


def load_awaited(round_: Round, awaited_id: int) -> Awaited:
    """Return somebody awaited in a round that the member runs, or 404."""
    found = awaited_in(round_).filter(pk=awaited_id).first()
    if found is None:
        raise Http404
    found.round = round_
    return found


def load_personal_link(token: str) -> ParticipantLink:
    """Return the personal link with this secret, or 404."""
    found = find_link(token)
    if found is None:
        raise Http404
    return found


def load_rating(membership: Membership, assessment_id: int, instrument: str, ref: str) -> Rating | None:
    """Return the member's own rating of a criterion with all that a save needs: two short queries.

    As one they cost more than twice as much: each click on the answer page waits for it to be written and planned.
    None when they take part but are not asked this criterion; 404 or 403 as `load_participant`.
    """
    participant = load_latest(membership, assessment_id, "round__assessment")
    found = (
        Rating.objects.filter(participant=participant, criterion__instrument__key=instrument, criterion__ref=ref)
        .select_related("criterion__instrument__scale")
        .first()
    )
    if found is not None:
        found.participant, found.round, found.city = participant, participant.round, membership.city
    return found


def is_from_somebody_else(request: CityRequest) -> bool:
    """Tell whether a page sends what another person typed: it was open when they signed out and the reader came in."""
    return request.POST.get("person", "") not in ("", str(request.user.pk))


def is_of_another_round(request: CityRequest, round_: Round) -> bool:
    """Tell whether a page sends what was typed in another round: it was open, or kept it, when this one began."""
    return request.POST.get("round", "") not in ("", str(round_.pk))
