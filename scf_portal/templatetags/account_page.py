"""What the pages of sign-in and account ask beside what allauth gives them."""

from django import template
from django.conf import settings
from django.template.context import RequestContext

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
