"""`manage.py write_schemas FOLDER`: write the JSON Schemas of an edition's files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from framework.rules.schema import SCHEMAS, schema_text


class Command(BaseCommand):
    help = "Write the JSON Schemas of the files of an edition, as docs/schema has them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        options["folder"].mkdir(parents=True, exist_ok=True)
        for name in SCHEMAS:
            (options["folder"] / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
