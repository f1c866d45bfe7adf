"""Making the figures that cities share, once a quarter: whatever a city does until its end, nothing in them moves."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from assessments.models import SharedFigures
from assessments.queries.other_cities import shared_content
from assessments.rules.other_cities import quarter_start
from framework.models import Edition


def figures_of_quarter(*, edition: Edition, now: datetime) -> SharedFigures | None:
    """Return the figures of this quarter, made by whoever asks first; None while too few cities share their scores."""
    quarter = quarter_start(now.astimezone(UTC).date())
    found = SharedFigures.objects.filter(edition=edition, quarter=quarter).first()
    if found:
        return found
    content = shared_content(edition)
    return keep_figures(edition, quarter, content, now) if content else None


@transaction.atomic
def keep_figures(edition: Edition, quarter: date, content: dict[str, Any], now: datetime) -> SharedFigures:
    """Keep the figures of a quarter, unless somebody else was faster; those before it go."""
    SharedFigures.objects.filter(edition=edition).exclude(quarter=quarter).delete()
    defaults = {"content": content, "made_at": now}
    return SharedFigures.objects.get_or_create(edition=edition, quarter=quarter, defaults=defaults)[0]
