"""What the parts of an edition must be to one another: names given once, scales that exist."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from framework.rules.document import (
    GroupDocument,
    InstrumentDocument,
    PhasesDocument,
    ScalesDocument,
    SubgroupDocument,
)
from framework.rules.faults import Fault, Source, Steps

Use = tuple[str, Fault]  # a name, and the place where it is given


def fitting_faults(
    scales: Source[ScalesDocument] | None,
    phases: Source[PhasesDocument] | None,
    instruments: Sequence[Source[InstrumentDocument]],
) -> Iterator[Fault]:
    """Name what is wrong between the parts. A part that could not be read is None or left out."""
    if scales:
        keys = [scale.key for scale in scales.document.scales]
        yield from repeated("scale", [(key, scales.place("scales", at, "key")) for at, key in enumerate(keys)])
        for source in instruments:
            if source.document.scale not in keys:
                message = f"there is no scale “{source.document.scale}” in {scales.file}"
                yield replace(source.place("scale"), message=message)
    if phases:
        keys = [phase.key for phase in phases.document.phases]
        yield from repeated("phase", [(key, phases.place("phases", at, "key")) for at, key in enumerate(keys)])
    yield from repeated("instrument", [(source.document.key, source.place("key")) for source in instruments])
    for source in instruments:
        groups = list(groups_of(source.document))
        yield from repeated("group", [(group.ref, source.place(*steps, "ref")) for steps, group in groups])
        criteria = [
            (criterion.ref, source.place(*steps, "criteria", at, "ref"))
            for steps, group in groups
            for at, criterion in enumerate(group.criteria)
        ]
        yield from repeated("criterion", criteria)


def groups_of(instrument: InstrumentDocument) -> Iterator[tuple[Steps, GroupDocument | SubgroupDocument]]:
    """Yield every group, at both depths, with the steps that lead to it."""
    for at, top in enumerate(instrument.groups):
        yield ("groups", at), top
        for below, sub in enumerate(top.groups):
            yield ("groups", at, "groups", below), sub


def repeated(what: str, uses: Iterable[Use]) -> Iterator[Fault]:
    """Name each later use of a name, and where it was given first."""
    first: dict[str, Fault] = {}
    for name, place in uses:
        given = first.setdefault(name, place)
        if given is not place:
            yield replace(place, message=f"{what} “{name}” stands already in {given.file}, line {given.line}")
