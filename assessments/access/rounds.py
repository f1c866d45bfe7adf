"""An assessment by its latest round, as far as its reader may know of it; and the editions that can be asked."""

from django.http import Http404

from assessments.models import (
    Assessment,
    LockEvent,
    Round,
    Snapshot,
    Stage,
)
from assessments.queries.criteria import criteria_of
from cities.models import City
from cities.permissions import Membership, Permission
from cities.queries import editions_for
from framework.models import Criterion, Edition


def load_round(membership: Membership, assessment_id: int) -> Round:
    """Return the latest round of an assessment of the member's city, or 404."""
    found = (
        Round.objects.filter(assessment__pk=assessment_id)
        .select_related("assessment__edition", "assessment__continues", "assessment__continued_in", "city")
        .order_by("-number")
        .first()
    )
    if found is None or found.city_id != membership.city.pk:
        raise Http404
    if found.stage == Stage.DRAFT and not membership.may(Permission.RUN_ASSESSMENTS):
        raise Http404
    return found


def load_moderated(membership: Membership, assessment_id: int) -> Round:
    """Return the latest round of an assessment that a room can go through, or 404.

    From when its first round is closed; at once where nobody is asked for themselves.
    """
    found = load_round(membership, assessment_id)
    if not found.can_be_moderated or found.assessment.went_on_in:
        raise Http404
    return found


def load_closed_round(membership: Membership, assessment_id: int) -> Round:
    """Return the latest round of an assessment once it is closed, or 404; of one that goes on elsewhere never."""
    found = load_round(membership, assessment_id)
    if found.closed_at is None or found.assessment.went_on_in:
        raise Http404
    return found


def load_revealed_round(membership: Membership, assessment_id: int) -> Round:
    """Return the latest revealed round of an assessment of the member's city, or 404.

    Before they are revealed, results do not exist for anybody. They stay while a later round runs.
    """
    found = (
        Round.objects.filter(assessment__pk=assessment_id, revealed_at__isnull=False)
        .select_related("assessment__edition", "assessment__continues", "assessment__continued_in", "city")
        .order_by("-number")
        .first()
    )
    if found is None or found.city_id != membership.city.pk:
        raise Http404
    return found


def load_lock(round_: Round, event_id: int) -> tuple[LockEvent, Snapshot]:
    """Return a lock of a round's assessment with what it froze, or 404."""
    locks = LockEvent.objects.filter(pk=event_id, assessment=round_.assessment_id)
    found = locks.select_related("snapshot", "by").first()
    if found is None or found.snapshot is None:
        raise Http404
    return found, found.snapshot


def load_asked_criterion(assessment: Assessment, instrument: str, ref: str) -> Criterion:
    """Return a criterion that an assessment asks, with its scale, or 404."""
    found = (
        criteria_of(assessment).filter(instrument__key=instrument, ref=ref).select_related("instrument__scale").first()
    )
    if found is None:
        raise Http404
    return found


def load_edition(city: City, key: str) -> Edition:
    """Return an edition that the city may use and assessments can ask, or 404."""
    found = editions_for(city).exclude(instruments=None).filter(key=key).first()
    if found is None:
        raise Http404
    return found
