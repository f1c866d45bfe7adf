"""The door to the operators' pages: superusers alone, and only once their session has shown a second factor."""

from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from cities.access import passed_second_factor, second_factor_first

OFFERED = {"index", "jsi18n", "app_list"}


class OperatorSite(admin.AdminSite):
    """Signing in, signing out and passwords are the portal's own pages; of Django's admin only the lists are left."""

    site_title = site_header = _("Smart City Framework Portal")
    index_title = _("Operators’ pages")
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inside = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            if not passed_second_factor(request):
                return second_factor_first(request)
            response: HttpResponseBase = inside(request, *args, **kwargs)
            return response

        return update_wrapper(checked, view)

    def get_urls(self) -> list[Any]:
        return [
            pattern
            for pattern in super().get_urls()
            if isinstance(pattern, URLResolver) or (isinstance(pattern, URLPattern) and pattern.name in OFFERED)
        ]
