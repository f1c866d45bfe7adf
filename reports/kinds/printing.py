"""From a job to its file, whatever its kind. Importing this loads WeasyPrint."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from reports.kinds import KINDS
from reports.models import ReportJob
from reports.pdf import Pdf, Progress, collector_paused, render_pdf


@collector_paused()
def print_report(job: ReportJob, *, progress: Progress) -> Pdf:
    """Print what a job asks for, in its language; the same things shown give the same bytes."""
    with translation.override(job.language or settings.LANGUAGE_CODE):
        report = KINDS[job.kind].build(job)
        html = render_to_string(f"reports/{job.kind}/document.html", {"report": report})
        css = render_to_string(f"reports/{job.kind}/document.css", {"report": report})
        progress(10)
        return render_pdf(html, css=css, progress=progress)
