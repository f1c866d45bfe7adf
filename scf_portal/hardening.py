"""What every answer carries, whoever gives it, and how large a request may be."""

import re

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase

from scf_portal.middleware import GetResponse

LENGTH = re.compile(r"[0-9]{1,20}")
UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}


def send_headers(get_response: GetResponse) -> GetResponse:
    """Keep foreign frames, guesses and devices away from pages, errors, files and redirects alike.

    It stands outermost, so that no answer given half-way goes without; a view may say something stricter.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def refuse_large_bodies(get_response: GetResponse) -> GetResponse:
    """Answer 413 to a body of more than `LARGEST_BODY` bytes, files included, before a byte of it is read.

    400 where the length is no number: Django's parser of files would stumble over it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not LENGTH.fullmatch(length):
            raise BadRequest
        if int(length) > settings.LARGEST_BODY:
            raise RequestDataTooBig
        return get_response(request)

    return answer
