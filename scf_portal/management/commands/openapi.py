"""Writes the description of the API for programs; `docs/openapi.json` is kept that way."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from framework.views.api.endpoints import openapi_document

KEPT: Path = settings.BASE_DIR / "docs" / "openapi.json"


class Command(BaseCommand):
    help = "Bring docs/openapi.json up to date with the API"

    def handle(self, *args: Any, **options: Any) -> None:
        KEPT.write_text(json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n")
        self.stdout.write("docs/openapi.json is up to date.")
