"""Addresses of the public library, under /framework/."""

from django.urls import path

from framework.views import data, files, library, linkage_map, linked, searching

app_name = "framework"

urlpatterns = [
    path("", library.editions, name="editions"),
    path("schema/<slug:name>.json", files.schema, name="schema"),
    # before the editions: no edition may have this key
    path("vocabulary", linked.vocabulary_terms, name="vocabulary-terms"),
    path("vocabulary/", linked.vocabulary, name="vocabulary"),
    path("vocabulary.ttl", linked.vocabulary_file, {"form": "ttl"}, name="vocabulary-ttl"),
    path("vocabulary.jsonld", linked.vocabulary_file, {"form": "jsonld"}, name="vocabulary-jsonld"),
    path("<slug:edition>/", library.contents, name="contents"),
    path("<slug:edition>/files.zip", files.files, name="files"),
    path("<slug:edition>/notes/<ref:ref>/", library.note, name="note"),
    path("<slug:edition>/instruments/<slug:instrument>/", library.instrument, name="instrument"),
    path("<slug:edition>/phases/", library.phases, name="phases"),
    path("<slug:edition>/glossary/", library.glossary, name="glossary"),
    path("<slug:edition>/search/", searching.library_search, name="search"),
    path("<slug:edition>/map/", linkage_map.library_map, name="map"),
    path("<slug:edition>/data/", data.data, name="data"),
    path("<slug:edition>.ttl", linked.edition_file, {"form": "ttl"}, name="ttl"),
    path("<slug:edition>.jsonld", linked.edition_file, {"form": "jsonld"}, name="jsonld"),
]
