"""Zips: the same files give the same bytes, and nothing that a zip says is believed."""

import struct
import warnings
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from framework.rules.faults import InvalidEdition
from framework.rules.packing import Package, pack, unpack
from tests.zips import small_files, zip_of

BROKEN = "zip, line 1: this is not a zip that can be read; pack the folder of the edition anew"


def refusal(content: bytes) -> list[str]:
    with pytest.raises(InvalidEdition) as refused:
        unpack(content)
    return [str(fault) for fault in refused.value.faults]


def zip_with(*entries: tuple[ZipInfo | str, bytes]) -> bytes:
    packed = BytesIO()
    with warnings.catch_warnings(), ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def test_what_is_packed_comes_out_byte_for_byte_and_the_same_each_time():
    files = small_files() | {"notes/Ä.yaml": "é\r\n".encode(), "empty.yaml": b""}

    first, second = pack(files, "small"), pack(dict(reversed(files.items())), "small")

    assert first == second
    assert unpack(first) == Package(dict(sorted(files.items())), ())
    with ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "small/components.yaml"


@pytest.mark.parametrize("folder", ["", "edition/", "Ma ville/"])
def test_one_folder_around_the_files_is_passed_over(folder):
    assert unpack(zip_of(small_files(), folder)).files == small_files()


def test_of_two_folders_both_are_kept():
    files = {"notes/A.yaml": b"a", "instruments/x.yaml": b"b"}

    assert unpack(zip_of(files, "")).files == files


def test_what_systems_leave_is_passed_over_and_other_files_are_named():
    litter = {"__MACOSX/edition/._edition.yaml": b"x", "edition/.DS_Store": b"x", "edition/._a.yaml": b"x"}
    files = {"edition/edition.yaml": b"a: b", "edition/README.md": b"x", "edition/notes/plan.docx": b"x"}

    assert unpack(zip_of(litter | files, "")) == Package(
        {"edition.yaml": b"a: b"}, ("edition/README.md", "edition/notes/plan.docx")
    )


@pytest.mark.parametrize(
    ("name", "shown", "words"),
    [
        ("../edition.yaml", "../edition.yaml", "the path leads out of the folder"),
        ("a/../../edition.yaml", "a/../../edition.yaml", "the path leads out of the folder"),
        ("/etc/edition.yaml", "/etc/edition.yaml", "the path leads out of the folder"),
        ("C:/edition.yaml", "C:/edition.yaml", "the path leads out of the folder"),
        ("a\\..\\edition.yaml", "a\\..\\edition.yaml", "the path leads out of the folder"),
        ("a//edition.yaml", "a//edition.yaml", "the path leads out of the folder"),
        ("./edition.yaml", "./edition.yaml", "the path leads out of the folder"),
        ("a\x1b[31m.yaml", "a�[31m.yaml", "the path leads out of the folder"),
        (f"{'x' * 200}.yaml", "x" * 200, "the path is longer than 200 characters"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(name, shown, words):
    assert refusal(zip_with((name, b"a: b"))) == [f"{shown}, line 1: {words}"]


def test_a_name_that_stands_twice_is_refused():
    """The program that made it would show one of the two, and we might read the other."""
    content = zip_with(("edition.yaml", b"a: b"), ("edition.yaml", b"a: c"))

    assert refusal(content) == ["edition.yaml, line 1: the zip holds this file more than once"]


def test_a_link_is_refused():
    link = ZipInfo("edition.yaml")
    link.create_system, link.external_attr = 3, 0o120777 << 16

    assert refusal(zip_with((link, b"/etc/passwd"))) == [
        "edition.yaml, line 1: this is a link to another file; put the file itself in its place"
    ]


def test_a_locked_file_is_refused():
    content = bytearray(zip_with(("edition.yaml", b"a: b")))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(content)) == ["edition.yaml, line 1: the file is locked with a password; pack it without one"]


def test_an_uncommon_way_of_packing_is_refused():
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_LZMA) as archive:
        archive.writestr("edition.yaml", b"a: b")

    assert refusal(packed.getvalue()) == [
        "edition.yaml, line 1: the file is packed in a way that is not read; pack it as a plain zip"
    ]


def test_a_zip_that_unfolds_to_gigabytes_is_refused_at_twenty_megabytes(monkeypatch):
    """Five zips' worth of noughts in one; it says of itself that each file is small."""
    content = bytearray(zip_with(*((f"notes/{number}.yaml", b"0" * 15_000_000) for number in range(4))))
    told = struct.pack("<L", 15_000_000)
    assert (content.count(told), len(content) < 100_000) == (8, True)

    assert refusal(bytes(content)) == [
        "zip, line 1: the files come to more than 20 MB unpacked; no edition needs so much"
    ]
    lying = bytes(content).replace(told, struct.pack("<L", 10))
    assert refusal(lying) == [BROKEN]


def test_too_many_files_are_refused():
    assert refusal(zip_of({f"notes/{number}.yaml": b"" for number in range(301)})) == [
        "zip, line 1: the zip holds more than 300 YAML files; an edition has far fewer"
    ]
    assert refusal(zip_of({f"{number}.txt": b"" for number in range(1001)})) == [
        "zip, line 1: the zip holds more than 1000 files; an edition has far fewer"
    ]


def test_a_file_above_five_megabytes_is_refused_unread():
    assert refusal(b"PK" + b"x" * 5_000_000) == ["zip, line 1: the file is larger than 5 MB; no edition needs so much"]


@pytest.mark.parametrize("content", [b"", b"key: small\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(17), bytes(10_000)])
def test_what_is_no_zip_is_refused(content):
    assert refusal(content) == [BROKEN]


def test_half_a_zip_and_one_with_a_changed_byte_are_refused_or_read_whole():
    """Whatever byte is wrong, there are words or the very files."""
    whole = zip_of(small_files())
    assert refusal(whole[: len(whole) // 2]) == [BROKEN]

    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        with suppress(InvalidEdition):
            assert set(unpack(bytes(changed)).files.values()) <= set(small_files().values()), place
