"""What follows from what happens to an account: an address proven, a factor set up, somebody signed in."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from cities.access import FACTORS
from cities.actions.addresses import forget_before_proof
from cities.models import User
from scf_portal.middleware import SEEN


@receiver(email_confirmed)
def drop_what_came_before_the_proof(request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """On the first proof of all; later ones come from somebody who has proven an address before."""
    user = email_address.user  # the very object that is being signed in: its session carries the mark of its password
    if EmailAddress.objects.filter(user=user, verified=True).exclude(pk=email_address.pk).exists():
        return
    forget_before_proof(user=user, keep_session=request.session, keep_password=typed_the_password(request, user))


def typed_the_password(request: HttpRequest, user: User) -> bool:
    """Tell whether this browser is the one that set the password in signing up, or has just signed in with it."""
    login = unstash_login(request, peek=True)
    if login is None or login.user is None or login.user.pk != user.pk:
        return False
    records = request.session.get("account_authentication_methods") or []
    return bool(login.signup) or any(record.get("method") == "password" for record in records)


@receiver(authenticator_added)
def count_setting_up_as_passing(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who has just shown a factor to work has passed it."""
    if authenticator.type in FACTORS:
        passed = {"id": authenticator.pk, "type": authenticator.type, "reauthenticated": True}
        record_authentication(request, user, "mfa", **passed)


@receiver(user_logged_in)
def note_new_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Put a new session on the person's list at once, so that it can be ended before its first page."""
    if "REMOTE_ADDR" in request.META:
        UserSession.objects.create_from_request(request)
    request.session[SEEN] = int(time.time())
