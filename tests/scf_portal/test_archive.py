"""The archive of a backup: whole or not there, for its owner alone, and nothing in it is believed."""

import io
import json
import stat
import tarfile

import pytest

from scf_portal.backup import archive as archives
from scf_portal.backup.archive import BackupFault, Manifest, read_archive, write_archive

DAMAGED = "The archive is damaged or incomplete, or is no backup of this portal. Nothing was restored."
MANIFEST = Manifest(format=1, made_at="2027-03-01T10:00:00+00:00", engine="sqlite", migrations=[], rows={"t": 1})


@pytest.fixture
def media(tmp_path):
    folder = tmp_path / "media"
    (folder / "1" / "reports").mkdir(parents=True)
    (folder / "1" / "reports" / "1-1.pdf").write_bytes(b"%PDF one")
    (folder / "health").mkdir()
    (folder / "health" / "probe").write_bytes(b"well")
    (folder / "1" / "link").symlink_to("/etc/passwd")
    return folder


@pytest.fixture
def archive(tmp_path, media):
    (tmp_path / "dump").write_bytes(b"rows")
    target = tmp_path / "kept" / "backup.tar.gz"
    target.parent.mkdir()
    write_archive(target, MANIFEST, dump=tmp_path / "dump", media=media)
    return target


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def files_below(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_written_is_read(archive, into):
    manifest = read_archive(archive, into)

    found = files_below(into)
    assert {name: found[name] for name in ("database", "media/1/reports/1-1.pdf")} == {
        "database": b"rows",
        "media/1/reports/1-1.pdf": b"%PDF one",
    }
    assert len(found) == 3
    assert manifest.model_copy(update={"files": {}}) == MANIFEST
    assert set(manifest.files) == {"database", "media/1/reports/1-1.pdf"}


def test_it_is_for_its_owner_alone_and_leaves_nothing_beside_it(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir()] == ["backup.tar.gz"]


def test_one_that_fails_half_way_never_appears(archive, tmp_path, media, monkeypatch):
    def full(tar, name, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "add", full)
    with pytest.raises(OSError, match="No space left"):
        write_archive(archive.parent / "second.tar.gz", MANIFEST, dump=tmp_path / "dump", media=media)

    assert [path.name for path in archive.parent.iterdir()] == ["backup.tar.gz"]


def test_a_file_deleted_meanwhile_is_left_out(tmp_path, media, into, monkeypatch):
    monkeypatch.setattr(archives, "stored", lambda _: iter(["1/reports/1-1.pdf", "1/gone.pdf"]))
    (tmp_path / "dump").write_bytes(b"rows")

    write_archive(tmp_path / "backup.tar.gz", MANIFEST, dump=tmp_path / "dump", media=media)

    assert set(read_archive(tmp_path / "backup.tar.gz", into).files) == {"database", "media/1/reports/1-1.pdf"}


@pytest.mark.parametrize("cut", [0, 1, 50, 200])
def test_a_part_of_one_is_refused(archive, into, cut):
    archive.write_bytes(archive.read_bytes()[:cut])

    with pytest.raises(BackupFault) as refused:
        read_archive(archive, into)
    assert str(refused.value) == DAMAGED


def test_one_that_is_not_there_is_refused(tmp_path, into):
    with pytest.raises(BackupFault, match=f"^{DAMAGED}$"):
        read_archive(tmp_path / "none.tar.gz", into)


def forge(target, entries, manifest=None):
    """Write an archive with these entries: (name, content) or a TarInfo of another kind."""
    with tarfile.open(target, "w:gz") as tar:
        for one in entries:
            if isinstance(one, tarfile.TarInfo):
                tar.addfile(one)
                continue
            info = tarfile.TarInfo(one[0])
            info.size = len(one[1])
            tar.addfile(info, io.BytesIO(one[1]))
        if manifest is not None:
            text = json.dumps(manifest).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))


def link(kind):
    info = tarfile.TarInfo("media/1/link")
    info.type, info.linkname = kind, "../../../outside"
    return info


@pytest.mark.parametrize(
    "entry",
    [
        ("../outside", b"x"),
        ("/tmp/outside", b"x"),  # noqa: S108 - must not be written
        ("media/../../outside", b"x"),
        ("media/1/../../../outside", b"x"),
        ("media//1", b"x"),
        ("media/.restoring-x/1", b"x"),
        ("media", b"x"),
        ("other", b"x"),
        link(tarfile.SYMTYPE),
        link(tarfile.LNKTYPE),
        link(tarfile.DIRTYPE),
        link(tarfile.FIFOTYPE),
    ],
    ids=lambda entry: entry[0] if isinstance(entry, tuple) else f"type {entry.type.decode()}",
)
def test_a_way_out_of_the_folder_is_refused(entry, tmp_path, into):
    forge(tmp_path / "forged.tar.gz", [entry])

    with pytest.raises(BackupFault, match=r"which no backup does. Nothing was restored.$"):
        read_archive(tmp_path / "forged.tar.gz", into)

    assert files_below(into) == {}
    assert not (tmp_path / "outside").exists()


def test_a_file_that_comes_twice_is_refused(tmp_path, into):
    forge(tmp_path / "forged.tar.gz", [("media/1/a", b"first"), ("media/1/a", b"second")])

    with pytest.raises(BackupFault, match="holds 'media/1/a', which no backup does"):
        read_archive(tmp_path / "forged.tar.gz", into)


@pytest.mark.parametrize("entries", [[("database", b"changed")], [("database", b"rows"), ("media/1/a", b"x")], []])
def test_what_differs_from_the_manifest_is_refused(entries, archive, tmp_path, into):
    with tarfile.open(archive) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    forge(tmp_path / "forged.tar.gz", entries, manifest)

    with pytest.raises(BackupFault, match=r"^The archive is damaged: [12] files differ from its manifest."):
        read_archive(tmp_path / "forged.tar.gz", into)


def test_a_later_format_is_refused(tmp_path, into):
    forge(tmp_path / "forged.tar.gz", [], MANIFEST.model_dump() | {"format": 2})

    with pytest.raises(BackupFault, match=r"^The archive has format 2; this portal reads format 1.$"):
        read_archive(tmp_path / "forged.tar.gz", into)


def test_a_manifest_of_something_else_is_refused(tmp_path, into):
    forge(tmp_path / "forged.tar.gz", [("database", b"rows")], {"format": 1})

    with pytest.raises(BackupFault, match=f"^{DAMAGED}$"):
        read_archive(tmp_path / "forged.tar.gz", into)
