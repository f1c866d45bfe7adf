"""Measures in a database of its own, and writes what it found to `var/bench.md`."""

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from bench.pages import BUSY_CLIENTS, Measured, measure_pages, measure_rates
from bench.reports import Printed, measure_reports, peak_memory
from bench.servers import gunicorn
from bench.stage import make_stage, refresh_statistics, store_long_edition
from cities.models import City

SIZES = (5, 50, 500)
ANSWER, SAVE, RESULTS = "Answer page, 60 statements", "Saving one answer", "Results"
MOST_TIMES_BARE = 1.6
MOST_GROWTH = 1.5
MOST_QUERIES = 20
MOST_A_PAGE = 90  # ms, of a printed page
AIMS = {ANSWER: (30, 75), SAVE: (20, 120)}
"""What we aim for on a machine of one's own: ms, and requests a second."""
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
        [name, str(item.pages), str(item.times), str(item.bare), f"{item.times.median / item.bare.median:.1f}"]
        for name, item in found.items()
    ]
    return table(["printed, median / p95, ms a page", "pages", "portal", "bare", "× bare"], rows)


def verdicts(
    pages: Mapping[int, Mapping[str, Measured]],
    rates: Mapping[str, tuple[float, float]],
    printed: Mapping[str, Printed],
) -> list[str]:
    """Say of each target and each aim whether it is met."""
    most = pages[SIZES[-1]]
    said = [(f"{name}: at most {MOST_TIMES_BARE} × bare", measured(most[name].ratio), MOST_TIMES_BARE) for name in AIMS]
    growth = most[RESULTS].times.median / pages[SIZES[0]][RESULTS].times.median
    said.append((f"{RESULTS} of {SIZES[-1]}: at most {MOST_GROWTH} × those of {SIZES[0]}", growth, MOST_GROWTH))
    said.append((f"{RESULTS}: at most {MOST_QUERIES} queries", measured(most[RESULTS].queries), MOST_QUERIES))
    said += [
        (f"{name}: at most {MOST_A_PAGE} ms a page", item.times.median, MOST_A_PAGE)
        for name, item in printed.items()
        if name.startswith("Health check")
    ]
    lines = [f"- {'met' if found <= limit else 'MISSED'}: {what} ({found:.3g})" for what, found, limit in said]
    for name, (ms, rate) in AIMS.items():
        for what, found, is_met in (
            (f"{ms} ms", most[name].times.median, most[name].times.median <= ms),
            (f"{rate} a second", rates[name][0], rates[name][0] >= rate),
        ):
            lines.append(f"- aim {'met' if is_met else 'missed'}: {name}, {what} ({found:.3g})")
    return lines


def measured(figure: float | None) -> float:
    """Return a figure that a target is held against. Raises ValueError where it was not measured."""
    if figure is None:
        message = "a figure with a target was not measured"
        raise ValueError(message)
    return figure


def main() -> None:
    logging.disable(logging.INFO)  # a line a request would drown the figures
    for command in ("migrate", "createcachetable", "load_framework", "demo"):
        call_command(command, verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    long_edition = store_long_edition()
    stages = [make_stage(size, long_edition) for size in SIZES]
    refresh_statistics()
    logs = Path(os.environ["VAR_DIR"])
    with (
        gunicorn("scf_portal.settings", logs / "portal.log") as port,
        gunicorn("bench.bare.settings", logs / "bare.log") as bare,
    ):
        pages = {stage.people: measure_pages(stage, port, bare) for stage in stages}
        rates = measure_rates(stages[-1], port, bare)
    sys.stdout.write(pages_table(pages) + "\n\n" + rates_table(rates) + "\n\n")
    sys.stdout.flush()  # the reports take minutes
    printed = measure_reports(stages, City.objects.get(slug="demo"))
    sizes = pages[SIZES[-1]][ANSWER]
    more = "\n\n".join(
        [
            reports_table(printed),
            f"The answer page has {sizes.size / 1000:.0f} kB, the bare one {sizes.bare_size / 1000:.0f} kB. "
            f"Printing took {peak_memory():.0f} MB at most.",
            "\n".join(verdicts(pages, rates, printed)),
        ]
    )
    sys.stdout.write(more + "\n")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n\n".join([pages_table(pages), rates_table(rates), more]) + "\n")
