"""The page that a personal link opens: who asks, until when, what is promised, and a button."""

from collections.abc import Callable

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_scopes import scope

from assessments import access, actions
from assessments.models import ParticipantLink
from assessments.queries.links import Over, waiting_in, why_over
from assessments.queries.questionnaire import minutes_for
from cities.access import BY_LINK, speak
from cities.actions import LinkOver

LINK_SESSION = 24 * 60 * 60  # seconds: the link lets them in again, until it ends


def address_of(request: HttpRequest) -> Callable[[str], str]:
    """Return what turns the secret of a link into the address to send."""
    return lambda token: request.build_absolute_uri(reverse("personal-link", args=[token]))


def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; only the button leads in, because mail scanners open links."""
    link = access.load_personal_link(token)
    speak(person=request.user if request.user.is_authenticated else link.participant.member.user, city=link.city)
    with scope(city=link.city), timezone.override(link.city.zone):
        response = link_page(request, link)
    add_never_cache_headers(response)
    return response


def link_page(request: HttpRequest, link: ParticipantLink) -> HttpResponse:
    """Return the page of a link, or why it is over; lead to the questions on POST."""
    over = why_over(link, timezone.now())
    if over:
        return link_over(request, link, over)
    participant = link.participant
    somebody_else = request.user.is_authenticated and request.user.pk != participant.member.user_id
    if request.method == "POST" and not somebody_else:
        return come_in(request, link)
    missing = waiting_in(participant)
    context = {
        "link": link,
        "city": link.city,
        "round": participant.round,
        "assessment": participant.round.assessment,
        "somebody_else": somebody_else,
        "asked": missing,
        "minutes": minutes_for(missing),
    }
    return render(request, "assessments/link.html", context)


def come_in(request: HttpRequest, link: ParticipantLink) -> HttpResponse:
    """Lead to the questions, or to naming a deputy: signed in by the link where a mailbox is proof enough.

    Else by way of signing in.
    """
    way = "assessments:deputy" if "deputy" in request.POST else "assessments:continue"
    target = reverse(way, args=[link.city.slug, link.participant.round.assessment_id])
    if not request.user.is_authenticated:
        try:
            person = actions.sign_in_by_link(link=link, now=timezone.now())
        except actions.SignInFirst:
            return redirect_to_login(target)
        except LinkOver:
            return link_over(request, link, Over.ENDED)
        login(request, person)
        request.session[BY_LINK] = True
        request.session.set_expiry(LINK_SESSION)
    return redirect(target)


def link_over(request: HttpRequest, link: ParticipantLink, over: Over) -> HttpResponse:
    """Say that the link is over, and what to do."""
    context = {
        "link": link,
        "over": over,
        "assessment": link.participant.round.assessment,
        "address": reverse("home") if request.user.is_authenticated else reverse("sign-in"),
    }
    return render(request, "assessments/link_over.html", context, status=410)
