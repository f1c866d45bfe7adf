"""Positions, to those who answer for them."""

from django.http import Http404

from assessments.models import (
    Position,
)
from cities.permissions import Membership


def load_position(membership: Membership, position_id: int) -> Position:
    """Return a position that the member answers for, or 404: of those of others it is not said that they are there.

    While it is drafted its owner is to be told so, and not to read it: that is the view's.
    """
    found = (
        Position.objects.filter(city=membership.city, pk=position_id)
        .select_related("assessment__edition", "criterion__instrument", "city", "owner__user")
        .first()
    )
    if found is None or found.owner_id != membership.member.pk:
        raise Http404
    return found
