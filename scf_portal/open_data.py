"""Public data is the same for everybody: who asks is not looked at, so that a cache may keep one answer for all."""

import re

from django.http import HttpRequest, HttpResponseBase

from scf_portal.middleware import GetResponse

PUBLIC = re.compile(r"/api/|/framework/[^/]+\.(?:ttl|jsonld)$")


def answer_all_alike(get_response: GetResponse) -> GetResponse:
    """Answer requests for public data as if they brought no cookie: no session is read, renewed or sent.

    It stands before sessions and languages; what they say of cookies in `Vary` is no longer true.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not PUBLIC.match(request.path_info):
            return get_response(request)
        request.COOKIES = {}
        response = get_response(request)
        names = [name.strip() for name in response.headers.get("Vary", "").split(",")]
        response.headers["Vary"] = ", ".join(name for name in names if name and name.lower() != "cookie")
        return response

    return answer
