"""Brings the rows of the guidance to what the files say."""

from framework.actions.rows import Notes, drop, put, put_notes, put_texts
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
from framework.rules.document import EditionFiles, KeyOutputDocument, PhaseDocument
from framework.rules.guidance import ComponentDocument, NoteDocument, StarterActionDocument, TermDocument


def store_notes(edition: Edition, files: EditionFiles) -> Notes:
    """Bring components, notes and the linkages between them to what the files say; return the notes."""
    components = store_components(edition, files.components)
    areas = {(area.component_id, area.key): area for area in Area.objects.filter(component__edition=edition)}
    rows = [
        Note(
            edition=edition,
            ref=item.ref,
            component=components[item.component],
            area=areas[components[item.component].pk, item.area] if item.area else None,
            position=position,
            source=item.source,
        )
        for position, item in enumerate(files.notes)
    ]
    put(rows, "edition", "ref")
    put_texts(NoteText, edition, zip(rows, map(note_words, files.notes), strict=True))
    notes = {note.ref: note for note in rows}
    drop(edition.notes.exclude(ref__in=notes))
    drop(edition.components.exclude(ref__in=components))
    store_linkages(edition, notes, files.notes)
    return notes


def store_components(edition: Edition, documents: tuple[ComponentDocument, ...]) -> dict[str, Component]:
    """Bring the components and their areas to what the files say; return the components by reference."""
    rows = [Component(edition=edition, ref=item.ref, position=position) for position, item in enumerate(documents)]
    put(rows, "edition", "ref")
    put_texts(ComponentText, edition, zip(rows, map(summary_words, documents), strict=True))
    for component, document in zip(rows, documents, strict=True):
        places = enumerate(document.areas)
        areas = [Area(component=component, key=item.key, position=place) for place, item in places]
        put(areas, "component", "key")
        put_texts(AreaText, edition, zip(areas, map(summary_words, document.areas), strict=True))
        drop(component.areas.exclude(key__in=[item.key for item in document.areas]))
    return {component.ref: component for component in rows}


def store_linkages(edition: Edition, notes: Notes, documents: tuple[NoteDocument, ...]) -> None:
    """Bring the linkages that lead from notes to what the files say."""
    for document in documents:
        note = notes[document.ref]
        places = enumerate(document.linkages)
        rows = [Linkage(note=note, to=notes[item.to], position=position) for position, item in places]
        put(rows, "note", "to")
        put_texts(LinkageText, edition, zip(rows, map(linkage_words, document.linkages), strict=True))
        drop(note.linkages.exclude(to__ref__in=[item.to for item in document.linkages]))


def store_terms(edition: Edition, notes: Notes, documents: tuple[TermDocument, ...]) -> None:
    """Bring the glossary to what the files say."""
    rows = [
        Term(edition=edition, key=item.key, position=position, marked=item.marked)
        for position, item in enumerate(documents)
    ]
    put(rows, "edition", "key")
    put_texts(TermText, edition, zip(rows, map(term_words, documents), strict=True))
    drop(edition.terms.exclude(key__in=[item.key for item in documents]))
    links = Term.notes.through._default_manager.filter(term__edition=edition)
    put_notes(links, notes, zip(rows, [item.notes for item in documents], strict=True))


def store_phases(edition: Edition, notes: Notes, documents: tuple[PhaseDocument, ...]) -> dict[str, Phase]:
    """Bring the phases and their key outputs to what the files say; return them by key."""
    rows = [Phase(edition=edition, key=item.key, position=position) for position, item in enumerate(documents)]
    put(rows, "edition", "key")
    put_texts(PhaseText, edition, zip(rows, map(phase_words, documents), strict=True))
    for phase, document in zip(rows, documents, strict=True):
        store_outputs(edition, phase, notes, document.outputs)
    phases = {phase.key: phase for phase in rows}
    drop(edition.phases.exclude(key__in=phases))
    return phases


def store_outputs(edition: Edition, phase: Phase, notes: Notes, documents: tuple[KeyOutputDocument, ...]) -> None:
    """Bring the key outputs of one phase to what the files say."""
    rows = [KeyOutput(phase=phase, key=item.key, position=position) for position, item in enumerate(documents)]
    put(rows, "phase", "key")
    put_texts(KeyOutputText, edition, zip(rows, map(output_words, documents), strict=True))
    drop(phase.outputs.exclude(key__in=[item.key for item in documents]))
    links = KeyOutput.notes.through._default_manager.filter(keyoutput__phase=phase)
    put_notes(links, notes, zip(rows, [item.notes for item in documents], strict=True))


def store_starter_actions(
    edition: Edition, notes: Notes, phases: dict[str, Phase], documents: tuple[StarterActionDocument, ...]
) -> None:
    """Bring the starter actions to what the files say."""
    rows = [
        StarterAction(edition=edition, key=item.key, position=position, note=notes[item.note], phase=phases[item.phase])
        for position, item in enumerate(documents)
    ]
    put(rows, "edition", "key")
    put_texts(StarterActionText, edition, zip(rows, map(starter_words, documents), strict=True))
    drop(edition.starter_actions.exclude(key__in=[item.key for item in documents]))
