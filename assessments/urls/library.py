"""Addresses of the library inside a city, under /c/<city>/framework/."""

from django.urls import path

from assessments.views import library

app_name = "library"

urlpatterns = [
    path("", library.editions, name="editions"),
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/files.zip", library.files, name="files"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
    path("<slug:edition>/instruments/<slug:instrument>/", library.instrument, name="instrument"),
    path("<slug:edition>/phases/", library.phases, name="phases"),
    path("<slug:edition>/glossary/", library.glossary, name="glossary"),
    path("<slug:edition>/search/", library.library_search, name="search"),
    path("<slug:edition>/map/", library.library_map, name="map"),
    path("<slug:edition>/data/", library.data, name="data"),
    path("<slug:edition>.ttl", library.linked_file, {"form": "ttl"}, name="ttl"),
    path("<slug:edition>.jsonld", library.linked_file, {"form": "jsonld"}, name="jsonld"),
]
