"""What the pages of sign-in and account ask beside what allauth gives them."""

from django import template
from django.conf import settings
from django.template.context import RequestContext

from cities.models import City, User
from scf_portal.accounts import queries

register = template.Library()


@register.simple_tag
def self_service() -> bool:
    """Tell whether people make accounts for themselves."""
    return bool(settings.SELF_SERVICE)


@register.simple_tag(takes_context=True)
def passkeys_work(context: RequestContext) -> bool:
    """Tell whether browsers offer passkeys at this address."""
    return queries.passkeys_work(context["request"])


@register.simple_tag
def cities_shut_by_removing(user: User) -> list[City]:
    """Return the cities that the person can no longer enter without the factor they are about to remove."""
    return queries.cities_that_ask_for_a_factor(user) if queries.factors_of(user).is_last else []
