"""The wall between cities: every page of a city goes through `city_view`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from cities.models import City, Member, MemberRole, User
from cities.permissions import Membership, Permission, permissions_of

P = ParamSpec("P")


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

    Nobody signed in: to the sign-in page. An outsider: 404, as if the city were not there. A member without the
    permission: 403. Inside, the city's scope and time zone are active.
    """

    def decorate(
        view: Callable[Concatenate[CityRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
        @login_required
        @wraps(view)
        def inside(request: HttpRequest, city: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            membership = find_membership(request.user, city)  # type: ignore[arg-type]  # login_required
            if membership is None:
                raise Http404
            entered = enter(request, membership)
            if not membership.may(permission):
                raise PermissionDenied
            with scope(city=membership.city), timezone.override(membership.city.zone):
                return view(entered, *args, **kwargs)

        return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], inside)

    return decorate


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
