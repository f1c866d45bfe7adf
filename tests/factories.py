"""Rows for tests. What people do goes through the actions; these only make what must be there before."""

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from cities.models import City, Member, MemberRole, Organisation, Role, Sector, User

PASSWORD = "three-plain-words"


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    name = factory.Sequence(lambda number: f"City {number}")
    slug = factory.Sequence(lambda number: f"city-{number}")
    time_zone = "Europe/London"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda number: f"Person {number}")
    email = factory.LazyAttribute(lambda user: f"{user.name.lower().replace(' ', '.')}@people.example")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    city = factory.SubFactory(CityFactory)
    name = factory.Sequence(lambda number: f"Organisation {number}")
    sector = Sector.PUBLIC


class MemberFactory(DjangoModelFactory):
    """A member with the roles given as `roles=[…]`; a leader by default."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    city = factory.SubFactory(CityFactory)
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory, city=factory.SelfAttribute("..city"))

    @factory.post_generation
    def roles(member, create, roles):
        for role in roles or [Role.LEADER]:
            MemberRole.objects.create(city=member.city, member=member, role=role)
