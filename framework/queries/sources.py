"""Editions as files name them, and the files that they were loaded from."""

from dataclasses import dataclass

from django.db.models import QuerySet

from framework.models import Edition, EditionFile
from framework.rules.document import EditionFiles
from framework.rules.faults import InvalidEdition
from framework.rules.reading import MOST_STEPS, ChainTooLong, read_files


@dataclass(frozen=True)
class Reach:
    """Which editions files can name. Keys with `prefix` before them are the own ones, and found first."""

    known: QuerySet[Edition]
    prefix: str = ""

    def find(self, key: str) -> Edition | None:
        """Return the edition that files mean by `key`."""
        named = {edition.key: edition for edition in self.known.filter(key__in=[key, self.prefix + key])}
        return named.get(self.prefix + key) or named.get(key)

    def base(self, key: str) -> EditionFiles | None:
        """Return the edition that files extend by this key, read from its files. Raises ChainTooLong."""
        edition = self.find(key)
        if edition and steps_above(edition) >= MOST_STEPS:
            raise ChainTooLong
        return files_of(edition) if edition else None


def shared_reach() -> Reach:
    """Return the reach of an edition for everybody: what is for everybody as well."""
    return Reach(Edition.objects.filter(shared=True))


def sources_of(edition: Edition) -> dict[str, bytes]:
    """Return the files that an edition was loaded from, byte for byte, by path. One query."""
    rows = EditionFile.objects.filter(edition=edition).values_list("path", "content")
    return {path: bytes(content) for path, content in rows}


def steps_above(edition: Edition) -> int:
    """Return how many editions this one builds on, each on the next; not counted further than one too many."""
    above, steps = edition.extends, 0
    while above and steps <= MOST_STEPS:
        above, steps = above.extends, steps + 1
    return steps


def files_of(edition: Edition) -> EditionFiles | None:
    """Return an edition as its files have it; None where they cannot be read any more.

    The chain above it can have become too long after it was stored: one that it builds on follows its own files.
    """
    if steps_above(edition) > MOST_STEPS:
        return None
    above = edition.extends
    try:
        return read_files(sources_of(edition), lambda key: files_of(above) if above else None)
    except InvalidEdition:
        return None
