"""The pages of one's own account that allauth does not bring: the overview, the name, the sessions."""

from typing import Any

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities.access import passed_second_factor
from cities.actions.addresses import end_sessions, trust_address
from cities.models import User
from cities.queries import language_for
from scf_portal.accounts.forms import LanguageForm, NameForm
from scf_portal.accounts.guards import came_by_link, own_account, sign_in_first
from scf_portal.accounts.queries import cities_that_ask_for_a_factor, factors_of, passkeys_work, sessions_of

WANTED = "wanted_page"  # in a session: where somebody was going when a second factor was asked for


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


@own_account
def overview(request: AccountRequest) -> HttpResponse:
    """Everything about one's own account, each with where to change it."""
    context = {
        "is_proven": trust_address(request.user),
        "language": language_name(request.user),
        "factors": factors_of(request.user),
        "sessions": sessions_of(request.user, request.session.session_key),
        "passkeys_work": passkeys_work(request),
    }
    return render(request, "account/overview.html", context)


def language_name(person: User) -> str:
    """Return what one's language is called; nothing where there is only one to have."""
    if len(settings.LANGUAGES) == 1:
        return ""
    return dict(settings.LANGUAGES).get(person.language) or _("As the city or my browser has it")


@own_account
def change_name(request: AccountRequest) -> HttpResponse:
    """The name by which others know one."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        request.user.name = form.cleaned_data["name"]
        request.user.save(update_fields=["name"])
        messages.success(request, _("Your name is changed."))
        return redirect("account")
    return render(request, "account/name.html", {"form": form})


@own_account
def change_language(request: AccountRequest) -> HttpResponse:
    """The language in which the portal speaks to one, said in it at once."""
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        request.user.language = form.cleaned_data["language"]
        request.user.save(update_fields=["language"])
        with translation.override(language_for(person=request.user) or get_language_from_request(request)):
            messages.success(request, _("Your language is saved."))
        return redirect("account")
    return render(request, "account/language.html", {"form": form})


@own_account
def change_address(request: AccountRequest, **kwargs: Any) -> HttpResponseBase:
    """allauth's page, for a new address; somebody unproven can only have the code for the present one sent."""
    # allauth does the first thing that is asked, so nothing may stand beside it
    asked = {name for name in request.POST if name.startswith("action_")}
    if came_by_link(request):
        messages.warning(request, sign_in_first())
        return redirect("account")
    if not trust_address(request.user) and asked != {"action_send"}:
        messages.warning(request, _("Prove your e-mail address first."))
        return redirect("account")
    response: HttpResponseBase = account.email(request, **kwargs)
    return response


@own_account
def second_factor(request: AccountRequest) -> HttpResponse:
    """Why a second factor is asked for, and the way to show or set one up; then on to where one wanted to go."""
    if wanted := get_next_redirect_url(request):
        request.session[WANTED] = wanted
    if passed_second_factor(request):
        return redirect(request.session.pop(WANTED, "home"))
    context = {
        "is_proven": trust_address(request.user),
        "factors": factors_of(request.user),
        "cities": cities_that_ask_for_a_factor(request.user),
        "passkeys_work": passkeys_work(request),
        "here": reverse("second-factor"),
    }
    return render(request, "account/second_factor.html", context)


@own_account
def sessions(request: AccountRequest) -> HttpResponse:
    """Where one is signed in."""
    found = sessions_of(request.user, request.session.session_key)
    return render(request, "account/sessions.html", {"sessions": found})


@require_POST
@own_account
def end_session(request: AccountRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's own browsers."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    if session.is_current():
        return redirect("usersessions_list")
    session.end()
    messages.success(request, _("That browser is signed out."))
    return redirect("usersessions_list")


@require_POST
@own_account
def end_other_sessions(request: AccountRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_sessions(user=request.user, keep=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("usersessions_list")
