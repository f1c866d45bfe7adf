"""`manage.py load_framework [FOLDER|ZIP …] [--city ADDRESS]`: read editions from files and store them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django_scopes import scope

from cities.actions import load_own_edition
from cities.management.editions import faults_in_words, find_city, read
from cities.models import City
from framework.actions import Outcome, store_edition


class Command(BaseCommand):
    help = "Load framework editions from folders or zips of YAML files (default: every edition shipped)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER|ZIP")
        parser.add_argument("--city", metavar="ADDRESS", help="load them for this city alone, not for everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        city = find_city(options["city"])
        shipped = settings.BASE_DIR / "fixtures" / "framework"
        folders = options["folders"] or sorted(path for path in shipped.iterdir() if path.is_dir())
        for folder in folders:
            with faults_in_words(folder.name, "was not loaded"):
                outcome = load(folder, city)
            if options["verbosity"]:
                self.stdout.write(f"{folder.name}: {outcome}")


def load(path: Path, city: City | None) -> Outcome:
    """Load one edition, for a city alone or for everybody."""
    files = read(path, city)
    if city is None:
        return store_edition(files=files)
    with scope(city=city):
        return load_own_edition(city=city, files=files, by=None, now=timezone.now(), may_publish=True)
