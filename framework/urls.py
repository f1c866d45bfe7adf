"""Addresses of the public library, under /framework/."""

from django.urls import path

from framework.views import files, library, mapping, searching

app_name = "framework"

urlpatterns = [
    path("", library.editions, name="editions"),
    path("schema/<slug:name>.json", files.schema, name="schema"),
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/files.zip", files.files, name="files"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
    path("<slug:edition>/instruments/<slug:instrument>/", library.instrument, name="instrument"),
    path("<slug:edition>/phases/", library.phases, name="phases"),
    path("<slug:edition>/glossary/", library.glossary, name="glossary"),
    path("<slug:edition>/search/", searching.library_search, name="search"),
    path("<slug:edition>/map/", mapping.library_map, name="map"),
]
