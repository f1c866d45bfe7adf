"""`manage.py render_report KIND --city SLUG --output FILE`: make a report without browser and worker."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Round
from cities.models import City
from reports.kinds import healthcheck
from reports.queries import reportable_rounds

KINDS = {"healthcheck": healthcheck.render}


class Command(BaseCommand):
    help = "Make a report of revealed results and write it to a file: the same file that a worker makes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("--city", required=True, metavar="SLUG", help="the city, as in its address")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--assessment", type=int, metavar="ID", help="default: the one that closed last")

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path = options["output"]
        if not output.parent.is_dir() or output.is_dir():
            message = f"{output} cannot be written: --output takes a file in a folder that exists"
            raise CommandError(message)
        city = City.objects.filter(slug=options["city"], archived_at=None).first()
        if city is None:
            message = f"there is no city “{options['city']}”"
            raise CommandError(message)
        with scope(city=city), timezone.override(city.zone):
            snapshot = take_snapshot(round_=find_round(city, options["assessment"]), now=timezone.now())
            pdf = KINDS[options["kind"]](snapshot, progress=lambda percent: None)
        write_whole(output, pdf.content)
        if options["verbosity"]:
            self.stdout.write(f"{output}: {pdf.pages} pages")


def find_round(city: City, assessment_id: int | None) -> Round:
    """Return the revealed round of an assessment, by default of the one that closed last."""
    rounds = reportable_rounds(city)
    if assessment_id is not None:
        rounds = rounds.filter(assessment_id=assessment_id)
    found = rounds.first()
    if found is None:
        which = "no assessment" if assessment_id is None else f"no assessment {assessment_id}"
        message = f"{city.slug} has {which} with revealed results"
        raise CommandError(message)
    return found


def write_whole(output: Path, content: bytes) -> None:
    """Put the file in its place in one step, so that nobody ever opens half of it."""
    part = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(output)
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror}"
        raise CommandError(message) from error
    finally:
        part.unlink(missing_ok=True)
