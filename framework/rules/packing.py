"""An edition's files in one zip: packed so that the same files give the same bytes, unpacked without trusting it."""

import stat
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from framework.rules.faults import Fault, InvalidEdition
from framework.rules.messages import Message, _, ngettext
from framework.rules.reading import LONGEST_PATH

LARGEST_ZIP = 5_000_000  # bytes; the shipped edition packs to 110,000
LARGEST_WHOLE = 20_000_000  # bytes of all files, unpacked
MOST_FILES = 300  # YAML files
MOST_ENTRIES = 1000  # whatever else is in it
ENTRY = b"PK\x01\x02"  # begins each entry of the list of files in a zip
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: when the files were packed is nobody's business
READABLE = 0o100644 << 16
ENCRYPTED = 0x1
YAML = (".yaml", ".yml")
LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")

# Translators: stands in place of the name of a file, where the whole of a zip is meant
ZIP = _("zip")
TOO_MANY_ENTRIES = ngettext(
    "the zip holds more than %(count)s file; an edition has far fewer",
    "the zip holds more than %(count)s files; an edition has far fewer",
)
TOO_MANY_FILES = ngettext(
    "the zip holds more than %(count)s YAML file; an edition has far fewer",
    "the zip holds more than %(count)s YAML files; an edition has far fewer",
)
TOO_LONG_A_PATH = ngettext(
    "the path is longer than %(count)s character", "the path is longer than %(count)s characters"
)


@dataclass(frozen=True, slots=True)
class Package:
    """The YAML files of a zip by path, and the names of what else was in it."""

    files: dict[str, bytes]
    ignored: tuple[str, ...]


def pack(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return a zip of files in a folder of that name. The same files give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = ZipInfo(f"{folder}/{path}", MIDNIGHT)
            entry.create_system, entry.external_attr, entry.compress_type = 3, READABLE, ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()


def unpack(content: bytes) -> Package:
    """Return what a zip holds, without the one folder that all may lie in. Raises InvalidEdition with all faults."""
    if len(content) > LARGEST_ZIP:
        raise whole(_("the file is larger than %(size)s MB; no edition needs so much", size=LARGEST_ZIP // 1_000_000))
    if content.count(ENTRY) > MOST_ENTRIES:
        raise whole(TOO_MANY_ENTRIES.filled(count=MOST_ENTRIES))
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_litter(entry.filename)]
            if faults := list(entries_that_fail(entries)):
                raise InvalidEdition(faults)
            read = read_entries(archive, [entry for entry in entries if is_yaml(entry.filename)])
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OverflowError, struct.error, zlib.error) as error:
        raise whole(_("this is not a zip that can be read; pack the folder of the edition anew")) from error
    top = common_folder([entry.filename for entry in entries])
    ignored = tuple(entry.filename for entry in entries if not is_yaml(entry.filename))
    return Package({path.removeprefix(top): found for path, found in read.items()}, ignored)


def whole(message: Message) -> InvalidEdition:
    """Return the fault of a zip as a whole."""
    return InvalidEdition([Fault(ZIP, 1, "", message)])


def is_yaml(name: str) -> bool:
    return name.lower().endswith(YAML)


def is_litter(name: str) -> bool:
    """Tell whether a file is one that systems leave in folders."""
    parts = name.lower().split("/")
    return any(part in LITTER or part.startswith("._") for part in parts)


def entries_that_fail(entries: list[ZipInfo]) -> Iterator[Fault]:
    """Name what no packed folder of an edition holds, before anything is unpacked."""
    times = Counter(entry.filename for entry in entries)
    if sum(is_yaml(name) for name in times) > MOST_FILES:
        yield Fault(ZIP, 1, "", TOO_MANY_FILES.filled(count=MOST_FILES))
        return
    for name, entry in {entry.filename: entry for entry in entries}.items():
        if words := entry_that_fails(entry, times[name]):
            yield Fault(shown(name), 1, "", words)


def entry_that_fails(entry: ZipInfo, times: int) -> Message | None:
    """Return what is wrong with an entry that stands in the zip so many times; None where nothing is."""
    name = entry.filename
    if times > 1:
        return _("the zip holds this file more than once")
    if entry.flag_bits & ENCRYPTED:
        return _("the file is locked with a password; pack it without one")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return _("this is a link to another file; put the file itself in its place")
    if not is_inside(name):
        return _("the path leads out of the folder")
    if len(name) > LONGEST_PATH:
        return TOO_LONG_A_PATH.filled(count=LONGEST_PATH)
    if is_yaml(name) and entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return _("the file is packed in a way that is not read; pack it as a plain zip")
    return None


def is_inside(name: str) -> bool:
    """Tell whether a path stays below the folder that it is unpacked in, on any system."""
    parts = name.split("/")
    return "\\" not in name and ":" not in parts[0] and not {"", ".", ".."} & set(parts) and name.isprintable()


def shown(name: str) -> str:
    """Return a name as it can be put before a person."""
    return "".join(sign if sign.isprintable() else "�" for sign in name[:LONGEST_PATH])


def read_entries(archive: ZipFile, entries: list[ZipInfo]) -> dict[str, bytes]:
    """Unpack files, and stop where they come to more than an edition may hold: what a zip says of it may be untrue."""
    read: dict[str, bytes] = {}
    left = LARGEST_WHOLE
    for entry in entries:
        with archive.open(entry) as file:
            read[entry.filename] = file.read(left + 1)
        left -= len(read[entry.filename])
        if left < 0:
            size = LARGEST_WHOLE // 1_000_000
            raise whole(_("the files come to more than %(size)s MB unpacked; no edition needs so much", size=size))
    return read


def common_folder(names: list[str]) -> str:
    """Return the folder that all files lie in, with its slash; nothing where some lie elsewhere."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    top = tops.pop() if len(tops) == 1 else ""
    return f"{top}/" if top else ""
