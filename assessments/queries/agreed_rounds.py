"""Assessments that a city agreed on, and the scores of all their statements: a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.db.models import QuerySet

from assessments.models import AssessmentGroup, Round
from assessments.queries.results import TOGETHER, compute, counts_in, latest_revealed
from assessments.rules.results import Results
from framework.queries.annotated import instruments_of
from framework.rules.outline import InstrumentOutline

ByInstrument: TypeAlias = dict[str, Results]
"""What results say, by the key of the instrument."""


def agreed_rounds() -> QuerySet[Round]:
    """Return the agreed assessments in scope by their last round, archived ones too: the one that closed first on top.

    They are locked: what they say stays as it is until somebody opens them again.
    """
    return (
        Round.objects.filter(pk__in=latest_revealed(), assessment__locked_at__isnull=False)
        .select_related("assessment__edition", "city")
        .order_by("closed_at", "pk")
    )


def asked_of(rounds: Iterable[Round]) -> dict[int, list[InstrumentOutline]]:
    """Return what each assessment asked, with the asked groups only, by its id. One query, once editions are read."""
    editions = {round_.assessment_id: round_.assessment.edition for round_ in rounds}
    refs: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = AssessmentGroup.objects.filter(assessment__in=editions).values_list(
        "assessment_id", "group__instrument__key", "group__ref"
    )
    for assessment_id, key, ref in rows:
        refs[assessment_id][key].add(ref)
    return {
        assessment_id: [
            item.outline.only(refs[assessment_id][item.outline.key])
            for item in instruments_of(edition)
            if item.outline.key in refs[assessment_id]
        ]
        for assessment_id, edition in editions.items()
    }


def results_of_all(rounds: Sequence[Round], asked: Mapping[int, list[InstrumentOutline]]) -> dict[int, ByInstrument]:
    """Return what may be shown of rounds that are revealed, by assessment. Three queries, whatever their number.

    An instrument must have one scale in all of them: so it has in editions that a mapping joins.
    """
    scales = {outline.key: outline for outlines in asked.values() for outline in outlines}
    counted = counts_in(rounds, list(scales.values()), TOGETHER)
    return {
        round_.assessment_id: {outline.key: compute(frozen, outline) for outline in asked[round_.assessment_id]}
        for round_, (frozen, _heard) in zip(rounds, counted, strict=True)
    }
