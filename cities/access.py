"""The wall between cities: every page of a city goes through `city_view`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from cities.models import City, Invitation, Member, MemberRole, Organisation, OutgoingMail, PersonalLink, User
from cities.permissions import Membership, Permission, permissions_of
from cities.queries import (
    find_link,
    invitations_of,
    language_for,
    mails_of,
    organisations_of,
    own_editions,
    upload_of,
)
from framework.models import Edition

P = ParamSpec("P")
M = TypeVar("M", bound=Model)

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
BY_LINK = "by_link"
"""In a session: whether a personal link opened it, rather than signing in."""
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

    Nobody signed in: to the sign-in page, but 401 for a page's script, and for what was sent, which is handed back. An
    outsider: 404, as if the city were not there. Who runs the programme of a city that asks for a second factor, and
    has not shown one: to the page that says so. A member without the permission: 403. Inside, the city's scope and time
    zone are active, and its language for those who have not chosen their own.
    """

    def decorate(
        view: Callable[Concatenate[CityRequest, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
        @wraps(view)
        def inside(request: HttpRequest, city: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_send_again(request, status=401) or sign_in_first(request)
            membership = find_membership(request.user, city)
            if membership is None:
                raise Http404
            entered = enter(request, membership)
            speak(person=membership.member.user, city=membership.city)
            if membership.must_show_factor and not passed_second_factor(request):
                return second_factor_first(request)
            if not membership.may(permission):
                raise PermissionDenied
            with scope(city=membership.city), timezone.override(membership.city.zone):
                response = view(entered, *args, **kwargs)
            # on a shared device, Back after signing out must not show what was there
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], inside)

    return decorate


V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def takes_files(largest: int) -> Callable[[V], V]:
    """Let a view receive files of up to `largest` bytes; every other view never sees one."""

    def mark(view: V) -> V:
        view.largest_file = largest  # type: ignore[attr-defined]  # read by the upload handler
        return view

    return mark


def was_too_large(request: HttpRequest, field: str) -> bool:
    """Tell whether a file came in this field and was dropped for its size."""
    return field in getattr(request, "files_too_large", ())


def to_send_again(request: HttpRequest, *, status: int) -> HttpResponse | None:
    """Hand back what a page without a script sent, for its reader to send it once more; None where it was nothing.

    It stays in the page and is stored nowhere. Files cannot come back: the page says so.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    if request.htmx or not sent:  # type: ignore[attr-defined]  # HtmxMiddleware
        return None
    typed = [value for _name, value in sent if len(value.split()) > 1]
    context = {"sent": sent, "typed": typed, "files": bool(request.FILES)}
    response = render(request, "cities/send_again.html", context, status=status)
    add_never_cache_headers(response)
    return response


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back. A script would swap that page into its own, so it gets 401 and words."""
    if request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        return HttpResponse(_("You are signed out. Sign in again, then try again."), status=401)
    return redirect_to_login(request.get_full_path())


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Lead to the page that says why a second factor is asked for, and back."""
    if request.htmx:  # type: ignore[attr-defined]  # HtmxMiddleware
        return HttpResponse(_("This city asks for your second factor. Load the page again."), status=401)
    return redirect_to_login(request.get_full_path(), login_url=reverse("second-factor"))


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


def speak(*, person: User | None, city: City) -> None:
    """Answer this request, a refusal too, in the language of the person or the city."""
    if language := language_for(person=person, city=city):
        translation.activate(language)


def load_member(membership: Membership, member_id: int) -> Member:
    """Return a present member of the city, or 404."""
    return found(
        Member.objects.filter(city=membership.city, archived_at=None, pk=member_id).select_related(
            "user", "organisation", "city"
        )
    )


def load_organisation(membership: Membership, organisation_id: int) -> Organisation:
    """Return an organisation of the city, or 404."""
    return found(organisations_of(membership.city).filter(pk=organisation_id))


def load_invitation(membership: Membership, invitation_id: int) -> Invitation:
    """Return a pending invitation into the city with its links and their mails, or 404."""
    links = Prefetch("links", queryset=PersonalLink.objects.select_related("mail"))
    rows = invitations_of(membership.city).select_related("invited_by").prefetch_related(links)
    return found(rows.filter(pk=invitation_id))


def load_own_edition(membership: Membership, key: str) -> Edition:
    """Return an edition that the city loaded itself, or 404."""
    return found(own_editions(membership.city).filter(key=key))


def load_upload(membership: Membership) -> Edition:
    """Return the files that somebody of the city uploaded and nobody has taken over, or 404."""
    upload = upload_of(membership.city)
    if upload is None:
        raise Http404
    return upload


def load_mail(membership: Membership, mail_id: int) -> OutgoingMail:
    """Return a mail of the city, or 404."""
    return found(mails_of(membership.city).filter(pk=mail_id))


def load_link(token: str) -> PersonalLink:
    """Return the link with this secret, or 404."""
    link = find_link(token)
    if link is None:
        raise Http404
    return link


def found(rows: QuerySet[M]) -> M:
    """Return the one row, or 404."""
    row = rows.first()
    if row is None:
        raise Http404
    return row
