"""Brings the rows of the guidance to what the files say."""

from framework.actions.rows import Notes, drop, put_text
from framework.actions.words import (
    linkage_words,
    note_words,
    output_words,
    phase_words,
    starter_words,
    summary_words,
    term_words,
)
from framework.models import (
    Area,
    AreaText,
    Component,
    ComponentText,
    Edition,
    KeyOutput,
    KeyOutputText,
    Linkage,
    LinkageText,
    Note,
    NoteText,
    Phase,
    PhaseText,
    StarterAction,
    StarterActionText,
    Term,
    TermText,
)
from framework.rules.document import EditionFiles, PhaseDocument
from framework.rules.guidance import ComponentDocument, NoteDocument, StarterActionDocument, TermDocument


def store_notes(edition: Edition, files: EditionFiles) -> Notes:
    """Bring components, notes and the linkages between them to what the files say; return the notes."""
    components = {
        document.ref: store_component(edition, position, document) for position, document in enumerate(files.components)
    }
    notes = {
        document.ref: store_note(edition, components[document.component], position, document)
        for position, document in enumerate(files.notes)
    }
    drop(edition.notes.exclude(ref__in=notes))
    drop(edition.components.exclude(ref__in=components))
    for document in files.notes:
        store_linkages(edition, notes, document)
    return notes


def store_component(edition: Edition, position: int, document: ComponentDocument) -> Component:
    """Bring one component and its areas to what the files say."""
    component, _ = Component.objects.update_or_create(
        edition=edition, ref=document.ref, defaults={"position": position}
    )
    put_text(ComponentText, edition, component, **summary_words(document))
    for place, item in enumerate(document.areas):
        area, _ = Area.objects.update_or_create(component=component, key=item.key, defaults={"position": place})
        put_text(AreaText, edition, area, **summary_words(item))
    drop(component.areas.exclude(key__in=[item.key for item in document.areas]))
    return component


def store_note(edition: Edition, component: Component, position: int, document: NoteDocument) -> Note:
    """Bring one note, its linkages aside, to what the files say."""
    area = component.areas.get(key=document.area) if document.area else None
    note, _ = Note.objects.update_or_create(
        edition=edition,
        ref=document.ref,
        defaults={"component": component, "area": area, "position": position, "source": document.source},
    )
    put_text(NoteText, edition, note, **note_words(document))
    return note


def store_linkages(edition: Edition, notes: Notes, document: NoteDocument) -> None:
    """Bring the linkages that lead from one note to what the files say."""
    note = notes[document.ref]
    for position, item in enumerate(document.linkages):
        linkage, _ = Linkage.objects.update_or_create(note=note, to=notes[item.to], defaults={"position": position})
        put_text(LinkageText, edition, linkage, **linkage_words(item))
    drop(note.linkages.exclude(to__ref__in=[item.to for item in document.linkages]))


def store_terms(edition: Edition, notes: Notes, documents: tuple[TermDocument, ...]) -> None:
    """Bring the glossary to what the files say."""
    for position, item in enumerate(documents):
        term, _ = Term.objects.update_or_create(
            edition=edition, key=item.key, defaults={"position": position, "marked": item.marked}
        )
        put_text(TermText, edition, term, **term_words(item))
        term.notes.set(notes[ref] for ref in item.notes)
    drop(edition.terms.exclude(key__in=[item.key for item in documents]))


def store_phases(edition: Edition, notes: Notes, documents: tuple[PhaseDocument, ...]) -> dict[str, Phase]:
    """Bring the phases and their key outputs to what the files say; return them by key."""
    phases = {}
    for position, document in enumerate(documents):
        phase, _ = Phase.objects.update_or_create(edition=edition, key=document.key, defaults={"position": position})
        put_text(PhaseText, edition, phase, **phase_words(document))
        for place, item in enumerate(document.outputs):
            output, _ = KeyOutput.objects.update_or_create(phase=phase, key=item.key, defaults={"position": place})
            put_text(KeyOutputText, edition, output, **output_words(item))
            output.notes.set(notes[ref] for ref in item.notes)
        drop(phase.outputs.exclude(key__in=[item.key for item in document.outputs]))
        phases[document.key] = phase
    drop(edition.phases.exclude(key__in=phases))
    return phases


def store_starter_actions(
    edition: Edition, notes: Notes, phases: dict[str, Phase], documents: tuple[StarterActionDocument, ...]
) -> None:
    """Bring the starter actions to what the files say."""
    for position, item in enumerate(documents):
        action, _ = StarterAction.objects.update_or_create(
            edition=edition,
            key=item.key,
            defaults={"position": position, "note": notes[item.note], "phase": phases[item.phase]},
        )
        put_text(StarterActionText, edition, action, **starter_words(item))
    drop(edition.starter_actions.exclude(key__in=[item.key for item in documents]))
