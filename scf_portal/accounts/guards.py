"""What every page of one's own account asks first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cities.access import BY_LINK
from cities.actions.addresses import trust_address

View = Callable[..., HttpResponseBase]


def own_account(view: View) -> View:
    """For anybody signed in; kept by no browser, for Back after signing out must not show it."""

    return never_cache(login_required(view))


def proven_account(view: View) -> View:
    """For people who have proven their address, and signed in: else nothing is set up that could lock its owner out."""

    @own_account
    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not trust_address(request.user):  # type: ignore[arg-type]  # login_required
            messages.warning(request, _("Prove your e-mail address first."))
            return redirect("account")
        if came_by_link(request):
            messages.warning(request, sign_in_first())
            return redirect("account")
        return view(request, *args, **kwargs)

    return inside


def came_by_link(request: HttpRequest) -> bool:
    """Tell whether a personal link opened this session: it may have been forwarded, and proves nobody."""
    return bool(request.session.get(BY_LINK))


def sign_in_first() -> str:
    """Say what somebody does whom a personal link has let in."""
    return _("You came by a personal link. Sign out and sign in to change your account.")


def entrance(view: View) -> View:
    """For pages that lead in: no browser keeps what was typed there."""
    return never_cache(view)
