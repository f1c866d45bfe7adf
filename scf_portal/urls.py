"""Every address of the portal. What belongs to a city stands under /c/<city>/."""

from django.urls import URLPattern, URLResolver, include, path

from scf_portal import views

city_patterns: list[URLPattern | URLResolver] = [
    path("", views.city_home, name="city-home"),
    path("assessments/", include("assessments.urls")),
    path("reports/", include("reports.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("scf_portal.accounts.urls")),
    path("c/<slug:city>/", include(city_patterns)),
]
