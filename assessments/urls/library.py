"""Addresses of the library inside a city, under /c/<city>/framework/."""

from django.urls import path

from assessments.views import library

app_name = "library"

urlpatterns = [
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/files.zip", library.files, name="files"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
]
