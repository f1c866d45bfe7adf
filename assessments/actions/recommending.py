"""What a city does with a recommendation: say what became of it, hand it to somebody, give it another day."""

from datetime import date, datetime

from django.db import transaction

from assessments.models import Recommendation, RecommendationChange
from assessments.queries.recommendations import recommendations_of
from cities.actions import record_audit
from cities.models import Member, User


class RecommendationChanged(Exception):
    """Somebody has said something else of it since it was read."""


@transaction.atomic
def update_recommendation(
    *,
    recommendation: Recommendation,
    status: str,
    owner: Member | None,
    due_on: date | None,
    note: str,
    by: User,
    now: datetime,
) -> None:
    """Set where a recommendation stands, and keep what was said of it. Nothing new and no note changes nothing.

    The city's word on its status goes before what a review said of it earlier. Raises RecommendationChanged.
    """
    item = recommendations_of(recommendation.city).select_for_update(of=["self"]).get(pk=recommendation.pk)
    given = {"stands": status, "owner_id": owner.pk if owner else None, "due_on": due_on}
    changed = [name for name, value in given.items() if getattr(item, name) != value]
    if not changed and not note:
        return
    was_read = (recommendation.status, recommendation.owner_id, recommendation.due_on)
    if changed and was_read != (item.status, item.owner_id, item.due_on):
        raise RecommendationChanged
    if "stands" in changed:
        item.status, item.status_at = status, now
    item.owner, item.due_on = owner, due_on
    item.save(update_fields=["status", "status_at", "owner", "due_on"])
    RecommendationChange.objects.create(
        city=item.city, recommendation=item, status=status, owner=owner, due_on=due_on, note=note, by=by, at=now
    )
    names = {"stands": "status", "owner_id": "owner"}
    fields = [names.get(name, name) for name in changed] + (["note"] if note else [])
    record_audit(target=item, verb="followed up", by=by, now=now, fields=fields)
