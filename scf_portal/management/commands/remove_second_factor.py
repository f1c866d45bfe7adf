"""`manage.py remove_second_factor`: the operator helps somebody who lost their second factor and recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cities.actions.addresses import end_sessions
from cities.models import User


class Command(BaseCommand):
    help = "Remove somebody’s second factors and sign them out everywhere; they set up a new one. Be sure who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            message = f"Nobody has the address {options['email']}."
            raise CommandError(message)
        removed, _ = Authenticator.objects.filter(user=person).delete()
        end_sessions(user=person, keep=None)
        words = "has no second factor any more" if removed else "had no second factor"
        self.stdout.write(f"{person.name} {words}, and is signed out everywhere.")
