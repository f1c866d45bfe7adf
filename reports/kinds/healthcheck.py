"""The health check: what leaders say of the nine factors, printed."""

from django.template.loader import render_to_string

from assessments.models import Snapshot
from reports.pdf import Pdf, Progress, render_pdf

TEMPLATE_VERSION = 1


def render(snapshot: Snapshot, *, progress: Progress) -> Pdf:
    """Print a snapshot."""
    html = render_to_string("reports/healthcheck.html", {})
    return render_pdf(html, identifier=snapshot.digest, progress=progress)
