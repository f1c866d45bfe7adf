"""An edition's criteria as its notes name them: a part of the guide."""

from collections import defaultdict

from django.db.models import F
from django.db.models.functions import Coalesce

from framework.models import Criterion, Note
from framework.queries.languages import preferred, spoken
from framework.rules.guide import NoteCriterion


def read_criteria(edition_id: int) -> tuple[NoteCriterion, ...]:
    notes: dict[int, list[str]] = defaultdict(list)
    for criterion_id, ref in Note.objects.filter(criteria__instrument__edition_id=edition_id).values_list(
        "criteria__id", "ref"
    ):
        notes[criterion_id].append(ref)
    rows = (
        Criterion.objects.filter(
            spoken("texts", "instrument__edition"),
            spoken("instrument__texts", "instrument__edition"),
            instrument__edition_id=edition_id,
        )
        .order_by(
            "instrument__key",
            Coalesce("group__parent__position", "group__position"),
            F("group__parent__position").asc(nulls_first=True),
            "group__position",
            "position",
        )
        .values(
            "id",
            "ref",
            "instrument__key",
            "instrument__texts__name",
            "group__ref",
            "group__parent__ref",
            title=F("texts__title"),
            statement=F("texts__statement"),
            language=F("texts__language"),
            instrument_language=F("instrument__texts__language"),
        )
    )
    named = preferred(rows, "id", "language", language="instrument_language")
    return tuple(
        NoteCriterion(
            instrument=row["instrument__key"],
            instrument_name=row["instrument__texts__name"],
            group=row["group__parent__ref"] or row["group__ref"],
            ref=row["ref"],
            title=row["title"],
            statement=row["statement"],
            notes=tuple(notes[row["id"]]),
            language=row["language"],
        )
        for row in preferred(named)
    )
