"""How long a printed page takes in a warm worker, beside a document of as many bare pages."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Round
from cities.models import City
from cities.queries import edition_of
from reports.kinds.printing import print_report
from reports.models import ReportJob
from reports.pdf import Pdf, render_pdf

REPEATS = 3
SHEET = f"<section><p>{'A line of plain text to set. ' * 60}</p></section>"
STYLE = "section { break-after: page }"


@dataclass(frozen=True, slots=True)
class Printed:
    """A report: its pages, and what one of them and a bare one take, in ms."""

    pages: int
    page: float
    bare: float


def unheard(_percent: int) -> None:
    """Take no notice of the progress."""


def measure_reports(city: City) -> dict[str, Printed]:
    """Print the last health check of a city and the guide of its edition."""
    with scope(city=city), timezone.override(city.zone):
        rounds = Round.objects.exclude(revealed_at=None).select_related("assessment__edition", "city")
        agreed = rounds.exclude(assessment__locked_at=None).order_by("closed_at").last()
        snapshot = take_snapshot(round_=agreed or rounds.latest("closed_at"), now=timezone.now())
        return {
            "Health check": measure_report(ReportJob(city=city, kind="healthcheck", snapshot=snapshot)),
            "Guide": measure_report(ReportJob(city=city, kind="guide", edition=edition_of(city))),
        }


def measure_report(job: ReportJob) -> Printed:
    """Print a job and as many bare pages in turn."""
    pages = print_report(job, progress=unheard).pages
    html = f'<html lang="en"><head><title>Bare</title></head><body><h1>Bare</h1>{SHEET * pages}</body></html>'
    ours, theirs = [], []
    for _ in range(REPEATS):
        ours.append(seconds(lambda: print_report(job, progress=unheard)))
        theirs.append(seconds(lambda: render_pdf(html, css=STYLE, progress=unheard)))
    return Printed(pages, 1000 * median(ours) / pages, 1000 * median(theirs) / pages)


def seconds(work: Callable[[], Pdf]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def peak_memory() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
