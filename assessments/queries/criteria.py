"""The criteria that an assessment asks: those of its top groups, and of their subgroups."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from assessments.models import Assessment, AssessmentGroup
from framework.models import Criterion


def criteria_of(assessment: Assessment) -> QuerySet[Criterion]:
    """Return what an assessment asks."""
    return criteria_under(assessment.asked_groups.values("group_id"))


def criteria_asked(assessments: Collection[int]) -> dict[int, int]:
    """Return how many criteria assessments ask, by the assessment's id."""
    asked = AssessmentGroup.objects.filter(assessment__in=assessments).values_list("assessment_id")
    rows = asked.annotate(
        own=Count("group__criteria", distinct=True), below=Count("group__groups__criteria", distinct=True)
    ).order_by()
    return {assessment: own + below for assessment, own, below in rows}


def tops_of(groups: Collection[int]) -> dict[int, int]:
    """Return the ids of the criteria in top groups, each with the id of its top group."""
    rows = criteria_under(groups).values_list("pk", "group_id", "group__parent_id")
    return {pk: parent or group for pk, group, parent in rows}


def criteria_under(groups: Collection[int] | QuerySet[AssessmentGroup, Any]) -> QuerySet[Criterion]:
    return Criterion.objects.filter(Q(group__in=groups) | Q(group__parent__in=groups))
