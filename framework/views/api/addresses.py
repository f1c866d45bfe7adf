"""Where the API stands, and how it answers whatever it is sent: in JSON, to everybody alike, reading only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import ValidationError

from framework.views.api.endpoints import Json, api, openapi_document
from framework.views.api.refusing import refusal
from framework.views.open_data import METHODS, kept_by_caches, what_may_be_asked


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(404, _("There is nothing here: no shared edition, or no part of it, has this name."))


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each parameter that does not fit, and what is wrong with it."""
    faults = "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors)
    return refusal(400, faults)


def reading_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer GET and HEAD by the view, OPTIONS in general, and refuse what would write."""

    @csrf_exempt  # nothing is written, and nobody known: a form of elsewhere can do no harm
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return what_may_be_asked()
        if request.method not in METHODS:
            response = refusal(405, _("Only reading is possible here: ask with GET."))
            response.headers["Allow"] = ", ".join(METHODS)
            return response
        return in_full(view, request, *args, **kwargs)

    return answer


def in_full(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer HEAD as GET, which is all that the API knows; the web server leaves the content out."""
    method, request.method = request.method, "GET"
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = method
    if response.status_code != 200:
        return response
    languages = dict.fromkeys(getattr(request, "told_languages", ["en"]))
    return kept_by_caches(request, response, list(languages))


def openapi(request: HttpRequest) -> HttpResponse:
    content = Json().render(request, openapi_document(), response_status=200)
    return HttpResponse(content, content_type="application/json; charset=utf-8")


urlpatterns = [
    path("openapi.json", reading_only(openapi), name="openapi"),
    *(
        URLPattern(pattern.pattern, reading_only(pattern.callback), pattern.default_args, pattern.name)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
]
