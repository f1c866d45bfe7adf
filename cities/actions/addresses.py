"""Whether a person's e-mail address is theirs: written down for those we trust, proven by a mailed code or link.

An account may stand on an address that nobody has proven: made by a link that was shown on a screen, or by somebody
who typed the address of another. What was set up there until the proof is not the owner's.
"""

from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from cities.models import User


def trust_address(user: User) -> bool:
    """Tell whether the person has proven an address, or need not.

    Who has nothing written about addresses was made by an operator: by a command, or with the demo city. That their
    address is theirs is then written down.
    """
    known = list(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    if not known:
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return any(known) or not known


def doubt_address(user: User) -> None:
    """Write down that nobody has proven the address: for an account made by a link that was only shown."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": False, "primary": True})


@transaction.atomic
def prove_address(*, user: User, keep_session: SessionBase | None) -> bool:
    """Note that the person reads the mail sent to their address; True if that was not known before.

    Then everything set up until now is dropped: password, second factors, and all sessions but `keep_session`, the
    one in which the proof was given. Call it before signing the person in, or give the session they are in.
    """
    User.objects.select_for_update().get(pk=user.pk)
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if address.verified or EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    address.verified = address.primary = True
    address.save(update_fields=["verified", "primary"])
    forget_before_proof(user=user, keep_session=keep_session)
    return True


@transaction.atomic
def forget_before_proof(*, user: User, keep_session: SessionBase | None, keep_password: bool = False) -> None:
    """Drop what was set up before the address was proven.

    `keep_password` is for one case alone: the proof came from the browser in which that password was typed.
    """
    Authenticator.objects.filter(user=user).delete()
    if not keep_password:
        user.set_unusable_password()
        user.save(update_fields=["password"])  # sessions end with it, for their mark of the password is outdated
    if keep_session is not None and HASH_SESSION_KEY in keep_session:
        keep_session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    end_sessions(user=user, keep=keep_session.session_key if keep_session is not None else None)


def end_sessions(*, user: User, keep: str | None) -> None:
    """Sign a person out everywhere but in the session with the key `keep`."""
    others = UserSession.objects.filter(user=user).exclude(session_key=keep or "")
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in others:
        store.delete(session.session_key)
    others.delete()
