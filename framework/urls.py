"""Addresses of the public library, under /framework/."""

from django.urls import path

from framework.views import library, mapping, searching

app_name = "framework"

urlpatterns = [
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
    path("<slug:edition>/search/", searching.library_search, name="search"),
    path("<slug:edition>/map/", mapping.library_map, name="map"),
]
