"""An edition's guidance, read once by each process: the key of what is kept holds the fingerprint of its files."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import F

from framework.models import (
    Area,
    Component,
    Edition,
    KeyOutput,
    Linkage,
    Note,
    Phase,
    StarterAction,
    Term,
)
from framework.queries.guide_criteria import read_criteria
from framework.queries.languages import preferred, reading_languages, spoken
from framework.rules.guidance import BlockDocument, FurtherDocument, RecommendationsDocument
from framework.rules.guide import (
    AreaOutline,
    ComponentOutline,
    Guide,
    KeyOutputOutline,
    LinkageOutline,
    NoteOutline,
    PhaseOutline,
    StarterActionOutline,
    TermOutline,
)


def guide_of(edition: Edition) -> Guide:
    """Return the guidance of an edition in the reader's language. No query once a process has read it."""
    return read_guide(edition.pk, edition.digest, edition.status, reading_languages())


@lru_cache(maxsize=16)
def read_guide(edition_id: int, digest: str, status: str, languages: tuple[str, ...]) -> Guide:
    """Read a guide; `digest`, `status` and `languages` name what is kept."""
    (edition,) = preferred(
        Edition.objects.filter(spoken("texts"), pk=edition_id).values(
            "id",
            "key",
            "source",
            name=F("texts__name"),
            version=F("texts__version"),
            notice=F("texts__notice"),
            text_language=F("texts__language"),
        ),
        language="text_language",
    )
    notes = read_notes(edition_id)
    return Guide(
        edition=edition["key"],
        name=edition["name"],
        version=edition["version"],
        notice=edition["notice"],
        source=edition["source"],
        status=status,
        language=edition["text_language"],
        components=read_components(edition_id, notes),
        notes=notes,
        linkages=read_linkages(edition_id),
        terms=read_terms(edition_id),
        phases=read_phases(edition_id),
        starter_actions=read_starter_actions(edition_id),
        criteria=read_criteria(edition_id),
    )


def read_notes(edition_id: int) -> tuple[NoteOutline, ...]:
    rows = Note.objects.filter(spoken("texts", "edition"), edition_id=edition_id).values(
        "id",
        "ref",
        "source",
        "component__ref",
        "area__key",
        "texts__name",
        "texts__context",
        "texts__need",
        "texts__discussion",
        "texts__recommendations",
        "texts__further",
        language=F("texts__language"),
    )
    return tuple(
        NoteOutline(
            ref=row["ref"],
            name=row["texts__name"],
            component=row["component__ref"],
            area=row["area__key"] or "",
            source=row["source"],
            context=row["texts__context"],
            need=row["texts__need"],
            discussion=tuple(BlockDocument.model_validate(block) for block in row["texts__discussion"]),
            recommendations=RecommendationsDocument.model_validate(row["texts__recommendations"]),
            further=tuple(FurtherDocument.model_validate(item) for item in row["texts__further"]),
            language=row["language"],
        )
        for row in preferred(rows)
    )


def read_components(edition_id: int, notes: Iterable[NoteOutline]) -> tuple[ComponentOutline, ...]:
    """Return the components with their areas, and the notes where they stand."""
    held: dict[tuple[str, str], list[NoteOutline]] = defaultdict(list)
    for note in notes:
        held[note.component, note.area].append(note)
    areas: dict[str, list[AreaOutline]] = defaultdict(list)
    rows = Area.objects.filter(spoken("texts", "component__edition"), component__edition_id=edition_id).values(
        "id", "key", "component__ref", name=F("texts__name"), summary=F("texts__summary"), language=F("texts__language")
    )
    for row in preferred(rows):
        inside = tuple(held[row["component__ref"], row["key"]])
        areas[row["component__ref"]].append(
            AreaOutline(row["key"], row["name"], row["summary"], inside, row["language"])
        )
    found = Component.objects.filter(spoken("texts", "edition"), edition_id=edition_id).values(
        "id", "ref", name=F("texts__name"), summary=F("texts__summary"), language=F("texts__language")
    )
    return tuple(
        ComponentOutline(
            row["ref"],
            row["name"],
            row["summary"],
            tuple(areas[row["ref"]]),
            tuple(held[row["ref"], ""]),
            row["language"],
        )
        for row in preferred(found)
    )


def read_linkages(edition_id: int) -> tuple[LinkageOutline, ...]:
    rows = (
        Linkage.objects.filter(spoken("texts", "note__edition"), note__edition_id=edition_id)
        .order_by("note__position", "position")
        .values("id", "note__ref", "to__ref", why=F("texts__why"), language=F("texts__language"))
    )
    return tuple(
        LinkageOutline(row["note__ref"], row["to__ref"], row["why"], row["language"]) for row in preferred(rows)
    )


def read_terms(edition_id: int) -> tuple[TermOutline, ...]:
    notes: dict[int, list[str]] = defaultdict(list)
    for term_id, ref in Note.objects.filter(terms__edition_id=edition_id).values_list("terms__id", "ref"):
        notes[term_id].append(ref)
    rows = Term.objects.filter(spoken("texts", "edition"), edition_id=edition_id).values(
        "id",
        "key",
        "marked",
        "texts__name",
        "texts__also",
        "texts__definition",
        language=F("texts__language"),
    )
    return tuple(
        TermOutline(
            row["key"],
            row["texts__name"],
            tuple(row["texts__also"]),
            row["texts__definition"],
            tuple(notes[row["id"]]),
            row["marked"],
            row["language"],
        )
        for row in preferred(rows)
    )


def read_phases(edition_id: int) -> tuple[PhaseOutline, ...]:
    notes: dict[int, list[str]] = defaultdict(list)
    for output_id, ref in Note.objects.filter(outputs__phase__edition_id=edition_id).values_list("outputs__id", "ref"):
        notes[output_id].append(ref)
    outputs: dict[int, list[KeyOutputOutline]] = defaultdict(list)
    rows = KeyOutput.objects.filter(spoken("texts", "phase__edition"), phase__edition_id=edition_id).values(
        "id", "key", "phase_id", name=F("texts__name"), what=F("texts__what"), language=F("texts__language")
    )
    for row in preferred(rows):
        output = KeyOutputOutline(row["key"], row["name"], row["what"], tuple(notes[row["id"]]), row["language"])
        outputs[row["phase_id"]].append(output)
    found = Phase.objects.filter(spoken("texts", "edition"), edition_id=edition_id).values(
        "id", "key", name=F("texts__name"), purpose=F("texts__purpose"), language=F("texts__language")
    )
    return tuple(
        PhaseOutline(row["key"], row["name"], row["purpose"], tuple(outputs[row["id"]]), row["language"])
        for row in preferred(found)
    )


def read_starter_actions(edition_id: int) -> tuple[StarterActionOutline, ...]:
    rows = StarterAction.objects.filter(spoken("texts", "edition"), edition_id=edition_id).values(
        "id",
        "key",
        "note__ref",
        "phase__key",
        title=F("texts__title"),
        what=F("texts__what"),
        owner=F("texts__owner"),
        language=F("texts__language"),
    )
    return tuple(
        StarterActionOutline(
            row["key"], row["title"], row["what"], row["owner"], row["note__ref"], row["phase__key"], row["language"]
        )
        for row in preferred(rows)
    )
