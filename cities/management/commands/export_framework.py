"""`manage.py export_framework KEY FOLDER|ZIP [--city ADDRESS]`: write the files of an edition, byte for byte."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cities.management.editions import find_city, reach
from framework.queries.sources import sources_of
from framework.rules.keys import written_key
from framework.rules.packing import pack


class Command(BaseCommand):
    help = "Write the files that an edition was loaded from: into a new folder, or into a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY")
        parser.add_argument("target", type=Path, metavar="FOLDER|ZIP")
        parser.add_argument("--city", metavar="ADDRESS", help="the city whose own editions KEY may name")

    def handle(self, *args: Any, **options: Any) -> None:
        edition, target = reach(find_city(options["city"])).find(options["key"]), options["target"]
        if edition is None:
            message = f"There is no edition “{options['key']}”."
            raise CommandError(message)
        if target.exists():
            message = f"{target} is there already; name one that is not."
            raise CommandError(message)
        sources = sources_of(edition)
        if target.suffix == ".zip":
            target.write_bytes(pack(sources, written_key(edition.key)))
        else:
            write(target, sources)
        self.stdout.write(f"{target}: {len(sources)} files")


def write(folder: Path, sources: dict[str, bytes]) -> None:
    """Write files below a new folder. Their paths stay inside: no edition is stored with others."""
    for path, content in sources.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
