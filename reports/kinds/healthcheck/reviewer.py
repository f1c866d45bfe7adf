"""The independent reviewer's view beside the city's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Finding, Recommendation
from assessments.queries.captions import median_words
from assessments.queries.findings import Findings, GroupFinding
from assessments.queries.statements import CriterionFinding
from assessments.rules.divergence import Divergence, ranked
from assessments.rules.frozen import FrozenResults
from assessments.rules.frozen_reviews import (
    About,
    FrozenAdvice,
    FrozenConfidence,
    FrozenRemark,
    FrozenReview,
)
from cities.rules.direction import isolated

Identity = tuple[str, str]
"""An instrument key with the ref of a criterion."""


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    """A top group with the city's figures, and how sure the reviewer is of its delivery."""

    group: GroupFinding
    confidence: FrozenConfidence


@dataclass(frozen=True, slots=True)
class Named:
    """A finding or a recommendation with the name of the top group it is about; empty for the whole."""

    item: FrozenRemark | FrozenAdvice
    about: str
    word: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class FarApart:
    """A statement on which the reviewer and the city are apart, their levels in words."""

    finding: CriterionFinding
    found: Divergence[Identity]
    reviewer: str
    city: str
    comment: str


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """What one reviewer says, under a title.

    `near` counts the statements on which city and reviewer are less than a level apart, `alone` those that the city
    has no level of. `is_of_before`: the city's levels are of earlier assessments.
    """

    title: str
    review: FrozenReview
    groups: tuple[JudgedGroup, ...]
    findings: tuple[tuple[str, tuple[Named, ...]], ...]
    recommendations: tuple[Named, ...]
    follow_ups: tuple[tuple[str, str, str], ...]
    apart: tuple[FarApart, ...]
    near: int
    alone: int
    is_of_before: bool


def reviewer_views(frozen: FrozenResults, instruments: Sequence[Findings]) -> tuple[ReviewerView, ...]:
    """Put what each reviewer says beside the city's own figures."""
    groups = {(part.outline.key, group.outline.ref): group for part in instruments for group in part.groups}
    return tuple(reviewer_view(review, frozen, instruments, groups) for review in frozen.reviews)


def reviewer_view(
    review: FrozenReview,
    frozen: FrozenResults,
    instruments: Sequence[Findings],
    groups: Mapping[Identity, GroupFinding],
) -> ReviewerView:
    """Put what one reviewer says beside the city's own figures."""

    def name(about: About) -> str:
        return groups[about].outline.name if about and about in groups else ""

    criteria = {
        (part.outline.key, item.outline.ref): (part, item) for part in instruments for item in part.all_criteria
    }
    levels = {key: level for key in criteria if (level := review.levels.get(key[0], {}).get(key[1])) is not None}
    city = {
        key: stands for key, (_part, item) in criteria.items() if (stands := city_level(key, item, frozen)) is not None
    }
    found = ranked(levels, city)
    far = [item for item in found if item.difference is not None and abs(item.difference) >= 1]
    kinds = {
        kind: tuple(Named(item, name(item.about), "") for item in review.findings if item.kind == kind)
        for kind in Finding.Kind
    }
    return ReviewerView(
        title=(
            _("The view of %(name)s") % {"name": isolated(review.reviewer)}
            if len(frozen.reviews) > 1
            else _("The reviewer’s view")
        ),
        review=review,
        groups=tuple(
            JudgedGroup(group, confidence)
            for about, group in groups.items()
            if (confidence := review.confidence(about)) is not None
        ),
        findings=tuple((kind.value, items) for kind, items in kinds.items() if items),
        recommendations=tuple(
            Named(
                item,
                name(item.about),
                str(Recommendation.Priority(item.priority).label),
                str(Recommendation.Status(item.status).label),
            )
            for item in review.recommendations
        ),
        follow_ups=tuple(
            (item.text, str(Recommendation.Status(item.status).label), item.note) for item in review.follow_ups
        ),
        apart=tuple(far_apart(item, criteria[item.key], review) for item in far),
        near=sum(item.difference is not None for item in found) - len(far),
        alone=sum(item.difference is None for item in found),
        is_of_before=bool(frozen.earlier),
    )


def city_level(key: Identity, finding: CriterionFinding, frozen: FrozenResults) -> float | None:
    """Return where the city stands: by this assessment, or by an earlier one where no leaders were asked in this."""
    if finding.level is not None or finding.result.is_out:
        return finding.level
    return frozen.earlier.get(key[0], {}).get(key[1])


def far_apart(
    found: Divergence[Identity], criterion: tuple[Findings, CriterionFinding], review: FrozenReview
) -> FarApart:
    """Put a divergence in words."""
    part, finding = criterion
    key, ref = found.key
    levels = part.outline.levels
    return FarApart(
        finding,
        found,
        median_words(found.reviewer, levels),
        median_words(found.city, levels),
        review.comments.get(key, {}).get(ref, ""),
    )
