"""Two editions of a small framework, and a third: one criterion of each fate, published or not."""

from pathlib import Path

from framework.actions import store_edition
from framework.models import Edition
from framework.rules.document import EditionFiles
from framework.rules.reading import files_in, read_files
from tests.conftest import SMALL_EDITION

SECOND_EDITION = Path(__file__).parent / "edition-2"
CHECKLIST = "instruments/success-factors.yaml"
REPORTED = """\
      - ref: "2.b"
        name: Reporting
        source: "2) b)"
        criteria:
          - {ref: "2.b.1", title: "Reports go out", statement: "We report.", help: {meaning: "Who?"}, source: "b"}
part: factor
"""


def first_sources() -> dict[str, bytes]:
    """Return the small edition, published, with one statement more: one that the second edition drops."""
    sources = files_in(SMALL_EDITION)
    sources["edition.yaml"] = sources["edition.yaml"].replace(b"status: draft", b"status: published")
    sources[CHECKLIST] = sources[CHECKLIST].replace(b"part: factor\n", REPORTED.encode())
    return sources


def second_sources() -> dict[str, bytes]:
    return files_in(SECOND_EDITION)


def stored(sources: dict[str, bytes]) -> Edition:
    """Store an edition of files; return it."""
    files: EditionFiles = read_files(sources)
    store_edition(files=files)
    return Edition.objects.get(key=files.edition.key)


def changed(sources: dict[str, bytes], *changes: tuple[str, str, str]) -> dict[str, bytes]:
    """Return files in which, by file, something that stands there once says something else."""
    found = dict(sources)
    for file, old, new in changes:
        assert found[file].decode().count(old) == 1, f"{old!r} stands {found[file].decode().count(old)} times in {file}"
        found[file] = found[file].replace(old.encode(), new.encode())
    return found
