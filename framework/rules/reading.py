"""Reads an edition's folder: YAML → documents, with every fault named by file, line and path."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from framework.rules.document import (
    Document,
    EditionDocument,
    EditionFiles,
    InstrumentDocument,
    PhasesDocument,
    ScalesDocument,
)

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which file, on which line (from 1), where in the document, and what."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f" at {self.path}" if self.path else ""
        return f"{self.file}, line {self.line}{place}: {self.message}"


class InvalidEdition(Exception):
    """The files are not an edition. `faults` holds every fault found, so that all can be mended at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def read_edition(folder: Path) -> EditionFiles:
    """Return the edition in `folder`; raise InvalidEdition naming all faults, having read everything."""
    faults: list[Fault] = []
    edition = read_document(folder, "edition.yaml", EditionDocument, faults)
    scales = read_document(folder, "scales.yaml", ScalesDocument, faults)
    phases = read_document(folder, "phases.yaml", PhasesDocument, faults)
    names = sorted(path.name for path in folder.glob("instruments/*.yaml"))
    if not names:
        faults.append(Fault("instruments", 1, "", "no instrument files (*.yaml) in this folder"))
    instruments = {name: read_document(folder, f"instruments/{name}", InstrumentDocument, faults) for name in names}
    scale_keys = {scale.key for scale in scales.scales} if scales else None
    for name, instrument in instruments.items():
        if instrument:
            faults += instrument_faults(f"instruments/{name}", instrument, scale_keys)
    if faults or not edition or not scales or not phases:
        raise InvalidEdition(faults)
    return EditionFiles(
        edition=edition,
        scales=scales.scales,
        phases=phases.phases,
        instruments=tuple(instrument for instrument in instruments.values() if instrument),
        digest=digest(folder),
    )


def digest(folder: Path) -> str:
    """Return a fingerprint of all the folder's YAML files; it changes when any of them does."""
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        sha.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def read_document(folder: Path, name: str, kind: type[D], faults: list[Fault]) -> D | None:
    """Read one file as `kind`; None, with the faults added to `faults`, when that cannot be done."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except FileNotFoundError:
        faults.append(Fault(name, 1, "", "the file is missing"))
    except UnicodeDecodeError as error:
        faults.append(Fault(name, 1, "", f"the file is not UTF-8 text (byte {error.start + 1})"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(name, line, "", f"this is not YAML: {error.problem}"))
    except yaml.YAMLError as error:
        faults.append(Fault(name, 1, "", f"this is not YAML: {error}"))
    else:
        faults += repeated_keys(name, node)
        try:
            return kind.model_validate(content)
        except ValidationError as error:
            faults += [
                Fault(name, line_of(node, item["loc"]), path_of(item["loc"]), item["msg"]) for item in error.errors()
            ]
    return None


def line_of(node: yaml.Node | None, path: Iterable[int | str]) -> int:
    """Return the line (from 1) of the deepest part of `path` that is in the document."""
    line = node.start_mark.line + 1 if node else 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def path_of(path: Iterable[int | str]) -> str:
    """Write a path as `groups[0].criteria[2].ref`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def repeated_keys(name: str, node: yaml.Node | None) -> Iterator[Fault]:
    """Name keys that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        counts = Counter(key.value for key, _ in node.value)
        for key, value in node.value:
            if counts[key.value] > 1:
                yield Fault(name, key.start_mark.line + 1, key.value, "this key stands more than once")
            yield from repeated_keys(name, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from repeated_keys(name, item)


def instrument_faults(file: str, instrument: InstrumentDocument, scale_keys: set[str] | None) -> Iterator[Fault]:
    """Name what is wrong between the parts: an unknown scale, a reference used twice."""
    if scale_keys is not None and instrument.scale not in scale_keys:
        yield Fault(file, 1, "scale", f"there is no scale “{instrument.scale}” in scales.yaml")
    groups = [holder.ref for holder in instrument.holders]
    criteria = [criterion.ref for holder in instrument.holders for criterion in holder.criteria]
    for what, refs in (("group", groups), ("criterion", criteria)):
        for ref, count in Counter(refs).items():
            if count > 1:
                yield Fault(file, 1, "ref", f"{what} “{ref}” stands {count} times")
