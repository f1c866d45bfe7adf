"""Reads an edition's folder: YAML → documents, or every fault in it."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from framework.rules.document import EditionDocument, EditionFiles, InstrumentDocument, PhasesDocument, ScalesDocument
from framework.rules.faults import D, Fault, InvalidEdition, Source, Steps, path_of, shape_faults
from framework.rules.fitting import fitting_faults


class PlainLoader(yaml.SafeLoader):
    """YAML without aliases: by them a small file could be endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # types-pyyaml leaves it out
            raise yaml.MarkedYAMLError(None, None, "aliases (*) are not read; write the part out", mark)
        return super().compose_node(parent, index)


def read_edition(folder: Path) -> EditionFiles:
    """Return the edition in `folder`; raise InvalidEdition naming all faults, having read everything."""
    faults: list[Fault] = []
    edition = read_document(folder, "edition.yaml", EditionDocument, faults)
    scales = read_document(folder, "scales.yaml", ScalesDocument, faults)
    phases = read_document(folder, "phases.yaml", PhasesDocument, faults)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.glob("instruments/*.yaml"))
    if not names:
        faults.append(Fault("instruments", 1, "", "no instrument files (*.yaml) in this folder"))
    read = [read_document(folder, name, InstrumentDocument, faults) for name in names]
    instruments = [source for source in read if source]
    faults += fitting_faults(scales, phases, instruments)
    if faults or not edition or not scales or not phases:
        raise InvalidEdition(faults)
    return EditionFiles(
        edition=edition.document,
        scales=scales.document.scales,
        phases=phases.document.phases,
        instruments=tuple(source.document for source in instruments),
        digest=digest(folder),
    )


def digest(folder: Path) -> str:
    """Return a fingerprint of all the folder's YAML files; it changes when any of them does."""
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        sha.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def read_document(folder: Path, name: str, kind: type[D], faults: list[Fault]) -> Source[D] | None:
    """Read one file as `kind`; None, with the faults added to `faults`, when that cannot be done."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=PlainLoader)
        content = yaml.load(text, Loader=PlainLoader)  # noqa: S506  # a SafeLoader that reads less
    except FileNotFoundError:
        faults.append(Fault(name, 1, "", "the file is missing"))
    except OSError as error:
        faults.append(Fault(name, 1, "", f"the file cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.append(Fault(name, line, "", "the file is not UTF-8 text"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(name, line, "", f"this is not YAML: {error.problem}"))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2013-13-41
        faults.append(Fault(name, 1, "", f"this is not YAML: {error}"))
    else:
        if node is None:
            faults.append(Fault(name, 1, "", "the file is empty"))
            return None
        faults += repeated_keys(name, node)
        try:
            return Source(name, node, kind.model_validate(content))
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
