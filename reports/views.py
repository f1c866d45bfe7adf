"""Pages of reports: ask for one, watch it being made, download it."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from cities.access import CityRequest, city_view
from cities.permissions import Permission
from reports import access, actions
from reports.models import ReportJob
from reports.queries import jobs_of, reportable_rounds


@city_view(Permission.VIEW_REPORTS)
def report_list(request: CityRequest) -> HttpResponse:
    """The city's reports, and what can be printed."""
    context = {
        "jobs": jobs_of(request.city),
        "rounds": reportable_rounds(request.city),
        "may_request": request.membership.may(Permission.REQUEST_REPORTS),
    }
    return render(request, "reports/list.html", context)


@require_POST
@city_view(Permission.REQUEST_REPORTS)
def request_report(request: CityRequest) -> HttpResponse:
    """Ask for the health check of an assessment."""
    round_ = access.load_reportable_round(request.membership, request.POST.get("assessment", ""))
    job = actions.request_report(round_=round_, by=request.user, now=timezone.now())
    return redirect("reports:detail", request.city.slug, job.pk)


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
    """Return a job, the bytes of its file once there is one, and whether the reader may ask for reports."""
    job = load_with_file(request, job_id)
    return {
        "job": job,
        "size": default_storage.size(job.file) if job.file else None,
        "may_request": request.membership.may(Permission.REQUEST_REPORTS),
    }


@require_POST
@city_view(Permission.REQUEST_REPORTS)
def retry_report(request: CityRequest, job_id: int) -> HttpResponse:
    """Try a failed report again."""
    job = access.load_job(request.membership, job_id)
    if is_lost(job):
        actions.note_lost_file(job=job, now=timezone.now())
    actions.retry_report(job=job, by=request.user, now=timezone.now())
    return redirect("reports:detail", request.city.slug, job.pk)


@city_view(Permission.VIEW_REPORTS)
def download_report(request: CityRequest, job_id: int) -> HttpResponse | FileResponse:
    """The finished file."""
    job = load_with_file(request, job_id)
    if job.status != ReportJob.Status.DONE:
        raise Http404
    name = f"{request.city.slug}-{job.kind}-{slugify(job.snapshot.round.assessment.title, allow_unicode=True)}.pdf"
    return FileResponse(
        default_storage.open(job.file), as_attachment=True, filename=name, content_type="application/pdf"
    )
