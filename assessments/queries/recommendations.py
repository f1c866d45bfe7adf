"""What reviewers recommended: the city's worklist, and what the next reviewer is to look at."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from assessments.models import Recommendation, RecommendationChange, Review
from assessments.queries.visible_reviews import visible_reviews
from cities.models import City, Member

Status, Priority = Recommendation.Status, Recommendation.Priority

Rows: TypeAlias = QuerySet[Any, Any]
"""Recommendations, each with where it `stands`, which is no field."""

UNFINISHED = (Status.OPEN, Status.UNDER_WAY)
"""What is still to be done; the rest is closed."""


@dataclass(frozen=True, slots=True)
class RecommendationFilter:
    """What to show; an empty field shows all. `status` may also be "unfinished" or "overdue"."""

    status: str = ""
    priority: str = ""
    owner: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation as a list shows it on a certain day."""

    item: Recommendation
    is_overdue: bool


def recommendations_of(city: City) -> Rows:
    """Return the recommendations that the city may see: what is to be done first, the most urgent, the first due."""
    seen = visible_reviews(city).order_by().values("pk")
    return (
        with_standing(Recommendation.objects.filter(review__in=seen), city)
        .select_related("owner__user", "review__assessment__edition", "review__reviewer__user", "city")
        .order_by(
            place("stands", Status.values), place("priority", Priority.values), F("due_on").asc(nulls_last=True), "pk"
        )
    )


def with_standing(rows: Rows, city: City) -> Rows:
    """Add where each `stands`: what the last review that the city may see said of it, unless the city spoke later."""
    seen = visible_reviews(city).order_by().values("pk")
    spoken = Coalesce(OuterRef("status_at"), OuterRef("review__asked_at"))
    verdicts = RecommendationChange.objects.filter(recommendation=OuterRef("pk"), review__in=seen, at__gt=spoken)
    last = verdicts.order_by("-at", "-pk").values("status")[:1]
    found: Rows = rows.annotate(stands=Coalesce(Subquery(last), "status"))
    return found


def place(name: str, values: list[str]) -> Case:
    """Return the place of a value among those there are, to sort by; open and under way stand side by side."""
    places = [0, *range(len(values) - 1)] if name == "stands" else range(len(values))
    whens = [When(**{name: value}, then=Value(number)) for value, number in zip(values, places, strict=True)]
    return Case(*whens, output_field=IntegerField())


def chosen_recommendations(city: City, chosen: RecommendationFilter, today: date) -> Rows:
    """Return those of the worklist that a filter asks for."""
    rows = recommendations_of(city)
    if chosen.status == "unfinished":
        rows = rows.filter(stands__in=UNFINISHED)
    elif chosen.status == "overdue":
        rows = rows.filter(stands__in=UNFINISHED, due_on__lt=today)
    elif chosen.status:
        rows = rows.filter(stands=chosen.status)
    if chosen.priority:
        rows = rows.filter(priority=chosen.priority)
    if chosen.owner is not None:
        rows = rows.filter(owner=chosen.owner)
    if chosen.search:
        rows = rows.filter(Q(text__icontains=chosen.search) | Q(owner__user__name__icontains=chosen.search))
    return rows


def is_overdue(item: Recommendation, today: date) -> bool:
    return item.due_on is not None and item.due_on < today and item.stands in UNFINISHED


def owners_in(city: City) -> QuerySet[Member]:
    """Return the members who own a recommendation that the city may see, by name."""
    owned = recommendations_of(city).order_by().values("owner_id")
    return Member.objects.filter(pk__in=owned).select_related("user")


def history_of(item: Recommendation) -> QuerySet[RecommendationChange]:
    """Return what became of a recommendation, the oldest first; of later reviews, what the city may see."""
    seen = visible_reviews(item.city).order_by().values("pk")
    return item.changes.filter(Q(review=None) | Q(review__in=seen)).select_related("by", "owner__user", "review")


def to_follow_up(review: Review) -> list[Recommendation]:
    """Return what earlier reviews recommended and is not closed, or this reviewer has looked at already."""
    earlier = recommendations_of(review.city).exclude(review__assessment=review.assessment_id)
    looked_at = review.follow_ups.values("recommendation")
    return list(earlier.filter(Q(stands__in=UNFINISHED) | Q(pk__in=looked_at)))
