"""`manage.py messages`: the words of the interface, drawn out of the code for those who translate them."""

from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale

from scf_portal import catalogues


class Command(BaseCommand):
    help = "Write locale/django.pot anew, bring every language's catalogue up to date with it, and compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--begin", metavar="LANGUAGE", help="Begin a language, such as pt-br, with empty messages.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "locale"
        template = catalogues.extract(settings.BASE_DIR)
        folder.mkdir(exist_ok=True)
        (folder / catalogues.TEMPLATE).write_text(catalogues.written(template))
        self.stdout.write(f"{len(template)} messages")
        if options["begin"]:
            catalogues.update(folder / locale_of(options["begin"]) / "LC_MESSAGES", template)
        for language in catalogues.folders(folder):
            catalogues.update(language, template)
            faults = catalogues.faults_of(language, template)
            self.stdout.write(f"{language.parent.name}: {len(faults)} messages to translate or review")


def locale_of(language: str) -> str:
    """Return the name of a language's folder: `pt_BR` of `pt-br`."""
    try:
        Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        message = f"There is no language “{language}”: write it as de or pt-br."
        raise CommandError(message) from error
    return to_locale(language)
