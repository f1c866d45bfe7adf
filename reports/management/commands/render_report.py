"""`manage.py render_report KIND --city SLUG --output FILE`: make a report without browser and worker."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django_scopes import scope

from assessments.actions import take_snapshot
from assessments.models import Round
from assessments.queries.comparing import comparable_rounds
from cities.models import City
from cities.queries import edition_of, editions_for
from framework.models import Edition
from framework.queries import NoFramework
from framework.queries.guide import guide_of
from reports.kinds import KINDS
from reports.kinds.printing import print_report
from reports.models import ReportJob


class Command(BaseCommand):
    help = "Make a report and write it to a file: the same file that a worker makes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("--city", required=True, metavar="SLUG", help="the city, as in its address")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument("--assessment", type=int, metavar="ID", help="of a health check: not the one closed last")
        parser.add_argument("--edition", metavar="KEY", help="of a guide: not the one that the city works with")
        parser.add_argument("--note", default="", metavar="REF", help="of a guide: this note alone")
        parser.add_argument("--language", default="", metavar="CODE", help="of a guide: not the portal's own")

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
            pdf = print_report(FIND[options["kind"]](city, options), progress=lambda percent: None)
        write_whole(output, pdf.content)
        if options["verbosity"]:
            self.stdout.write(f"{output}: {pdf.pages} pages")


def find_healthcheck(city: City, options: Mapping[str, Any]) -> ReportJob:
    """Return what would be the job of a health check."""
    snapshot = take_snapshot(round_=find_round(city, options["assessment"]), now=timezone.now())
    return ReportJob(city=city, kind=ReportJob.Kind.HEALTHCHECK, snapshot=snapshot)


def find_guide(city: City, options: Mapping[str, Any]) -> ReportJob:
    """Return what would be the job of a guide, or of one note."""
    edition, note = find_edition(city, options["edition"]), options["note"]
    if note and note not in guide_of(edition).by_ref:
        message = f"“{edition.key}” has no note “{note}”"
        raise CommandError(message)
    return ReportJob(city=city, kind=ReportJob.Kind.GUIDE, edition=edition, note=note, language=options["language"])


FIND = {"guide": find_guide, "healthcheck": find_healthcheck}


def find_edition(city: City, key: str | None) -> Edition:
    """Return an edition that a city may use, by default the one that it works with."""
    if key is None:
        try:
            return edition_of(city)
        except NoFramework as error:
            message = "there is no framework: load one with load_framework"
            raise CommandError(message) from error
    edition = editions_for(city).filter(key=key).first()
    if edition is None:
        message = f"{city.slug} has no edition “{key}”"
        raise CommandError(message)
    return edition


def find_round(city: City, assessment_id: int | None) -> Round:
    """Return the revealed round of an assessment, by default of the one that closed last."""
    rounds = comparable_rounds(city)
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
