"""How public data is answered: the same to everybody, to programs on other sites too; caches may keep it."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags

R = TypeVar("R", bound=HttpResponseBase)

KEPT = "public, max-age=300"
METHODS = ("GET", "HEAD", "OPTIONS")


def open_to_all(response: R) -> R:
    """Let programs on other sites read an answer: it holds nothing that is meant for somebody alone."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Language, ETag"
    return response


def with_fingerprint(request: HttpRequest, response: HttpResponse, digest: str = "") -> HttpResponse:
    """Give an answer its fingerprint, and send nothing but that to whoever has the same already (304)."""
    etag = f'"{digest or hashlib.sha256(response.content).hexdigest()}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    answer = HttpResponseNotModified() if etag in known or f"W/{etag}" in known or known == ["*"] else response
    answer.headers["ETag"] = etag
    return answer


def kept_by_caches(
    request: HttpRequest, response: HttpResponse, languages: Sequence[str], digest: str = ""
) -> HttpResponse:
    """Let caches keep a public answer for a while, and say in which languages it is."""
    answer = with_fingerprint(request, response, digest)
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Content-Language"] = ", ".join(languages)
    return open_to_all(answer)


def what_may_be_asked() -> HttpResponse:
    """Answer OPTIONS: reading is all there is, and everybody may."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return open_to_all(response)
