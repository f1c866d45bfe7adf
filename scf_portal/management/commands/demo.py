"""`manage.py demo`: the fictional city to try the portal with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cities.models import Role
from framework.queries import NoFramework
from scf_portal.demo.data import load_city
from scf_portal.demo.store import remove_demo, store_demo


class Command(BaseCommand):
    help = "Set up the fictional demo city, if it is not there yet, and say who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="Remove the demo city with all its data first, and set it up anew."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                if options["reset"]:
                    remove_demo()
                store_demo(now=timezone.now())
        except NoFramework as error:
            message = "No framework is loaded yet. Run `manage.py load_framework` first."
            raise CommandError(message) from error
        if options["verbosity"]:
            self.stdout.write(sign_in_words())


def sign_in_words() -> str:
    """Return who can sign in to the demo city, and how."""
    city = load_city()
    people = "\n".join(
        f"  {person.email:<32}{' and '.join(str(Role(role).label) for role in person.roles)}"
        for person in city.sign_in_people
    )
    return f"Demo city {city.name}. Everybody's password is “{city.password}”. For example:\n{people}"
