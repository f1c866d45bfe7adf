"""What every request passes before a view sees it."""

import logging
import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from cities.queries import language_for
from cities.rules.request_id import is_well_formed, set_request_id
from scf_portal.logs.privacy import route_of

PROBES = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")

access_log = logging.getLogger("portal.access")
GetResponse: TypeAlias = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul_in_session(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a session key with a NUL in it: PostgreSQL has no such text and would fail to look it up."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            raise BadRequest
        return get_response(request)

    return answer


class RefuseBrokenNext:
    """Answer 400 to a place to go on to that is no address at all: taking it apart would fail further in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        for value in (*request.GET.getlist("next"), *request.POST.getlist("next")):
            try:
                urlsplit(value)
            except ValueError as error:
                raise BadRequest from error


SEEN = "seen_at"  # in a session: when its row in the list of sessions was last brought up to date


def note_activity(get_response: GetResponse) -> GetResponse:
    """Keep the list of a person's sessions: when each was last seen, to a few minutes.

    Most requests only look into the session they have loaded anyway.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        every = settings.SESSION_SEEN_EVERY.total_seconds()
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, 0) > every:
            UserSession.objects.create_from_request(request)
            request.session[SEEN] = int(time.time())
        return get_response(request)

    return answer


def speak_as_chosen(get_response: GetResponse) -> GetResponse:
    """Answer in the language that somebody signed in chose; until then it is that of the browser.

    Inside a city, `cities.access` goes on to the city's language for those who chose none.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and (language := language_for(person=request.user)):
            translation.activate(language)
        return get_response(request)

    return answer


def log_request(get_response: GetResponse) -> GetResponse:
    """Give every request an id, which its lines and its answer carry, and write one line of it when it is over."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = time.monotonic()
        identifier = request_id_of(request)
        request.id = identifier  # type: ignore[attr-defined]  # for views and templates of error pages
        set_request_id(identifier)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = identifier
            write_line(request, response, ms=round((time.monotonic() - began) * 1000))
        finally:
            set_request_id("")
        return response

    return answer


def request_id_of(request: HttpRequest) -> str:
    """Return the id that the proxy gave, if there is a proxy to trust and the id is well-formed; else a new one."""
    given = request.headers.get("X-Request-ID", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return given if is_well_formed(given) else uuid4().hex


def write_line(request: HttpRequest, response: HttpResponseBase, ms: int) -> None:
    """Write who asked for what, by ids and by the name of the route. A probe that is well is not worth a line."""
    level = logging.DEBUG if request.path_info in PROBES and response.status_code == 200 else logging.INFO
    details = {
        "method": request.method if request.method in METHODS else "other",
        "route": route_of(request),
        "status": response.status_code,
        "ms": ms,
        "user": user_id_of(request),
        "city": getattr(getattr(request, "city", None), "pk", None),
    }
    access_log.log(level, "request", extra=details)


def user_id_of(request: HttpRequest) -> int | None:
    """Return who is signed in, if that was looked up or changed on the way: a line of the log asks no database."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


def answer_probes(get_response: GetResponse) -> GetResponse:
    """Answer /healthz and /readyz before host names, TLS and sessions are looked at.

    A container or an orchestrator asks by address, without TLS and without a session.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return get_response(request)
        request.resolver_match = resolve(request.path_info)
        response: HttpResponseBase = request.resolver_match.func(request)
        return response

    return answer
