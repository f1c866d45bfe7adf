"""Reads of evidence: what stands behind an answer, and whether results may show it."""

from collections.abc import Collection, Iterable

from django.db.models import Count, F, QuerySet

from assessments.models import Carried, Evidence, Position, Rating, Round, Stage
from assessments.queries.counting import evidence_until, ratings_until, that_count
from assessments.queries.results import asked_instruments, compute, freeze_alone


def evidence_behind(rating: Rating) -> QuerySet[Evidence]:
    """Return what stands behind an answer, in the order it came."""
    return Evidence.objects.filter(rating=rating, removed_at=None)


def evidence_for(position: Position) -> QuerySet[Evidence]:
    """Return what stands behind the reply to a position, in the order it came."""
    return Evidence.objects.filter(position=position, removed_at=None)


def counted_evidence(ratings: Iterable[Rating]) -> dict[int, int]:
    """Return how many pieces stand behind each of some answers of one participant, by the answer's id."""
    found: dict[int, int] = {}
    for rating_id in Evidence.objects.filter(rating__in=[rating.pk for rating in ratings], removed_at=None).values_list(
        "rating_id", flat=True
    ):
        found[rating_id] = found.get(rating_id, 0) + 1
    return found


def evidence_in(round_: Round, criteria: Collection[int]) -> dict[int, list[Evidence]]:
    """Return what stands behind the answers to criteria, by the criterion's id, the newest first. Two queries.

    Of rounds in which enough people rated the criterion. The order tells nothing of who offered what.
    """
    minimum = round_.assessment.minimum_group
    rated = that_count(ratings_until(round_)).filter(criterion__in=criteria).order_by()
    heard = {
        (criterion, number)
        for criterion, number, people in rated.values_list("criterion", "round__number").annotate(people=Count("pk"))
        if people >= minimum
    }
    rows = (
        evidence_until(round_)
        .filter(rating__criterion__in=criteria)
        .annotate(about=F("rating__criterion_id"), asked_in=F("rating__round__number"))
        .order_by(F("dated_on").desc(nulls_last=True), "title", "pk")
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        if (row.about, row.asked_in) in heard:
            found.setdefault(row.about, []).append(row)
    return found


def is_shown_in_results(rating: Rating) -> bool:
    """Whether the results show the criterion of an answer, and the answer is among them.

    Nothing before the round is revealed; nothing of a criterion that fewer rated than the smallest group, of a
    participant who was withdrawn, nor of an answer that was carried over and is not confirmed yet.
    """
    round_ = rating.round
    if (
        rating.carried == Carried.TO_CONFIRM
        or round_.stage != Stage.REVEALED
        or rating.participant.withdrawn_at is not None
    ):
        return False
    outlines = asked_instruments(round_)
    outline = next(item for item in outlines if item.key == rating.criterion.instrument.key)
    results = compute(freeze_alone(round_, outlines), outline)
    minimum = round_.assessment.minimum_group
    return any(
        result.key == rating.criterion.ref and result.figures and result.figures.tally.rated >= minimum
        for result in results.all_criteria
    )
