"""Which reviews the city may see, and what one reviewer was asked and has said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import (
    Assessment,
    DeliveryConfidence,
    Finding,
    Recommendation,
    RecommendationChange,
    Review,
    ReviewRating,
    Round,
)
from assessments.queries.recommendations import with_standing
from assessments.queries.results import asked_instruments
from assessments.queries.revealing import first_revealed
from assessments.queries.visible_reviews import visible_reviews
from assessments.queries.words import level_name
from cities.models import Member, Role
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline

Kind, Priority = Finding.Kind, Recommendation.Priority


def reviews_of(assessment: Assessment) -> QuerySet[Review]:
    """Return who is asked to review an assessment, in the order they were asked; nothing of what they say."""
    rows = asked(Review.objects.filter(assessment=assessment))
    rows = rows.select_related("reviewer__user", "reviewer__organisation")
    return rows.defer("summary")


def reviewers_to_ask(assessment: Assessment) -> QuerySet[Member]:
    """Return the members with the role of a reviewer who are not asked yet, by name."""
    return (
        Member.objects.filter(city=assessment.city_id, archived_at=None, roles__role=Role.REVIEWER)
        .exclude(Exists(asked(Review.objects.filter(assessment=assessment, reviewer=OuterRef("pk")))))
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )


def reviews_waiting_for(member: Member) -> QuerySet[Review]:
    """Return what a reviewer is asked to review and has not submitted, what was asked first on top."""
    rows = asked(Review.objects.filter(reviewer=member, submitted_at=None, assessment__archived_at=None))
    return rows.select_related("assessment")


def asked(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Leave out those that were taken back."""
    return reviews.filter(taken_back_at=None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement with what the reviewer says of it: an unsaved rating where that is nothing yet."""

    criterion: CriterionOutline
    instrument: InstrumentOutline
    rating: ReviewRating

    @property
    def is_given(self) -> bool:
        return self.rating.state != ReviewRating.State.NOT_ANSWERED

    @property
    def words(self) -> str:
        """The level's label, or the state's."""
        without = str(ReviewRating.State(self.rating.state).label)
        return level_name(self.rating.level, self.instrument.levels, without)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The statements of one top group, and the reviewer's confidence that it will be delivered."""

    instrument: InstrumentOutline
    group: GroupOutline
    sections: tuple[tuple[GroupOutline, tuple[Judged, ...]], ...]
    confidence: DeliveryConfidence | None

    @property
    def rows(self) -> tuple[Judged, ...]:
        return tuple(row for _group, rows in self.sections for row in rows)

    @property
    def asked(self) -> int:
        return len(self.rows)

    @property
    def given(self) -> int:
        return sum(row.is_given for row in self.rows)

    @property
    def is_done(self) -> bool:
        return self.given == self.asked


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """All that one reviewer says. `revealed_at` is when the first of the leaders' answers were revealed."""

    review: Review
    pages: tuple[ReviewPage, ...]
    revealed_at: datetime | None = None
    findings: Sequence[Finding] = ()
    recommendations: Sequence[Recommendation] = ()
    follow_ups: Sequence[RecommendationChange] = ()
    overall: DeliveryConfidence | None = None
    groups: Mapping[int, GroupOutline] = field(default_factory=dict)

    @property
    def is_before_answers(self) -> bool | None:
        """Whether it was submitted before any of the leaders' answers were revealed; None while none are."""
        if self.revealed_at is None:
            return None
        return self.review.submitted_at is not None and self.review.submitted_at < self.revealed_at

    @property
    def asked(self) -> int:
        return sum(page.asked for page in self.pages)

    @property
    def given(self) -> int:
        return sum(page.given for page in self.pages)

    @property
    def instruments(self) -> list[tuple[InstrumentOutline, list[ReviewPage]]]:
        """Each instrument with its pages, in order."""
        found: dict[str, list[ReviewPage]] = {}
        for page in self.pages:
            found.setdefault(page.instrument.key, []).append(page)
        return [(pages[0].instrument, pages) for pages in found.values()]

    @property
    def next_page(self) -> ReviewPage | None:
        """The first page with a statement that the reviewer has said nothing of."""
        return next((page for page in self.pages if not page.is_done), None)

    def page(self, instrument: str, ref: str) -> ReviewPage | None:
        return next((page for page in self.pages if (page.instrument.key, page.group.ref) == (instrument, ref)), None)

    def neighbours(self, page: ReviewPage) -> tuple[ReviewPage | None, ReviewPage | None]:
        """Return the pages before and after."""
        place = self.pages.index(page)
        return self.pages[place - 1] if place else None, next(iter(self.pages[place + 1 :]), None)

    @property
    def findings_by_kind(self) -> list[tuple[Finding.Kind, list[tuple[Finding, GroupOutline | None]]]]:
        """The findings of each kind that has any, with what they are about: nothing for the whole."""
        by_kind = [(kind, [item for item in self.findings if item.kind == kind]) for kind in Kind]
        return [(kind, [(item, self.about(item)) for item in items]) for kind, items in by_kind if items]

    @property
    def advice(self) -> list[tuple[Recommendation, GroupOutline | None]]:
        """The recommendations with what they are about, the most urgent first."""
        rank = list(Priority.values)
        return [(item, self.about(item)) for item in sorted(self.recommendations, key=lambda x: rank.index(x.priority))]

    def about(self, item: Finding | Recommendation) -> GroupOutline | None:
        return self.groups.get(item.group_id or 0)


def sheets_of(reviews: Iterable[Review], round_: Round) -> list[ReviewSheet]:
    """Return what reviewers say of the assessment of a round; six queries, and those of its instruments."""
    reviews = list(reviews)
    outlines = asked_instruments(round_)
    ratings = by_review(ReviewRating.objects.filter(review__in=reviews))
    findings = by_review(Finding.objects.filter(review__in=reviews))
    advised = Recommendation.objects.filter(review__in=reviews).select_related("owner__user")
    advice = by_review(with_standing(advised, round_.city))
    sure = by_review(DeliveryConfidence.objects.filter(review__in=reviews))
    # what a review recommends that was handed back since is its reviewer's to reword, and nobody's to read
    told = visible_reviews(round_.city).order_by().values("pk")
    changes = RecommendationChange.objects.filter(review__in=reviews, recommendation__review__in=told)
    changes = changes.select_related("recommendation")
    follow_ups = by_review(changes)
    revealed_at = first_revealed(round_.assessment)
    return [
        ReviewSheet(
            review=review,
            pages=pages_of(review, outlines, ratings.get(review.pk, ()), sure.get(review.pk, ())),
            revealed_at=revealed_at,
            findings=findings.get(review.pk, ()),
            recommendations=advice.get(review.pk, ()),
            follow_ups=follow_ups.get(review.pk, ()),
            overall=next((item for item in sure.get(review.pk, ()) if item.group_id is None), None),
            groups={group.id: group for outline in outlines for group in outline.groups},
        )
        for review in reviews
    ]


def by_review(rows: QuerySet) -> dict[int, list]:  # type: ignore[type-arg]  # of whatever hangs on a review
    found: dict[int, list] = {}  # type: ignore[type-arg]  # as above
    for row in rows:
        found.setdefault(row.review_id, []).append(row)
    return found


def pages_of(
    review: Review,
    outlines: Sequence[InstrumentOutline],
    ratings: Iterable[ReviewRating],
    confidences: Iterable[DeliveryConfidence],
) -> tuple[ReviewPage, ...]:
    """Return the top groups that are asked, with what the reviewer said of each statement."""
    said = {rating.criterion_id: rating for rating in ratings}
    sure = {item.group_id: item for item in confidences}
    return tuple(
        ReviewPage(
            outline,
            group,
            tuple(
                (
                    section,
                    tuple(
                        Judged(item, outline, said.get(item.id) or ReviewRating(review=review, criterion_id=item.id))
                        for item in section.criteria
                    ),
                )
                for section in group.sections
            ),
            sure.get(group.id),
        )
        for outline in outlines
        for group in outline.groups
    )
