"""Two cities with nothing in them, and the ways in which a row comes to refer to another."""

import pytest

from tests.factories import CityFactory


@pytest.fixture
def ours(db):
    return CityFactory()


@pytest.fixture
def theirs(db):
    return CityFactory()


@pytest.fixture(params=["at hand", "by id"])
def refer(request):
    """Return how a row comes to refer to another: by the object itself, or by its id alone."""

    def referring(row, name, other):
        if request.param == "at hand":
            setattr(row, name, other)
        else:
            setattr(row, f"{name}_id", other.pk)
        return row

    return referring
