"""What kinds of files are taken as evidence, told by their content. Bytes in, a kind out; nothing is unpacked."""

import lzma
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

LARGEST_FILE = 10 * 1024 * 1024  # bytes
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # tabs, line ends and form feeds apart
LONGEST_MIMETYPE = 100  # bytes; the longest one taken has 47
LARGEST_DIRECTORY = 1024 * 1024  # bytes; of what a zip holds: some ten thousand names
END_OF_ZIP, SIZE_OF_DIRECTORY = b"PK\x05\x06", slice(12, 16)
NO_ZIP = (
    BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError, KeyError, EOFError, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What reading a damaged zip ends with."""
NOT_PLAIN_TEXT = ("<!doctype", "<html", "<head", "<body", "<svg", "<script", "<?xml", "<?php", "#!")
PAGES = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class FileRefused(Exception):
    """A file cannot be taken; `extension` is what its name ends with, such as `.pdf`, or nothing."""

    def __init__(self, extension: str) -> None:
        super().__init__(extension)
        self.extension = extension


class KindNotTaken(FileRefused):
    """Files of this extension are not taken, whatever they hold."""


class NotWhatItSays(FileRefused):
    """The content is not of the kind that the name claims."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what its names end with, as what it is served, how its content is told."""

    extensions: tuple[str, ...]
    content_type: str
    holds: Callable[[bytes], bool]


def kind_of(name: str, content: bytes) -> FileKind:
    """Return the kind of a file that is taken. Raises KindNotTaken, or NotWhatItSays where name and content differ."""
    extension = extension_of(name)
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if kind is None:
        raise KindNotTaken(extension)
    if not kind.holds(content):
        raise NotWhatItSays(extension)
    return kind


def extension_of(name: str) -> str:
    """Return what a name ends with, in small letters and with its dot; nothing without one."""
    _stem, dot, ending = name.rpartition(".")
    return dot + ending.lower() if dot else ""


def begins(*signatures: bytes) -> Callable[[bytes], bool]:
    """Return the test for content that begins with one of `signatures`."""
    return lambda content: content.startswith(signatures)


def is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def is_office(member: str) -> Callable[[bytes], bool]:
    """Return the test for a document in the Office Open XML form whose main part is `member`, without macros."""

    def holds(content: bytes) -> bool:
        names = members_of(content)
        return {"[Content_Types].xml", member} <= names and not any(
            name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names
        )

    return holds


def is_open_document(mimetype: str) -> Callable[[bytes], bool]:
    """Return the test for an OpenDocument of that type, without macros."""

    def holds(content: bytes) -> bool:
        names = members_of(content)
        return (
            {"mimetype", "content.xml"} <= names
            and not any(name.startswith(("Basic/", "Scripts/")) for name in names)
            and mimetype_of(content) == mimetype
        )

    return holds


def members_of(content: bytes) -> set[str]:
    """Return the names of what a zip holds, from its directory alone; none where it is no zip from its first byte."""
    end = content[content.rfind(END_OF_ZIP) :]
    size = int.from_bytes(end[SIZE_OF_DIRECTORY], "little")
    if not content.startswith(b"PK\x03\x04") or not end.startswith(END_OF_ZIP) or size > LARGEST_DIRECTORY:
        return set()
    try:
        with ZipFile(BytesIO(content)) as archive:
            return set(archive.namelist())
    except NO_ZIP:
        return set()


def mimetype_of(content: bytes) -> str:
    """Return what an OpenDocument says it is."""
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open("mimetype") as member:
            return member.read(LONGEST_MIMETYPE).decode("ascii", "replace").strip()
    except NO_ZIP:
        return ""


def is_plain_text(content: bytes) -> bool:
    """Whether this is UTF-8 without control characters, and neither markup nor a script."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(text) and not text.lstrip()[:20].lower().startswith(NOT_PLAIN_TEXT)


KINDS = (
    FileKind((".pdf",), "application/pdf", begins(b"%PDF-")),
    FileKind((".png",), "image/png", begins(b"\x89PNG\r\n\x1a\n")),
    FileKind((".jpg", ".jpeg"), "image/jpeg", begins(b"\xff\xd8\xff")),
    FileKind((".gif",), "image/gif", begins(b"GIF87a", b"GIF89a")),
    FileKind((".webp",), "image/webp", is_webp),
    FileKind((".docx",), PAGES + "wordprocessingml.document", is_office("word/document.xml")),
    FileKind((".xlsx",), PAGES + "spreadsheetml.sheet", is_office("xl/workbook.xml")),
    FileKind((".pptx",), PAGES + "presentationml.presentation", is_office("ppt/presentation.xml")),
    FileKind((".odt",), OPEN_DOCUMENT + "text", is_open_document(OPEN_DOCUMENT + "text")),
    FileKind((".ods",), OPEN_DOCUMENT + "spreadsheet", is_open_document(OPEN_DOCUMENT + "spreadsheet")),
    FileKind((".odp",), OPEN_DOCUMENT + "presentation", is_open_document(OPEN_DOCUMENT + "presentation")),
    FileKind((".txt",), "text/plain; charset=utf-8", is_plain_text),
    FileKind((".csv",), "text/csv; charset=utf-8", is_plain_text),
)
ACCEPTED = ",".join(extension for kind in KINDS for extension in kind.extensions)
"""What a file field offers to choose from."""
