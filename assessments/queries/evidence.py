"""Reads of evidence: what stands behind an answer, and whether results may show it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Count, F, QuerySet

from assessments.models import Carried, Evidence, Position, Rating, RatingState, Round, Stage
from assessments.queries.counting import evidence_until, ratings_until, what_counts
from assessments.queries.results import ALONE, asked_instruments, compute, counts_in
from assessments.rules.anonymity import is_heard
from assessments.rules.tally import Tally


def evidence_behind(rating: Rating) -> QuerySet[Evidence]:
    """Return what stands behind an answer, in the order it came."""
    return Evidence.objects.filter(rating=rating, removed_at=None)


def evidence_for(position: Position) -> QuerySet[Evidence]:
    """Return what stands behind the reply to a position, in the order it came."""
    return Evidence.objects.filter(position=position, removed_at=None)


def evidence_of_owners(round_: Round, criteria: Collection[int]) -> dict[int, list[Evidence]]:
    """Return what stands behind the replies to positions on criteria, by the criterion's id, in the order it came.

    Nothing before the positions are locked; then one query.
    """
    found: dict[int, list[Evidence]] = {}
    if round_.assessment.locked_at is None:
        return found
    of_replies = Evidence.objects.filter(
        position__assessment=round_.assessment_id, position__criterion__in=criteria, removed_at=None
    )
    for row in of_replies.annotate(about=F("position__criterion_id")):
        found.setdefault(row.about, []).append(row)
    return found


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

    Of rounds in which enough people answered the criterion. The order tells nothing of who offered what.
    """
    answers = ratings_until(round_).filter(criterion__in=criteria).order_by()
    given: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for criterion, number, state, carried, people in answers.values_list(
        "criterion", "round__number", "state", "carried"
    ).annotate(people=Count("pk")):
        given[criterion, number][what_counts(state, None, carried)[0]] += people
    heard = {
        place
        for place, people in given.items()
        if is_heard(
            Tally(
                (people[RatingState.RATED],),
                people[RatingState.DONT_KNOW],
                people[RatingState.NOT_APPLICABLE],
                people[RatingState.NOT_ANSWERED],
            ),
            round_.assessment.minimum_group,
        )
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

    Nothing before the round is revealed; nothing of a criterion that too few answered in it, of a participant who was
    withdrawn, nor of an answer that was carried over and is not confirmed yet.
    """
    round_ = rating.round
    if (
        rating.carried == Carried.TO_CONFIRM
        or round_.stage != Stage.REVEALED
        or rating.participant.withdrawn_at is not None
    ):
        return False
    outlines, key, ref = asked_instruments(round_), rating.criterion.instrument.key, rating.criterion.ref
    outline = next(item for item in outlines if item.key == key)
    [(counts, heard)] = counts_in([round_], outlines, ALONE)
    is_shown = any(result.key == ref and result.figures for result in compute(counts, outline).all_criteria)
    return is_shown and (key, ref, round_.number) in heard
