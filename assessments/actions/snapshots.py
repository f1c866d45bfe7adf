"""Freezing results, so that a report made from them says the same for ever."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from assessments.models import Round, Snapshot, Stage
from assessments.queries.breaking_down import frozen_parts
from assessments.queries.frozen_reviews import frozen_reviews
from assessments.queries.results import freeze_results
from assessments.rules.frozen import digest, to_json
from cities.queries import language_for


@transaction.atomic
def take_snapshot(*, round_: Round, now: datetime) -> Snapshot:
    """Freeze the results of a revealed round, and what reviewers say; while they are the same, the same comes back.

    The framework's words are frozen in the city's language, whoever asks.
    """
    if round_.stage != Stage.REVEALED:
        message = f"round {round_.pk} is not revealed"
        raise ValueError(message)
    with translation.override(language_for(city=round_.city) or settings.LANGUAGE_CODE):
        reviews, earlier = frozen_reviews(round_)
        frozen = freeze_results(round_)
        parts = frozen_parts(round_, frozen.instruments)
        content = to_json(replace(frozen, reviews=reviews, earlier=earlier, breakdowns=parts))
    snapshot, _ = Snapshot.objects.get_or_create(
        city_id=round_.city_id,
        round=round_,
        digest=digest(content),
        defaults={"content": content, "taken_at": now},
    )
    return snapshot
