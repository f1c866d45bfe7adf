"""Addresses of the public library, under /framework/."""

from django.urls import path

from framework.views import files, library

app_name = "framework"

urlpatterns = [
    path("schema/<slug:name>.json", files.schema, name="schema"),
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/files.zip", files.files, name="files"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
]
