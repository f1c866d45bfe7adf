"""`manage.py load_framework [FOLDER …]`: read editions from files and store them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from framework import actions
from framework.rules.faults import InvalidEdition
from framework.rules.reading import read_edition


class Command(BaseCommand):
    help = "Load framework editions from folders of YAML files (default: every edition shipped)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        shipped = settings.BASE_DIR / "fixtures" / "framework"
        folders = options["folders"] or sorted(path for path in shipped.iterdir() if path.is_dir())
        for folder in folders:
            outcome = load(folder)
            if options["verbosity"]:
                self.stdout.write(f"{folder.name}: {outcome}")


def load(folder: Path) -> actions.Outcome:
    """Load one edition, or end the command with words that say what to do."""
    if not folder.is_dir():
        message = f"{folder}: there is no such folder"
        raise CommandError(message)
    try:
        return actions.store_edition(files=read_edition(folder))
    except InvalidEdition as error:
        message = f"{folder.name} was not loaded:\n{error}"
        raise CommandError(message) from error
    except actions.EditionPublished as error:
        message = f"{folder.name} was not loaded: edition “{error}” is published. Give the changed one a new key."
        raise CommandError(message) from error
    except actions.StillInUse as error:
        message = f"{folder.name} was not loaded: it drops what cities have already answered: {error}"
        raise CommandError(message) from error
