"""/healthz and /readyz. They stand before everything else: see `scf_portal.middleware.answer_probes`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from scf_portal.health.checks import what_is_wrong


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; whoever gets no 200 restarts it. Looks at nothing else."""
    return uncached(HttpResponse("ok\n", content_type="text/plain"))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say of each part “ok”, or what is wrong with it; 503 if anything is."""
    wrong = what_is_wrong()
    parts = {name: words or "ok" for name, words in wrong.items()}
    return uncached(JsonResponse(parts, status=503 if any(wrong.values()) else 200))


def uncached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
