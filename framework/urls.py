"""Addresses of the public library, under /framework/."""

from django.urls import path

from framework.views import library

app_name = "framework"

urlpatterns = [
    path("", library.editions, name="editions"),
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
    path("<slug:edition>/instruments/<slug:instrument>/", library.instrument, name="instrument"),
    path("<slug:edition>/phases/", library.phases, name="phases"),
    path("<slug:edition>/glossary/", library.glossary, name="glossary"),
]
