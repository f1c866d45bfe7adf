"""The archive: a tar.gz of one dump, every file and a manifest. Knows nothing of databases.

    database          the dump, in the form of its engine
    media/…           every stored file
    manifest.json     what it is of, rows by table, the SHA-256 of everything else

Nothing in an archive is believed: a name that leads out of the folder, a link, a file twice, a wrong sum are refused.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

FORMAT = 1
DATABASE, MANIFEST, MEDIA = "database", "manifest.json", "media"
PASSING = ("health/", ".restoring-")  # what a probe and a restore leave among the files for a moment
CHUNK = 1 << 20


class BackupFault(Exception):
    """Why there is no backup, or nothing was restored; in words for an operator."""


class Manifest(BaseModel):
    """What an archive says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, str] = {}


class Summing(io.RawIOBase):
    """Reads a file and sums what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.sum.update(chunk)
        return chunk


def write_archive(target: Path, manifest: Manifest, *, dump: Path, media: Path) -> None:
    """Write the archive in one step: under its name stands a whole one, for its owner alone, or none.

    The dump was made before: a file it names is there by now. Raises OSError when the disk is full.
    """
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".portal-", suffix=".part")  # with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
                sums = {DATABASE: add(tar, DATABASE, dump)}
                sums |= {f"{MEDIA}/{name}": add(tar, f"{MEDIA}/{name}", media / name) for name in stored(media)}
                files = {name: found for name, found in sums.items() if found}
                text = manifest.model_copy(update={"files": files}).model_dump_json(indent=1).encode()
                tar.addfile(entry(MANIFEST, len(text)), io.BytesIO(text))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)


def stored(media: Path) -> Iterator[str]:
    """Yield the names of all stored files, below `media`."""
    for path in sorted(media.rglob("*")):
        name = path.relative_to(media).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith(PASSING):
            yield name


def entry(name: str, size: int) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.mode, found.mtime = size, 0o600, int(time.time())
    return found


def add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file and return its sum; "" if it was deleted since it was listed."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return ""
    with source:
        summing = Summing(source)
        tar.addfile(entry(name, os.fstat(source.fileno()).st_size), summing)
    return summing.sum.hexdigest()


def read_archive(archive: Path, into: Path) -> Manifest:
    """Unpack an archive below an empty folder, check every byte of it, return its manifest. Raises BackupFault."""
    sums: dict[str, str] = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                if not is_safe(member) or member.name in sums:
                    message = f"The archive holds {member.name!r}, which no backup does. Nothing was restored."
                    raise BackupFault(message)
                sums[member.name] = unpack(tar, member, into)
        del sums[MANIFEST]
        manifest = Manifest.model_validate(json.loads((into / MANIFEST).read_text()))
    except (tarfile.TarError, EOFError, zlib.error, OSError, KeyError, ValueError, ValidationError) as error:
        message = "The archive is damaged or incomplete, or is no backup of this portal. Nothing was restored."
        raise BackupFault(message) from error
    if manifest.format != FORMAT:
        message = f"The archive has format {manifest.format}; this portal reads format {FORMAT}."
        raise BackupFault(message)
    differ = sorted(name for name in sums.keys() | manifest.files.keys() if sums.get(name) != manifest.files.get(name))
    if differ or DATABASE not in sums:
        message = f"The archive is damaged: {len(differ)} files differ from its manifest. Nothing was restored."
        raise BackupFault(message)
    return manifest


def is_safe(member: tarfile.TarInfo) -> bool:
    """Tell whether an entry is a plain file at a place where a backup has one."""
    path = PurePosixPath(member.name)
    stays = path.parts[0:1] == (MEDIA,) and len(path.parts) > 1 and ".." not in path.parts
    is_plain = str(path) == member.name and "\0" not in member.name and not member.name.startswith(f"{MEDIA}/.")
    return member.isreg() and is_plain and (stays or member.name in (DATABASE, MANIFEST))


def unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> str:
    """Write one entry below the folder; return its sum."""
    source = tar.extractfile(member)
    if source is None:
        raise tarfile.ReadError(member.name)
    target = into / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with source, target.open("xb") as file:
        while chunk := source.read(CHUNK):
            found.update(chunk)
            file.write(chunk)
    return found.hexdigest()
