"""Files are told by their content: a name that says something else is not believed."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest

from assessments.rules.file_types import KINDS, KindNotTaken, NotWhatItSays, kind_of, members_of

OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def packed(*names, **contents):
    """A zip of empty members, and of some with a content."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in {**contents, **dict.fromkeys(names, "")}.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(main, *more):
    return packed("[Content_Types].xml", main, *more)


def open_document(kind, *more):
    return packed("content.xml", *more, mimetype=OPEN_DOCUMENT + kind)


TAKEN = {
    "a.pdf": b"%PDF-1.7\n",
    "a.png": b"\x89PNG\r\n\x1a\n",
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.JPEG": b"\xff\xd8\xff\xe1",
    "a.gif": b"GIF89a",
    "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a.docx": office("word/document.xml"),
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.odt": open_document("text"),
    "a.ods": open_document("spreadsheet"),
    "a.odp": open_document("presentation"),
    "a.txt": "Größe <b>\tund\r\nmehr\f".encode(),
    "with.dots.csv": b"\xef\xbb\xbfa;b\n1;2\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_taken_as_what_it_is(name):
    kind = kind_of(name, TAKEN[name])

    assert f".{name.rpartition('.')[2].lower()}" in kind.extensions


def test_every_kind_is_tried():
    extensions = {extension for kind in KINDS for extension in kind.extensions}

    assert extensions == {f".{name.rpartition('.')[2].lower()}" for name in TAKEN}


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "a.zip", "a.js", "a", "pdf", ".", "a.pdf "])
def test_other_kinds_are_not_taken(name):
    with pytest.raises(KindNotTaken):
        kind_of(name, b"%PDF-1.7")


@pytest.mark.parametrize("said", [name for name in TAKEN if not name.endswith((".csv", ".txt", ".JPEG"))])
@pytest.mark.parametrize("held", [name for name in TAKEN if not name.endswith((".csv", ".JPEG"))])
def test_a_name_that_lies_is_found_out(said, held):
    if said != held:
        with pytest.raises(NotWhatItSays) as caught:
            kind_of(said, TAKEN[held])
        assert caught.value.extension == f".{said.rpartition('.')[2].lower()}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b""),
        ("a.png", b"\x89PNG"),
        ("a.docx", b"PK\x03\x04 and no directory"),
        ("a.docx", b"MZ" + office("word/document.xml")),  # a program with a document behind it
        ("a.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", packed("word/document.xml")),
        ("a.odt", open_document("text", "Basic/Standard/script-lb.xml")),
        ("a.odt", packed("content.xml", mimetype="x" * 10_000)),
        ("a.txt", "Grüße".encode("latin-1")),
        ("a.txt", b"\x7fELF"),
        ("a.txt", b"a\x00b"),
        ("a.txt", b"\n <!DOCTYPE html><p>"),
        ("a.csv", b"<svg xmlns=''>"),
        ("a.txt", b"#!/bin/sh"),
    ],
)
def test_what_is_damaged_disguised_or_runs_is_not_taken(name, content):
    with pytest.raises(NotWhatItSays):
        kind_of(name, content)


@pytest.mark.parametrize("packing", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_a_document_that_is_damaged_anywhere_is_refused_and_breaks_nothing(packing):
    file = BytesIO()
    with ZipFile(file, "w", packing) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    whole = file.getvalue()

    outcomes = set()
    for place in range(len(whole)):
        damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        try:
            outcomes.add(kind_of("a.odt", damaged).content_type)
        except NotWhatItSays:
            outcomes.add("refused")
    assert outcomes >= {"refused"}


def test_a_directory_without_end_is_not_read():
    """Many thousand names in a few megabytes cost seconds to read."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for number in range(25_000):
            archive.writestr(f"{number}", b"")

    assert members_of(file.getvalue()) == set()


def test_a_zip_is_never_unpacked():
    """Much of nothing in a few kilobytes: only the names are read."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, archive.open("big", "w", force_zip64=True) as member:
        for _ in range(64):
            member.write(bytes(1024 * 1024))

    assert members_of(file.getvalue()) == {"big"}
