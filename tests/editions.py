"""Two editions of a small framework, and a third: one criterion of each fate, published or not."""

from copy import deepcopy
from pathlib import Path

import yaml

from framework.actions import store_edition
from framework.models import Edition
from framework.rules.document import EditionFiles
from framework.rules.reading import files_in, read_files
from tests.conftest import SHIPPED_EDITION, SMALL_EDITION

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


def read_edition(folder: Path) -> EditionFiles:
    """Return the edition in a folder. Raises InvalidEdition."""
    return read_files(files_in(folder))


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


def next_sources() -> dict[str, bytes]:
    """Return a draft that replaces the shipped edition: in its first factor one statement of each fate."""
    sources = files_in(SHIPPED_EDITION)
    edition, checklist = yaml.safe_load(sources["edition.yaml"]), yaml.safe_load(sources[CHECKLIST])
    edition |= {"key": "scf-next", "status": "draft", "name": f"{edition['name']}, next edition"}
    vision, case, third = (group["criteria"] for group in checklist["groups"][0]["groups"])
    reworded, split = vision[1], vision[2]
    reworded["statement"] = f"Today, {reworded['statement']}"
    halves = [deepcopy(split) | {"ref": f"1.a.9{half}", "title": f"{split['title']}, {half} of 2"} for half in (1, 2)]
    vision[2:3] = halves
    merged = [case.pop(0), case.pop(0)]
    case.insert(0, merged[0] | {"ref": "1.b.90", "title": f"{merged[0]['title']}, and more"})
    dropped = third.pop()
    third.append(dropped | {"ref": "1.c.90", "title": "A statement that is new"})
    mapping = {
        "reworded": [{"old": reworded["ref"], "new": reworded["ref"]}],
        "split": [{"old": split["ref"], "new": [half["ref"] for half in halves]}],
        "merged": [{"old": [one["ref"] for one in merged], "new": "1.b.90"}],
        "dropped": [dropped["ref"]],
        "new": ["1.c.90"],
    }
    written = {
        "edition.yaml": edition,
        CHECKLIST: checklist,
        "mapping.yaml": {"replaces": "scf-2013", "instruments": {"success-factors": mapping}},
    }
    return sources | {name: yaml.safe_dump(value, allow_unicode=True).encode() for name, value in written.items()}
