"""`manage.py add_member`: the operator makes a person a member of a city."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from cities import actions
from cities.management.people import find_or_ask_person
from cities.models import City, Organisation, Role, Sector


class Command(BaseCommand):
    help = "Make a person a member of a city; a new organisation is created with its sector."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("city", help="The city’s slug.")
        parser.add_argument("email")
        parser.add_argument("--name", help="For somebody new.")
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--sector", choices=Sector.values, help="For an organisation that is new.")
        parser.add_argument("--role", action="append", choices=Role.values, help="May be given several times.")
        parser.add_argument("--job-title", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        city = City.objects.filter(slug=options["city"]).first()
        if city is None:
            message = f"There is no city “{options['city']}”."
            raise CommandError(message)
        roles = [Role(role) for role in options["role"] or [Role.LEADER]]
        with scope(city=city):
            known = Organisation.objects.filter(city=city, name=options["organisation"]).first()
            if known is None and not options["sector"]:
                message = (
                    f"{city.name} has no organisation “{options['organisation']}” yet: give its --sector to create it."
                )
                raise CommandError(message)
            person = find_or_ask_person(options["email"], options["name"])
            with transaction.atomic():
                person.save()
                actions.add_member(
                    city=city,
                    user=person,
                    organisation=known
                    or actions.add_organisation(
                        city=city,
                        name=options["organisation"],
                        sector=Sector(options["sector"]),
                        by=None,
                        now=timezone.now(),
                    ),
                    roles=roles,
                    job_title=options["job_title"],
                    by=None,
                    now=timezone.now(),
                )
        words = ", ".join(str(role.label).lower() for role in roles)
        self.stdout.write(f"{person.name} is now a member of {city.name} ({words}).")
