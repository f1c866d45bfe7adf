"""`manage.py check_framework FOLDER|ZIP [--city ADDRESS]`: name everything that is wrong with an edition's files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cities.management.editions import faults_in_words, find_city, read


class Command(BaseCommand):
    help = "Check the files of a framework edition, and store nothing. Ends with 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER|ZIP")
        parser.add_argument("--city", metavar="ADDRESS", help="the city whose own editions the files may name")

    def handle(self, *args: Any, **options: Any) -> None:
        with faults_in_words(options["folder"].name, "is no edition"):
            files = read(options["folder"], find_city(options["city"]))
        self.stdout.write(f"{options['folder'].name}: “{files.edition.name}” has no faults")
