"""Reads of report jobs."""

from django.db.models import QuerySet

from cities.models import City
from reports.models import ReportJob


def jobs_of(city: City) -> QuerySet[ReportJob]:
    """Return the jobs of a city, newest first, with what their titles need."""
    return ReportJob.objects.filter(city=city).select_related("snapshot__round__assessment", "edition", "requested_by")
