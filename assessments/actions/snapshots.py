"""Freezing results, so that a report made from them says the same for ever."""

from datetime import datetime

from django.db import transaction

from assessments.models import Round, Snapshot, Stage
from assessments.queries.results import freeze_results
from assessments.rules.frozen import digest, to_json


@transaction.atomic
def take_snapshot(*, round_: Round, now: datetime) -> Snapshot:
    """Freeze the results of a revealed round; while they are the same, the same snapshot comes back."""
    if round_.stage != Stage.REVEALED:
        message = f"round {round_.pk} is not revealed"
        raise ValueError(message)
    content = to_json(freeze_results(round_))
    snapshot, _ = Snapshot.objects.get_or_create(
        city_id=round_.city_id,
        round=round_,
        digest=digest(content),
        defaults={"content": content, "taken_at": now},
    )
    return snapshot
