"""Every address of the portal. What belongs to a city stands under /c/<city>/."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path

from scf_portal import views

city_patterns: list[URLPattern | URLResolver] = [
    path("", views.city_home, name="city-home"),
    path("assessments/", include("assessments.urls")),
    path("reports/", include("reports.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path(
        "sign-in/",
        LoginView.as_view(template_name="scf_portal/sign_in.html", redirect_authenticated_user=True),
        name="sign-in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("c/<slug:city>/", include(city_patterns)),
]

handler400 = "scf_portal.errors.bad_request"
handler403 = "scf_portal.errors.permission_denied"
handler404 = "scf_portal.errors.page_not_found"
handler429 = "scf_portal.errors.too_many_requests"
handler500 = "scf_portal.errors.server_error"
