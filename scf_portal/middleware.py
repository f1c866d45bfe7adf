"""What every request passes before a view sees it."""

from collections.abc import Callable
from typing import TypeAlias

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
