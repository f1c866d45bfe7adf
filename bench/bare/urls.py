"""Addresses of the bare pages."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("<slug:city>/answer/<int:round_id>/", views.answer),
    path("<slug:city>/save/<int:rating_id>/", views.save),
    path("reads/<slug:name>/", views.reads),
    path("results/<int:round_id>/", views.results),
]
