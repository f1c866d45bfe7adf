"""The wall between cities: every page of a city goes through `city_view`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from cities.models import City, Member, MemberRole, User
from cities.permissions import Membership, Permission, permissions_of

P = ParamSpec("P")

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor. Recovery codes stand in for one and go with the last."""


class CityRequest(HttpRequest):
    """A request that has passed the wall: who asks, in which city, and what they may do there."""

    user: User
    membership: Membership
    member: Member
    city: City


def city_view(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[CityRequest, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, str, P], HttpResponseBase],
]:
    """Open a view to members of the city in the address who hold `permission`.

    Nobody signed in: to the sign-in page, but 401 for a page's script. An outsider: 404, as if the city were not
    there. A member without the permission: 403. Inside, the city's scope and time zone are active.
    """

    def decorate(
        view: Callable[Concatenate[CityRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
        @wraps(view)
        def inside(request: HttpRequest, city: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            membership = find_membership(request.user, city)
            if membership is None:
                raise Http404
            entered = enter(request, membership)
            if not membership.may(permission):
                raise PermissionDenied
            with scope(city=membership.city), timezone.override(membership.city.zone):
                response = view(entered, *args, **kwargs)
            # on a shared device, Back after signing out must not show what was there
            add_never_cache_headers(response)
            return response

        return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], inside)

    return decorate


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back. A script would swap that page into its own, so it gets 401 and words."""
    if request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        return HttpResponse(_("You are signed out. Sign in again, then try again."), status=401)
    return redirect_to_login(request.get_full_path())


def passed_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session has shown a second factor that the person still has. At most one query."""
    records = get_authentication_records(request, request.user)
    if not any(record.get("method") == "mfa" for record in records):
        return False
    return bool(Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).exists())


def find_membership(user: User, slug: str) -> Membership | None:
    """Return what `user` is in the city at `slug`, or None for an outsider. One query, before any scope."""
    with scopes_disabled():
        rows = list(
            MemberRole.objects.filter(
                member__user=user,
                member__archived_at=None,
                member__city__slug=slug,
                member__city__archived_at=None,
            ).select_related("member__city", "member__organisation")
        )
    if not rows:
        return None
    member = rows[0].member
    member.user = user
    roles = frozenset(row.role for row in rows)
    return Membership(member, roles, permissions_of(roles))


def enter(request: HttpRequest, membership: Membership) -> CityRequest:
    """Mark the request as one inside the member's city."""
    entered = cast(CityRequest, request)
    entered.membership = membership
    entered.member = membership.member
    entered.city = membership.city
    return entered
