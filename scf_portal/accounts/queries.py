"""What the pages of one's own account show."""

from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django_scopes import scopes_disabled

from cities.models import City, MemberRole, User
from cities.permissions import PROGRAMME_ROLES
from scf_portal.accounts.devices import device


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser in which the person is signed in."""

    id: int
    device: str
    ip: str
    last_seen_at: datetime
    is_current: bool


@dataclass(slots=True)
class Factors:
    """How the person shows a second time who they are."""

    app: Any = None
    passkeys: list[Any] = field(default_factory=list)
    recovery: Any = None

    @property
    def has_any(self) -> bool:
        return bool(self.app or self.passkeys)

    @property
    def is_last(self) -> bool:
        return (self.app is not None) + len(self.passkeys) == 1

    @property
    def codes_left(self) -> int:
        return len(self.recovery.get_unused_codes()) if self.recovery else 0


def factors_of(user: User) -> Factors:
    """Return the person's second factors."""
    factors = Factors()
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if row.type == Authenticator.Type.WEBAUTHN:
            factors.passkeys.append(row.wrap())
        elif row.type == Authenticator.Type.TOTP:
            factors.app = row
        else:
            factors.recovery = row.wrap()
    return factors


def sessions_of(user: User, current: str | None) -> list[OpenSession]:
    """Return where the person is signed in, this browser first; two queries however many there are."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")}
    mark = user.get_session_auth_hash()
    alive = {
        session.session_key
        for session in Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
        if session.get_decoded().get(HASH_SESSION_KEY) == mark  # else it ended with an old password
    }
    found = [
        OpenSession(row.pk, device(row.user_agent), row.ip, row.last_seen_at, key == current)
        for key, row in rows.items()
        if key in alive
    ]
    return sorted(found, key=lambda session: not session.is_current)


def cities_that_ask_for_a_factor(user: User) -> list[City]:
    """Return the cities that let the person in only after a second factor."""
    with scopes_disabled():
        asked = MemberRole.objects.filter(
            member__user=user, member__archived_at=None, role__in=PROGRAMME_ROLES, city__requires_second_factor=True
        )
        return list(City.objects.filter(archived_at=None, pk__in=asked.values("city_id")))


def passkeys_work(request: HttpRequest) -> bool:
    """Tell whether browsers offer passkeys at this address: with https or the name localhost, never for a number."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False
