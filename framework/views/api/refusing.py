"""How the API says no: in words, as JSON."""

import json

from django.http import HttpResponse

from framework.views.open_data import open_to_all


def refusal(status: int, detail: str) -> HttpResponse:
    """Say why there is no answer. Nothing keeps it: the next time, there may be one."""
    content = json.dumps({"detail": detail}, ensure_ascii=False)
    response = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return open_to_all(response)
