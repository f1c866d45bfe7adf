"""Loaders of report jobs that find and check."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from assessments.models import Round
from assessments.queries.comparing import comparable_rounds
from cities.permissions import Membership
from cities.queries import editions_for
from framework.models import Edition
from framework.queries.guide import guide_of
from reports.kinds import KINDS
from reports.models import ReportJob
from reports.queries import jobs_of

LONGEST_ID = 18  # digits: what the database's keys hold


def load_job(membership: Membership, job_id: int) -> ReportJob:
    """Return a job of the member's city, or 404."""
    job = jobs_of(membership.city).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def load_retryable_job(membership: Membership, job_id: int) -> ReportJob:
    """Return a job of a kind that the member may ask for; 404 for what is not there, 403 for what is not theirs."""
    job = load_job(membership, job_id)
    if not membership.may(KINDS[job.kind].permission):
        raise PermissionDenied
    return job


def load_printable_edition(membership: Membership, key: str, note: str) -> Edition:
    """Return an edition that the member's city may use, and that holds the note, where one is named; or 404."""
    edition = next((edition for edition in editions_for(membership.city) if edition.key == key), None)
    if edition is None:
        raise Http404
    refs = guide_of(edition).by_ref
    if not refs or (note and note not in refs):
        raise Http404
    return edition


def load_reportable_round(membership: Membership, assessment_id: str) -> Round:
    """Return the revealed round of an assessment of the member's city, or 404."""
    if not assessment_id.isdecimal() or len(assessment_id) > LONGEST_ID:
        raise Http404
    found = comparable_rounds(membership.city).filter(assessment__pk=int(assessment_id)).first()
    if found is None:
        raise Http404
    return found
