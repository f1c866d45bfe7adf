"""How a person comes to a city: creates it, or accepts an invitation; and how they leave."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_scopes import scope

from cities import access, actions
from cities.access import CityRequest, city_view
from cities.actions.addresses import trust_address
from cities.forms.city import NewCityForm
from cities.forms.people import NewPersonForm
from cities.models import City, Invitation, Member, PersonalLink, User
from cities.permissions import Permission
from cities.queries import archived_cities_of


@login_required
def new_city(request: HttpRequest) -> HttpResponse:
    """Create a city and become its administrator, where the portal's operator lets people do so."""
    if not settings.SELF_SERVICE:
        raise PermissionDenied
    person: User = request.user  # type: ignore[assignment]  # login_required
    if not trust_address(person):
        messages.warning(request, _("Prove your e-mail address first; then you can set up a city."))
        return redirect("account")
    form = NewCityForm(request.POST or None)
    if form.is_valid():
        city = actions.create_city(**form.cleaned_data, administrator=person, by=person, now=timezone.now())
        messages.success(request, _("%(city)s is set up. Next, invite the people you work with.") % {"city": city})
        return redirect("cities:people", city.slug)
    return render(request, "cities/new_city.html", {"form": form})


@city_view(Permission.VIEW_CITY)
def leave(request: CityRequest) -> HttpResponse:
    """Leave the city, once confirmed."""
    if request.method == "POST":
        try:
            actions.leave_city(member=request.member, now=timezone.now())
        except actions.LastAdministrator:
            text = _("You are the only administrator. Make somebody else one first; then you can leave.")
            messages.error(request, text)
            return redirect("cities:people", request.city.slug)
        messages.success(request, _("You have left %(city)s.") % {"city": request.city})
        return redirect("home")
    return render(request, "cities/leave.html")


@require_POST
@login_required
def bring_back(request: HttpRequest, city: str) -> HttpResponse:
    """Open an archived city again. It has no pages, so this stands on the page of a person's cities."""
    person: User = request.user  # type: ignore[assignment]  # login_required
    archived = archived_cities_of(person).filter(slug=city).first()
    if archived is None:
        raise Http404
    if archived.requires_second_factor and not access.passed_second_factor(request):
        return redirect_to_login(f"{reverse('home')}?all", login_url=reverse("second-factor"))
    with scope(city=archived):
        actions.bring_back_city(city=archived, by=person, now=timezone.now())
    messages.success(request, _("%(city)s is open again.") % {"city": archived})
    return redirect("city-home", archived.slug)


OnJoin = Callable[[HttpRequest, Invitation, Member], None]
"""What an app above does when somebody joins; the table of URLs hands it in."""


def join(request: HttpRequest, token: str, on_join: OnJoin) -> HttpResponse:
    """Show an invitation; only the button accepts it, because mail scanners open links.

    `on_join` happens with the acceptance, or neither does.
    """
    link = access.load_link(token)
    city = link.city
    access.speak(person=request.user if request.user.is_authenticated else None, city=city)
    with scope(city=city), timezone.override(city.zone):
        response = join_page(request, link, city, partial(on_join, request))
    add_never_cache_headers(response)
    return response


def join_page(request: HttpRequest, link: PersonalLink, city: City, joined: actions.Joined) -> HttpResponse:
    """Return the invitation, or why it is over; take it on POST."""
    now = timezone.now()
    is_open = link.invitation.is_pending and link.created_by.is_active and city.archived_at is None
    if not (link.is_live(now) and is_open):
        return link_over(request, link)
    context = {"link": link, "invitation": link.invitation, "city": city, "here": request.get_full_path()}
    if not request.user.is_authenticated:
        email = link.invitation.email
        if User.objects.filter(email=email).exists():
            return render(request, "cities/join.html", context | {"has_account": True})
        form = NewPersonForm(
            request.POST or None,
            email=email,
            needs_password=not settings.EMAIL_HOST,
            initial={"name": link.invitation.name},
        )
        if not form.is_valid():
            return render(request, "cities/join.html", context | {"form": form})
        given = form.cleaned_data | {"joined": joined}
        return welcome(request, link, lambda: actions.join_as_new_person(link=link, now=now, **given))
    if request.method == "POST":
        person: User = request.user
        return welcome(
            request,
            link,
            lambda: actions.accept_invitation(link=link, user=person, now=now, session=request.session, joined=joined),
        )
    return render(request, "cities/join.html", context)


def welcome(request: HttpRequest, link: PersonalLink, join: Callable[[], Member]) -> HttpResponse:
    """Let somebody join, and lead them into the city."""
    try:
        member = join()
    except actions.LinkOver:
        return link_over(request, link)
    if not request.user.is_authenticated:
        login(request, member.user)
    messages.success(request, _("Welcome to %(city)s.") % {"city": member.city})
    return redirect("city-home", member.city.slug)


def link_over(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Say that the link is over, and what to do."""
    address = reverse("home") if request.user.is_authenticated else reverse("sign-in")
    context = {"link": link, "city": link.city, "invitation": link.invitation, "address": address}
    return render(request, "cities/link_over.html", context, status=410)
