"""What counts as agreed in an assessment, as figures need it."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Position, PositionStatus
from assessments.rules.positions import Agreed


def agreed_of(assessment: Assessment) -> dict[str, dict[str, Agreed]]:
    """Return what counts as agreed in an assessment, by instrument key and criterion ref. One query."""
    return agreed_in([assessment.pk]).get(assessment.pk, {})


def agreed_in(assessments: Collection[int]) -> dict[int, dict[str, dict[str, Agreed]]]:
    """Return what counts as agreed in assessments, by their id, instrument key and criterion ref. One query.

    Once an assessment is locked that is every position; before, those that their owner accepted or that were decided.
    """
    lowest = F("criterion__instrument__scale__lowest")
    settled = Q(assessment__locked_at__isnull=False) | Q(status__in=[PositionStatus.ACCEPTED, PositionStatus.DECIDED])
    rows = (
        Position.objects.filter(settled, assessment__in=assessments)
        .values_list(
            "assessment_id",
            "criterion__instrument__key",
            "criterion__ref",
            F("level") - lowest,
            F("target") - lowest,
            "status",
            "reason",
            "dissent",
            "target_on",
            Coalesce("owner__user__name", Value("")),
            "decision",
        )
        .order_by("criterion__instrument__key", "criterion__position", "criterion__ref")
    )
    found: dict[int, dict[str, dict[str, Agreed]]] = defaultdict(lambda: defaultdict(dict))
    for assessment_id, key, ref, *agreed in rows:
        found[assessment_id][key][ref] = Agreed(*agreed)
    return {assessment_id: dict(by_key) for assessment_id, by_key in found.items()}
