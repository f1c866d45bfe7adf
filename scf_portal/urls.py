"""Every address of the portal. What belongs to a city stands under /c/<city>/."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from assessments.views import links, people_lists
from cities.views import joining
from scf_portal import views
from scf_portal.health.views import healthz, readyz


class RefConverter:
    """The reference of a note, group or criterion in an address, such as `1.a.1`."""

    regex = r"[0-9A-Za-z.]{1,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RefConverter, "ref")

city_patterns: list[URLPattern | URLResolver] = [
    path("", views.city_home, name="city-home"),
    path("assessments/", include("assessments.urls.assessments")),
    path("framework/", include("assessments.urls.library")),
    path("settings/framework/", include("assessments.urls.editions")),
    path("reports/", include("reports.urls")),
    path("", include("cities.urls")),
]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", views.home, name="home"),
    path("", include("scf_portal.accounts.urls")),
    path(settings.OPERATOR_PATH, admin.site.urls),
    path("framework/", include("framework.urls")),
    path("api/v1/", include(("framework.views.api.addresses", "api"))),
    path("new-city/", joining.new_city, name="new-city"),
    path("join/<str:token>/", joining.join, {"on_join": people_lists.take_up}, name="join"),
    path("a/<str:token>/", links.personal_link, name="personal-link"),
    path("c/<slug:city>/bring-back/", joining.bring_back, name="bring-back"),
    path("c/<slug:city>/", include(city_patterns)),
]

handler400 = "scf_portal.errors.bad_request"
handler403 = "scf_portal.errors.permission_denied"
handler404 = "scf_portal.errors.page_not_found"
handler429 = "scf_portal.errors.too_many_requests"
handler500 = "scf_portal.errors.server_error"
