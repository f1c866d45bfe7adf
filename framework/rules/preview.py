"""An edition in short, to look at before it is stored: what is in it, and what changes against what is there."""

from dataclasses import dataclass

from framework.rules.document import EditionDocument, EditionFiles
from framework.rules.guidance import NoteDocument
from framework.rules.instrument import CriterionDocument
from framework.rules.rewording import Things, things_in
from framework.rules.shapes import Document


@dataclass(frozen=True, slots=True)
class Change:
    """How much of one kind is new, gone, or changed in any way."""

    new: int
    gone: int
    changed: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`translations` are the languages with how many things are translated; without `changes` nothing was there."""

    edition: EditionDocument
    components: int
    notes: int
    terms: int
    phases: int
    starter_actions: int
    instruments: tuple[tuple[str, int], ...]
    worded: int
    translations: tuple[tuple[str, int], ...]
    replaces: str
    criteria_changes: Change | None
    note_changes: Change | None

    @property
    def criteria(self) -> int:
        return sum(count for _name, count in self.instruments)


def preview_of(files: EditionFiles, before: EditionFiles | None) -> Preview:
    """Return an edition in short; `before` is what is stored under its key."""
    things, former = things_in(files), things_in(before) if before else None
    return Preview(
        edition=files.edition,
        components=len(files.components),
        notes=len(files.notes),
        terms=len(files.terms),
        phases=len(files.phases),
        starter_actions=len(files.starter_actions),
        instruments=tuple(
            (item.name, sum(len(holder.criteria) for holder in item.holders)) for item in files.instruments
        ),
        worded=files.worded,
        translations=tuple((language, len(words)) for language, words in sorted(files.translations.items())),
        replaces=files.mapping.replaces if files.mapping else "",
        criteria_changes=change(former, things, CriterionDocument) if former else None,
        note_changes=change(former, things, NoteDocument) if former else None,
    )


def change(before: Things, now: Things, kind: type[Document]) -> Change:
    """Count what differs among the things of one kind."""
    old, new = ({place: thing for place, thing in one.items() if isinstance(thing, kind)} for one in (before, now))
    both = old.keys() & new.keys()
    return Change(len(new.keys() - both), len(old.keys() - both), sum(old[place] != new[place] for place in both))
