"""The pages for what goes wrong. They ask no database and know nobody: what failed may be just that."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.csrf import csrf_failure

from cities.access import to_send_again
from framework.views.api.refusing import refusal

IN_WORDS = {
    400: _("This request makes no sense: something in its address, its headers or its content is broken."),
    403: _("This may not be asked."),
    404: _("There is nothing here. The addresses of the API stand in /api/v1/openapi.json."),
    413: _("This is more than the portal takes in."),
    429: _("Too many requests: try again later."),
    500: _("Something went wrong on our side."),
}
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell a body that is too large (413) from one that makes no sense (400): Django takes them for the same."""
    return error_page(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Hand back what a city's own page sent with the token of a time before signing in; refuse all else.

    One press sends it then, so that it must not come from another site: of those, a browser names the origin.
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    is_in_city = request.resolver_match is not None and "city" in request.resolver_match.kwargs
    back = to_send_again(request, status=403) if is_ours and is_in_city else None
    return back or csrf_failure(request, reason)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Used by django-allauth for its rate limits."""
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page of a status. `request_id` finds the line in the log that tells more.

    A program that asked the API gets the same in JSON.
    """
    if request.path_info.startswith("/api/"):
        return refusal(status, str(IN_WORDS[status]))
    return HttpResponse(render_to_string(f"{status}.html", {"request_id": getattr(request, "id", "")}), status=status)
