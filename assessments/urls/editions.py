"""Addresses of the choice of an edition, under /c/<city>/settings/framework/."""

from django.urls import path

from assessments.views import editions

app_name = "editions"

urlpatterns = [
    path("", editions.editions, name="list"),
    path("<slug:edition>/", editions.change, name="change"),
]
