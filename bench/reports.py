"""How long a printed page takes in a warm worker, beside a document of as many bare pages."""

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Round
from bench.client import Times
from bench.stage import Stage
from cities.models import City
from cities.queries import edition_of
from reports.kinds.printing import print_report
from reports.models import ReportJob
from reports.pdf import Pdf, render_pdf

REPEATS = 7
SHEET = f"<section><p>{'A line of plain text to set. ' * 60}</p></section>"
STYLE = "section { break-after: page }"


@dataclass(frozen=True, slots=True)
class Printed:
    """A report: its pages, and what a page of it and of a bare document take, in ms."""

    pages: int
    times: Times
    bare: Times


def unheard(_percent: int) -> None:
    """Take no notice of the progress."""


def measure_reports(stages: Sequence[Stage], demo: City) -> dict[str, Printed]:
    """Print the health check of each stage, and that of the demo city with its guide."""
    found = {f"Health check, {stage.people} people": measure_healthcheck(stage.revealed) for stage in stages}
    with scope(city=demo):
        rounds = Round.objects.exclude(revealed_at=None).select_related("assessment__edition", "city")
        agreed = rounds.exclude(assessment__locked_at=None).order_by("closed_at").last()
        found["Health check, demo city"] = measure_healthcheck(agreed or rounds.latest("closed_at"))
        with timezone.override(demo.zone):
            found["Guide"] = measure_report(ReportJob(city=demo, kind="guide", edition=edition_of(demo)))
    return found


def measure_healthcheck(round_: Round) -> Printed:
    """Print the health check of a round."""
    with scope(city=round_.city), timezone.override(round_.city.zone):
        snapshot = take_snapshot(round_=round_, now=timezone.now())
        return measure_report(ReportJob(city=round_.city, kind="healthcheck", snapshot=snapshot))


def measure_report(job: ReportJob) -> Printed:
    """Print a job and as many bare pages in turn."""
    pages = print_report(job, progress=unheard).pages
    html = f'<html lang="en"><head><title>Bare</title></head><body><h1>Bare</h1>{SHEET * pages}</body></html>'
    ours, theirs = [], []
    for _ in range(REPEATS):
        ours.append(seconds(lambda: print_report(job, progress=unheard)) / pages)
        theirs.append(seconds(lambda: render_pdf(html, css=STYLE, progress=unheard)) / pages)
    return Printed(pages, Times.of(ours), Times.of(theirs))


def seconds(work: Callable[[], Pdf]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def peak_memory() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
