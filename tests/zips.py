"""Zips as people upload them, and as attackers would."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from framework.rules.reading import files_in
from tests.conftest import SMALL_EDITION


def small_files(**changes: tuple[bytes, bytes]) -> dict[str, bytes]:
    """Return the files of the small edition; `edition=(old, new)` changes `edition.yaml`."""
    files = files_in(SMALL_EDITION)
    for name, (old, new) in changes.items():
        path = f"{name}.yaml"
        assert files[path].count(old) == 1
        files[path] = files[path].replace(old, new)
    return files


def zip_of(files: Mapping[str, bytes], folder: str = "edition/") -> bytes:
    """Pack files as a system's own program would, in a folder."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(folder + path, content)
    return packed.getvalue()
