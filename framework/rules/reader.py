"""Reads documents out of an edition's files, and gathers every fault on the way."""

import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from framework.rules.faults import D, Fault, Source, shape_faults
from framework.rules.messages import _
from framework.rules.parsing import Budget, Unreadable, faulty_keys, faulty_signs, parse, value_of


class Reader:
    """Reads documents out of an edition's files, and gathers every fault on the way."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.asked: set[str] = set()
        self.unread: set[str] = set()
        self.budget = Budget()

    def read(self, name: str, kind: type[D]) -> Source[D] | None:
        """Read one file as `kind`; None when that cannot be done."""
        self.asked.add(name)
        if name in self.files:
            return self.read_document(name, kind)
        self.faults.append(Fault(name, 1, "", _("the file is missing")))
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

    def read_document(self, name: str, kind: type[D]) -> Source[D] | None:
        """Read one file that is there; None, with its faults noted, when that cannot be done."""
        if self.budget.left < 0:  # said once, at the file that spent it
            self.unread.add(name)
            return None
        try:
            node = parse(self.files[name], self.budget)
        except Unreadable as error:
            self.faults.append(Fault(name, error.line, "", error.message))
            self.unread.add(name)
            return None
        if faults := list(faulty_signs(name, node)):  # what else is wrong could not be shown with them in it
            self.faults += faults
            self.unread.add(name)
            return None
        self.faults += faulty_keys(name, node)
        try:
            return Source(name, node, kind.model_validate(value_of(node)))
        except ValidationError as error:
            self.faults += shape_faults(name, node, kind, error)
        self.unread.add(name)
        return None

    def faults_in_order(self) -> list[Fault]:
        """Return the faults file by file, as the files were read, and by line."""
        files = list(dict.fromkeys(fault.file for fault in self.faults))
        place = {file: at for at, file in enumerate(files)}
        return sorted(self.faults, key=lambda fault: (place[fault.file], fault.line))

    def not_asked_for(self) -> Iterator[Fault]:
        """Name the files that are no part of an edition, so that a misspelt one is found."""
        for name in sorted(self.files.keys() - self.asked):
            words = _("an edition has no such file")
            if name.endswith(".yml"):
                words = _("only .yaml is read; name it %(name)s", name=f"{name.removesuffix('.yml')}.yaml")
            yield Fault(name, 1, "", words)


def by_number(name: str) -> list[tuple[str, int]]:
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D+)(\d*)", name)]
