"""A small edition to write into."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import SMALL_EDITION

CHECKLIST = "instruments/success-factors.yaml"


class Folder:
    """A copy of the small edition that a test changes."""

    def __init__(self, path: Path):
        self.path = path
        shutil.copytree(SMALL_EDITION, path)

    def replace(self, file: str, old: str, new: str) -> "Folder":
        text = (self.path / file).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return self.write(file, text.replace(old, new))

    def write(self, file: str, content: str | bytes) -> "Folder":
        (self.path / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def remove(self, file: str) -> "Folder":
        (self.path / file).unlink()
        return self


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "small")
