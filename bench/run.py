"""Measures in a database of its own, and writes what it found to `var/bench.md`."""

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.pages import BUSY_CLIENTS, Measured, measure_pages, measure_rates
from bench.reports import Printed, measure_reports, peak_memory
from bench.servers import gunicorn
from bench.stage import make_stage, store_long_edition
from cities.models import City

SIZES = (5, 50, 500)
TARGETS = {"Answer page, 60 statements": 1.6, "Saving one answer": 1.6}
RESULTS, MOST_OF_RESULTS = "Results", 1.5
PAGE_LIMIT = 90  # ms
FILE = settings.BASE_DIR / "var" / "bench.md"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a Markdown table whose columns also stand under each other."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return "\n".join([line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)])


def pages_table(found: Mapping[int, Mapping[str, Measured]]) -> str:
    """Write the times of every page by the number of participants, and the ratios."""
    least, most = SIZES[0], SIZES[-1]
    head = ["median / p95, ms", *(f"{size} people" for size in SIZES), f"{most} : {least}", "queries", "bare", "× bare"]
    rows = []
    for name in found[least]:
        row = [found[size][name] for size in SIZES]
        last = row[-1]
        rows.append(
            [
                name,
                *(str(item.times) for item in row),
                f"{last.times.median / row[0].times.median:.1f}",
                "" if last.queries is None else str(last.queries),
                str(last.bare or ""),
                "" if last.ratio is None else f"{last.ratio:.2f}",
            ]
        )
    return table(head, rows)


def rates_table(found: Mapping[str, tuple[float, float]]) -> str:
    """Write requests a second with several clients."""
    rows = [[name, f"{ours:.0f}", f"{bare:.0f}", f"{bare / ours:.2f}"] for name, (ours, bare) in found.items()]
    return table([f"requests a second, {BUSY_CLIENTS} clients", "portal", "bare", "bare : portal"], rows)


def reports_table(found: Mapping[str, Printed]) -> str:
    """Write what a printed page takes."""
    rows = [
        [name, str(item.pages), f"{item.page:.0f}", f"{item.bare:.0f}", f"{item.page / item.bare:.1f}"]
        for name, item in found.items()
    ]
    return table(["printed", "pages", "ms a page", "bare, ms a page", "× bare"], rows)


def verdicts(pages: Mapping[int, Mapping[str, Measured]], printed: Mapping[str, Printed]) -> list[str]:
    """Say of each target whether it is met."""
    most = pages[SIZES[-1]]
    growth = most[RESULTS].times.median / pages[SIZES[0]][RESULTS].times.median
    page = printed["Health check"].page
    said = [
        (f"{name}: at most {limit} × bare", ratio <= limit, f"{ratio:.2f}")
        for name, limit in TARGETS.items()
        if (ratio := most[name].ratio) is not None
    ]
    said.append(
        (
            f"Results of {SIZES[-1]}: at most {MOST_OF_RESULTS} × those of {SIZES[0]}",
            growth <= MOST_OF_RESULTS,
            f"{growth:.2f}",
        )
    )
    said.append((f"Health check: at most {PAGE_LIMIT} ms a page", page <= PAGE_LIMIT, f"{page:.0f}"))
    return [f"- {'met' if met else 'MISSED'}: {what} ({figure})" for what, met, figure in said]


def main() -> None:
    logging.disable(logging.INFO)  # a line a request would drown the figures
    for command in ("migrate", "createcachetable", "load_framework", "demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    long_edition = store_long_edition()
    stages = [make_stage(size, long_edition) for size in SIZES]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    logs = Path(os.environ["VAR_DIR"])
    with (
        gunicorn("scf_portal.settings", logs / "portal.log") as port,
        gunicorn("bench.bare.settings", logs / "bare.log") as bare,
    ):
        pages = {stage.people: measure_pages(stage, port, bare) for stage in stages}
        rates = measure_rates(stages[-1], port, bare)
    printed = measure_reports(City.objects.get(slug="demo"))
    sizes = pages[SIZES[-1]]["Answer page, 60 statements"]
    found = "\n\n".join(
        [
            pages_table(pages),
            rates_table(rates),
            reports_table(printed),
            f"The answer page has {sizes.size / 1000:.0f} kB, the bare one {sizes.bare_size / 1000:.0f} kB. "
            f"Printing took {peak_memory():.0f} MB at most.",
            "\n".join(verdicts(pages, printed)),
        ]
    )
    sys.stdout.write(found + "\n")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(found + "\n")
