"""People sign in by one e-mail address, whatever its case."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from cities.models import User
from tests.factories import PASSWORD, UserFactory


def test_an_address_is_kept_in_lower_case(db):
    user = User.objects.create_user(" Mo@Merrow.Example ", "Mo", PASSWORD)

    user.refresh_from_db()
    assert (user.email, user.name, user.is_superuser, user.check_password(PASSWORD)) == (
        "mo@merrow.example",
        "Mo",
        False,
        True,
    )


def test_a_person_without_password_cannot_sign_in_by_one(db):
    user = User.objects.create_user("mo@merrow.example", "Mo")

    assert not user.has_usable_password()
    assert authenticate(username="mo@merrow.example", password="") is None


def test_an_operator_is_a_superuser(db):
    assert User.objects.create_superuser("Op@Merrow.example", "Op", PASSWORD).is_superuser


@pytest.mark.parametrize("typed", ["mo@merrow.example", "MO@MERROW.EXAMPLE"])
def test_one_signs_in_with_any_case(typed, db):
    user = UserFactory(name="Mo", email="mo@merrow.example")

    assert authenticate(username=typed, password=PASSWORD) == user
    assert authenticate(username=typed, password=PASSWORD.upper()) is None


@pytest.mark.parametrize("email", ["mo@merrow.example", "Mo@Merrow.Example"])
def test_the_database_keeps_an_address_once_whatever_its_case(email, db):
    """Also past the manager: the first by uniqueness, the second because only lower case is let in."""
    UserFactory(name="Mo", email="mo@merrow.example")

    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email=email, name="Another")])


def test_a_form_says_that_the_address_is_taken(db):
    UserFactory(name="Mo", email="mo@merrow.example")
    other = User(email="MO@merrow.example", name="Another", password="x")

    with pytest.raises(ValidationError) as refused:
        other.full_clean()

    assert refused.value.message_dict == {"email": ["Somebody already uses this e-mail address."]}


def test_a_person_shows_by_name():
    assert str(User(email="mo@merrow.example", name="Mo")) == "Mo"
