"""Reads of cities and people."""

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from cities.models import City, Member, User


def cities_of(user: User) -> QuerySet[City]:
    """Return the cities a person belongs to."""
    with scopes_disabled():
        member_cities = Member.objects.filter(user=user, archived_at=None).values("city_id")
    return City.objects.filter(id__in=member_cities, archived_at=None)
