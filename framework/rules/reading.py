"""Reads an edition's folder: YAML → documents, or every fault in it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from framework.rules.document import EditionDocument, EditionFiles, InstrumentDocument, PhasesDocument, ScalesDocument
from framework.rules.faults import D, Fault, InvalidEdition, Source, Steps, path_of, shape_faults
from framework.rules.fitting import Parts, fitting_faults
from framework.rules.guidance import ComponentsDocument, GlossaryDocument, NoteDocument, StarterActionsDocument
from framework.rules.mapping_file import MappingDocument

MAPPING = "mapping.yaml"


class PlainLoader(yaml.SafeLoader):
    """YAML without aliases: by them a small file could be endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # types-pyyaml leaves it out
            raise yaml.MarkedYAMLError(None, None, "aliases (*) are not read; write the part out", mark)
        return super().compose_node(parent, index)


def read_edition(folder: Path) -> EditionFiles:
    """Return the edition in `folder`; raise InvalidEdition naming all faults, having read everything."""
    return read_files(files_in(folder))


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the folder's YAML files by their path in it; raise InvalidEdition for those that cannot be read."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            faults.append(Fault(name, 1, "", f"the file cannot be read: {error.strerror}"))
    if faults:
        raise InvalidEdition(faults)
    return files


def read_files(files: Mapping[str, bytes]) -> EditionFiles:
    """Return the edition that `files` make, by path; raise InvalidEdition naming all faults."""
    reader = Reader(files)
    edition = reader.read("edition.yaml", EditionDocument)
    parts = Parts(
        scales=reader.read("scales.yaml", ScalesDocument),
        phases=reader.read("phases.yaml", PhasesDocument),
        instruments=reader.read_folder("instruments", InstrumentDocument),
        components=reader.read_if_there("components.yaml", ComponentsDocument),
        notes=reader.read_folder("notes", NoteDocument),
        glossary=reader.read_if_there("glossary.yaml", GlossaryDocument),
        starters=reader.read_if_there("starter-actions.yaml", StarterActionsDocument),
    )
    mapping = reader.read_if_there(MAPPING, MappingDocument)
    if not reader.names_in("instruments"):
        reader.faults.append(Fault("instruments", 1, "", "no instrument files (*.yaml) in this folder"))
    reader.faults += reader.not_asked_for()
    reader.faults += fitting_faults(parts)
    if reader.faults or not edition or not parts.scales or not parts.phases:
        raise InvalidEdition(reader.faults)
    return EditionFiles(
        edition=edition.document,
        scales=parts.scales.document.scales,
        phases=parts.phases.document.phases,
        instruments=tuple(source.document for source in parts.instruments),
        components=parts.components.document.components if parts.components else (),
        notes=tuple(source.document for source in parts.notes),
        terms=parts.glossary.document.terms if parts.glossary else (),
        starter_actions=parts.starters.document.actions if parts.starters else (),
        mapping=mapping.document if mapping else None,
        sources=dict(files),
    )


class Reader:
    """Reads documents out of an edition's files, and gathers every fault on the way."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.asked: set[str] = set()

    def read(self, name: str, kind: type[D]) -> Source[D] | None:
        """Read one file as `kind`; None when that cannot be done."""
        self.asked.add(name)
        if name in self.files:
            return read_document(name, self.files[name], kind, self.faults)
        self.faults.append(Fault(name, 1, "", "the file is missing"))
        return None

    def read_if_there(self, name: str, kind: type[D]) -> Source[D] | None:
        """Read a file that an edition may leave out."""
        return self.read(name, kind) if name in self.files else None

    def read_folder(self, folder: str, kind: type[D]) -> list[Source[D]]:
        """Read every file of a folder, in the order of their names."""
        read = [self.read(name, kind) for name in self.names_in(folder)]
        return [source for source in read if source]

    def names_in(self, folder: str) -> list[str]:
        """Return the files of a folder as they count up: B2 before B10."""
        return sorted((name for name in self.files if name.startswith(f"{folder}/")), key=by_number)

    def not_asked_for(self) -> Iterator[Fault]:
        """Name the files that are no part of an edition, so that a misspelt one is found."""
        for name in sorted(self.files.keys() - self.asked):
            yield Fault(name, 1, "", "an edition has no such file")


def by_number(name: str) -> list[tuple[str, int]]:
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D+)(\d*)", name)]


def read_document(name: str, content: bytes, kind: type[D], faults: list[Fault]) -> Source[D] | None:
    """Read one file as `kind`; None, with the faults added to `faults`, when that cannot be done."""
    try:
        text = content.decode("utf-8")
        node = yaml.compose(text, Loader=PlainLoader)
        value = yaml.load(text, Loader=PlainLoader)  # noqa: S506  # a SafeLoader that reads less
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.append(Fault(name, line, "", "the file is not UTF-8 text"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(name, line, "", f"this is not YAML: {error.problem}"))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2013-13-41
        faults.append(Fault(name, 1, "", f"this is not YAML: {error}"))
    except RecursionError:
        faults.append(Fault(name, 1, "", "the parts lie too deep in one another to be read"))
    else:
        if node is None:
            faults.append(Fault(name, 1, "", "the file is empty"))
            return None
        faults += repeated_keys(name, node)
        try:
            return Source(name, node, kind.model_validate(value))
        except ValidationError as error:
            faults += shape_faults(name, node, error)
    return None


def repeated_keys(name: str, node: yaml.Node, steps: Steps = ()) -> Iterator[Fault]:
    """Name keys that stand twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        counts = Counter(key.value for key, _ in node.value)
        for key, value in node.value:
            below = (*steps, key.value)
            if counts[key.value] > 1:
                yield Fault(name, key.start_mark.line + 1, path_of(below), "this key stands more than once")
            yield from repeated_keys(name, value, below)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from repeated_keys(name, item, (*steps, at))
