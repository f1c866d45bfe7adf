"""Loaders of report jobs that find and check."""

from django.http import Http404

from assessments.models import Round
from cities.permissions import Membership
from reports.models import ReportJob
from reports.queries import jobs_of, reportable_rounds

LONGEST_ID = 18  # digits: what the database's keys hold


def load_job(membership: Membership, job_id: int) -> ReportJob:
    """Return a job of the member's city, or 404."""
    job = jobs_of(membership.city).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def load_reportable_round(membership: Membership, assessment_id: str) -> Round:
    """Return the revealed round of an assessment of the member's city, or 404."""
    if not assessment_id.isdecimal() or len(assessment_id) > LONGEST_ID:
        raise Http404
    found = reportable_rounds(membership.city).filter(assessment__pk=int(assessment_id)).first()
    if found is None:
        raise Http404
    return found
