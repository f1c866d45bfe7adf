"""Pages of reports: ask for one, watch it being made, download it."""

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.queries.comparing import comparable_rounds
from cities.access import CityRequest, city_view
from cities.permissions import Membership, Permission
from reports import access, actions
from reports.kinds import KINDS
from reports.models import ReportJob
from reports.queries import jobs_of

GUIDE, HEALTHCHECK = KINDS["guide"], KINDS["healthcheck"]


@city_view(Permission.VIEW_REPORTS)
def report_list(request: CityRequest) -> HttpResponse:
    """The city's reports, and what can be printed."""
    context = {
        "jobs": jobs_of(request.city),
        "rounds": comparable_rounds(request.city),
        "may_request": request.membership.may(HEALTHCHECK.permission),
        "may_ask_for": kinds_for(request.membership),
    }
    return render(request, "reports/list.html", context)


@require_POST
@city_view(HEALTHCHECK.permission)
def request_report(request: CityRequest) -> HttpResponse:
    """Ask for the health check of an assessment."""
    round_ = access.load_reportable_round(request.membership, request.POST.get("assessment", ""))
    job = actions.request_report(round_=round_, by=request.user, now=timezone.now())
    return redirect("reports:detail", request.city.slug, job.pk)


@require_POST
@city_view(GUIDE.permission)
def request_guide(request: CityRequest) -> HttpResponse:
    """Ask for the guide of an edition, or for one of its notes."""
    note = request.POST.get("note", "")
    edition = access.load_printable_edition(request.membership, request.POST.get("edition", ""), note)
    language = get_language() or settings.LANGUAGE_CODE
    try:
        job = actions.request_guide(
            city=request.city, edition=edition, note=note, language=language, by=request.user, now=timezone.now()
        )
    except actions.TooManyWaiting:
        return wait_first(request)
    return redirect("reports:detail", request.city.slug, job.pk)


def wait_first(request: CityRequest) -> HttpResponse:
    """Lead to the reports, where those that are being printed stand."""
    text = _("The city has %(number)d printed guides under way. Ask again when one of them is ready.")
    messages.error(request, text % {"number": actions.MOST_GUIDES_WAITING})
    return redirect("reports:list", request.city.slug)


@city_view(Permission.VIEW_REPORTS)
def report_detail(request: CityRequest, job_id: int) -> HttpResponse:
    """How far a report is; its file once it is ready."""
    return render(request, "reports/detail.html", job_context(request, job_id))


@city_view(Permission.VIEW_REPORTS)
def report_status(request: CityRequest, job_id: int) -> HttpResponse:
    """The moving part of the page above; it asks for itself again until the job is over."""
    return render(request, "reports/_job.html", job_context(request, job_id))


def load_with_file(request: CityRequest, job_id: int) -> ReportJob:
    """Return a job; one whose file cannot be found is shown as failed, and its row left as it is."""
    job = access.load_job(request.membership, job_id)
    if is_lost(job):
        job.status, job.reason, job.file = ReportJob.Status.FAILED, actions.lost_words(), ""
    return job


def is_lost(job: ReportJob) -> bool:
    """Tell whether the file of a finished job is not there; the store may only be away for a moment."""
    return bool(job.file) and not default_storage.exists(job.file)


def job_context(request: CityRequest, job_id: int) -> dict[str, object]:
    """Return a job, the bytes of its file once there is one, and the kinds that the reader may ask for."""
    job = load_with_file(request, job_id)
    return {
        "job": job,
        "size": default_storage.size(job.file) if job.file else None,
        "may_ask_for": kinds_for(request.membership),
    }


def kinds_for(membership: Membership) -> set[str]:
    """Return the kinds of reports that a member may ask for, and try again."""
    return {name for name, kind in KINDS.items() if membership.may(kind.permission)}


@require_POST
@city_view(Permission.VIEW_REPORTS)
def retry_report(request: CityRequest, job_id: int) -> HttpResponse:
    """Try a failed report again."""
    job = access.load_retryable_job(request.membership, job_id)
    if is_lost(job):
        actions.note_lost_file(job=job, now=timezone.now())
    try:
        actions.retry_report(job=job, by=request.user, now=timezone.now())
    except actions.TooManyWaiting:
        return wait_first(request)
    return redirect("reports:detail", request.city.slug, job.pk)


@city_view(Permission.VIEW_REPORTS)
def download_report(request: CityRequest, job_id: int) -> HttpResponse | FileResponse:
    """The finished file."""
    job = load_with_file(request, job_id)
    if job.status != ReportJob.Status.DONE:
        raise Http404
    name = f"{request.city.slug}-{job.kind}-{slugify(KINDS[job.kind].title(job), allow_unicode=True)}.pdf"
    return FileResponse(
        default_storage.open(job.file), as_attachment=True, filename=name, content_type="application/pdf"
    )
