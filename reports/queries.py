"""Reads of report jobs."""

from django.db.models import QuerySet

from assessments.models import Round
from cities.models import City
from reports.models import ReportJob


def jobs_of(city: City) -> QuerySet[ReportJob]:
    """Return the jobs of a city, newest first, with what their titles need."""
    return ReportJob.objects.filter(city=city).select_related("snapshot__round__assessment", "edition", "requested_by")


def reportable_rounds(city: City) -> QuerySet[Round]:
    """Return the revealed rounds, the one closed last on top."""
    return (
        Round.objects.filter(city=city, revealed_at__isnull=False)
        .select_related("assessment")
        .order_by("-closed_at", "-pk")
    )
