"""The portal's addresses, and some that fail on purpose."""

from django.core.exceptions import PermissionDenied
from django.urls import path

from scf_portal.errors import too_many_requests
from scf_portal.urls import handler400, handler403, handler404, handler429, handler500
from scf_portal.urls import urlpatterns as addresses

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def fail(request):
    """Fail as a view does whose mistake nobody foresaw; the log has given the request an id."""
    request.id = "4f2c9a7be1"
    message = "on purpose"
    raise RuntimeError(message)


def refuse(request):
    raise PermissionDenied


urlpatterns = [
    *addresses,
    path("fails/", fail),
    path("refused/", refuse),
    path("too-often/", too_many_requests),
]
