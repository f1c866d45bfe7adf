"""What every request passes before a view sees it."""

import time
from collections.abc import Callable
from typing import TypeAlias

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

GetResponse: TypeAlias = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul_in_session(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a session key with a NUL in it: PostgreSQL has no such text and would fail to look it up."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            raise BadRequest
        return get_response(request)

    return answer


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
