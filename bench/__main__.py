"""`python -m bench`: the printed report and the heavy pages, as times, queries and ratios."""

import logging
import resource
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Round, Stage
from cities.models import City, User
from reports.kinds import healthcheck
from reports.pdf import render_pdf
from scf_portal.demo.data import load_city

REPEATS = 5
WIDTH = 46


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time of `work`, the first time left out."""
    work()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<{WIDTH}}{figure}\n")


def bench_report(city: City) -> None:
    """Print the demo's health check, beside a document of as many bare pages."""
    with scope(city=city), timezone.override(city.zone):
        rounds = Round.objects.exclude(revealed_at=None).select_related("assessment__edition", "city")
        round_ = rounds.latest("closed_at")
        snapshot = take_snapshot(round_=round_, now=timezone.now())
        pages = healthcheck.render(snapshot, progress=lambda percent: None).pages
        report = seconds(lambda: healthcheck.render(snapshot, progress=lambda percent: None), repeats=3)
    sheet = "<p>" + "A line of plain text to set. " * 60 + "</p>"
    plain = "".join(f"<section>{sheet}</section>" for _ in range(pages))
    style = "section { break-after: page }"
    html = f'<html lang="en"><head><title>Bare</title></head><body><h1>Bare</h1>{plain}</body></html>'
    bare = seconds(lambda: render_pdf(html, css=style, progress=lambda percent: None), repeats=3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say("Health check, pages", f"{pages}")
    say("Health check, time a page", f"{report / pages * 1000:.0f} ms ({report / bare:.1f} × bare pages)")
    say("Peak memory of this process", f"{peak:.0f} MB")


def bench_pages(city: City) -> None:
    """Request the heavy pages, beside the sign-in page."""
    planned = load_city()
    leader = client_of(planned.sign_in_people[1].email)
    with scope(city=city):
        rounds = {round_.stage: round_.assessment_id for round_ in Round.objects.order_by("closed_at")}
    root = f"/c/{city.slug}/assessments"
    pages = {
        "Answer page": f"{root}/{rounds[Stage.OPEN]}/answer/success-factors/1/",
        "Results": f"{root}/{rounds[Stage.REVEALED]}/results/",
        "Results of a factor": f"{root}/{rounds[Stage.REVEALED]}/results/success-factors/1/",
    }
    bare = seconds(lambda: Client(headers={"host": "localhost"}).get("/sign-in/"))
    for name, address in pages.items():
        with CaptureQueriesContext(connection) as captured:
            response = leader.get(address)
        queries = len(captured)  # the next request starts the log anew
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        time = seconds(lambda address=address: leader.get(address))  # type: ignore[misc]  # bound now
        say(name, f"{time * 1000:.0f} ms ({time / bare:.1f} × sign-in page), {queries} queries")


def client_of(email: str) -> Client:
    """Return a client with this person signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=email))
    return client


def main() -> None:
    logging.disable(logging.INFO)  # a line a request would drown the figures
    for command in ("migrate", "createcachetable", "load_framework", "demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    city = City.objects.get(slug="demo")
    bench_report(city)
    bench_pages(city)


main()
