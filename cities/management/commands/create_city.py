"""`manage.py create_city`: the operator sets up a city with its first administrator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cities import actions
from cities.management.people import find_or_ask_person
from cities.models import Sector


class Command(BaseCommand):
    help = "Create a city with its first organisation and its administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="As people read it, for example “Merrowmouth”.")
        parser.add_argument("--slug", required=True, help="As it stands in addresses: /c/<slug>/.")
        parser.add_argument("--time-zone", default="UTC", help="For example Europe/London (default UTC).")
        parser.add_argument("--organisation", required=True, help="The administrator’s organisation.")
        parser.add_argument("--sector", choices=Sector.values, default=Sector.PUBLIC)
        parser.add_argument("--email", required=True, help="The administrator’s e-mail address.")
        parser.add_argument("--administrator", help="The administrator’s name, for somebody new.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_or_ask_person(options["email"], options["administrator"])
        try:
            with transaction.atomic():
                person.save()
                city = actions.create_city(
                    name=options["name"],
                    slug=options["slug"],
                    time_zone=options["time_zone"],
                    organisation=options["organisation"],
                    sector=Sector(options["sector"]),
                    administrator=person,
                    now=timezone.now(),
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{city.name} stands at /c/{city.slug}/ with {person.name} as administrator.")
