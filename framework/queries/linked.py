"""An edition and our vocabulary as files of linked data, made once by each process: the key holds the fingerprint."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q
from django.utils import translation

from framework.models import Edition, EditionText
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.rules.linked import (
    EditionFacts,
    Names,
    Telling,
    edition_graph,
    jsonld_of,
    turtle_of,
    vocabulary_graph,
)

WRITERS = {"ttl": turtle_of, "jsonld": jsonld_of}


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file of linked data; `digest` is the fingerprint of its bytes."""

    content: bytes
    digest: str
    languages: tuple[str, ...]


def linked_edition(edition: Edition, names: Names, shared_at: str, form: str) -> LinkedFile:
    """Return an edition as `ttl` or `jsonld`, in all its languages. Two queries once a process has made it.

    `shared_at` is where the contents of shared editions stand, with `{}` for the key: of the editions before and after
    this one only those are named that everybody may see.
    """
    kin = kin_of(edition)
    facts = EditionFacts(
        language=edition.language,
        replaces=shared_at.format(kin.replaces) if kin.replaces else "",
        replaced_by=tuple(shared_at.format(key) for key in kin.replaced_by),
    )
    found = EditionText.objects.filter(edition=edition).exclude(language=edition.language).order_by("language")
    languages = (edition.language, *found.values_list("language", flat=True))
    return make_file(Fixed(edition, edition.digest, edition.status), facts, languages, names, form)


@dataclass(frozen=True, slots=True)
class Kin:
    """The keys of the editions before and after one, those alone that are for everybody."""

    replaces: str | None
    replaced_by: tuple[str, ...]


def kin_of(edition: Edition) -> Kin:
    """Return the shared editions before and after an edition, in one query."""
    near = Edition.objects.filter(Q(pk=edition.replaces_id) | Q(replaces=edition), shared=True).order_by("key")
    before, after = None, []
    for pk, key in near.values_list("pk", "key"):
        if pk == edition.replaces_id:
            before = key
        else:
            after.append(key)
    return Kin(before, tuple(after))


@dataclass(frozen=True, slots=True)
class Fixed:
    """An edition as a key: another state of it is another key."""

    edition: Edition
    digest: str
    status: str


@lru_cache(maxsize=8)
def make_file(kept: Fixed, facts: EditionFacts, languages: tuple[str, ...], names: Names, form: str) -> LinkedFile:
    """Make the file; the arguments name what is kept."""
    tellings = []
    for language in languages:
        with translation.override(language):
            tellings.append(Telling(language, guide_of(kept.edition), instruments_of(kept.edition)))
    return written(WRITERS[form](edition_graph(facts, tellings, names)), languages)


@lru_cache(maxsize=8)
def linked_vocabulary(namespace: str, form: str) -> LinkedFile:
    """Return our vocabulary as `ttl` or `jsonld`."""
    return written(WRITERS[form](vocabulary_graph(namespace)), ("en",))


def written(content: bytes, languages: tuple[str, ...]) -> LinkedFile:
    return LinkedFile(content, hashlib.sha256(content).hexdigest(), languages)
