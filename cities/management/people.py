"""What the operator's commands share: finding a person by address, or making one with a password typed twice."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email

from cities.actions.addresses import trust_address
from cities.models import User


def find_or_ask_person(email: str, name: str | None) -> User:
    """Return the person at `email`; a new one needs a name, is asked for a password, and is not saved yet.

    Waiting for somebody to type, and hashing, must not happen while a transaction is open.
    """
    known = User.objects.filter(email=email.strip().lower()).first()
    if known and not trust_address(known):
        message = (
            f"Nobody has proven yet that {known.email} is theirs: {known.name} joined by a link on a screen."
            " Ask them to sign in with a code by e-mail first."
        )
        raise CommandError(message)
    if known:
        return known
    if not name:
        message = f"Nobody has the address {email} yet: give a name too, to create the person."
        raise CommandError(message)
    try:
        validate_email(email.strip())
        person = User(email=email.strip().lower(), name=name)
        person.set_password(ask_password(email, name))
        return person
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error


def ask_password(email: str, name: str) -> str:
    """Ask for a password twice; raise CommandError or ValidationError with what is wrong."""
    password = getpass(f"Password for {email}: ")
    if password != getpass("Once more: "):
        message = "The two passwords differ. Nothing was saved."
        raise CommandError(message)
    validate_password(password, User(email=email, name=name))
    return password
