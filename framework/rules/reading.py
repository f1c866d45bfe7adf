"""Reads an edition's folder: YAML → documents, or every fault in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from framework.rules.document import EditionDocument, EditionFiles, InstrumentDocument, PhasesDocument, ScalesDocument
from framework.rules.faults import Fault, InvalidEdition, Source
from framework.rules.fitting import Parts, fitting_faults
from framework.rules.guidance import ComponentsDocument, GlossaryDocument, NoteDocument, StarterActionsDocument
from framework.rules.mapping_file import MappingDocument
from framework.rules.matching import matching_faults
from framework.rules.messages import Message, _
from framework.rules.reader import Reader
from framework.rules.rewording import reworded, things_in, worded
from framework.rules.shapes import Document, Language, Place
from framework.rules.wording import Said, WordingDocument, said_in

Bases = Callable[[str], EditionFiles | None]
"""Finds the edition that another may extend, by its key. May raise ChainTooLong."""

MAPPING = "mapping.yaml"
LONGEST_PATH = 200
MOST_LANGUAGES = 30
MOST_STEPS = 3
"""How many editions may stand above one, each extended by the next: all of them are read for it."""
RESERVED = ("schema",)
"""Keys that no edition may have: their addresses are taken."""

FOLDER_OF_LANGUAGE = _(
    "a folder of translations is named by the code of its language, such as %(one)s or %(other)s",
    one="fr",
    other="pt-br",
)


class ChainTooLong(Exception):
    """As many editions stand above this one as may; none can extend it."""


def no_bases(key: str) -> None:
    """Find nothing: for editions that must stand by themselves."""


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the folder's YAML files by their path in it; raise InvalidEdition for those that cannot be read."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml"))):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            faults.append(Fault(name, 1, "", _("the file cannot be read: %(reason)s", reason=str(error.strerror))))
    if faults:
        raise InvalidEdition(faults)
    return files


def read_files(files: Mapping[str, bytes], bases: Bases = no_bases) -> EditionFiles:
    """Return the edition that `files` make, by path; raise InvalidEdition naming all faults.

    `bases` finds the edition that this one may extend.
    """
    reader = Reader(files)
    too_long = _("this path is too long")
    reader.faults += [Fault(name, 1, "", too_long) for name in files if len(name) > LONGEST_PATH]
    edition = reader.read("edition.yaml", EditionDocument)
    if edition and edition.document.key in RESERVED:
        message = _("this name is taken by the portal; choose another")
        reader.faults.append(replace(edition.place("key"), message=message))
    extends = edition.document.extends if edition else reader.names_in("wording")
    found = read_extension(reader, edition, bases) if extends else read_whole(reader, edition)
    translations = read_translations(reader, found)
    mapping = reader.read_if_there(MAPPING, MappingDocument)
    reader.faults += reader.not_asked_for()
    if reader.faults or found is None:
        raise InvalidEdition(reader.faults_in_order())
    inherited = {language: dict(words) for language, words in found.translations.items()}
    for language, words in translations.items():
        inherited[language] = inherited.get(language, {}) | words
    return found.model_copy(update={"translations": inherited, "mapping": mapping.document if mapping else None})


def read_whole(reader: Reader, edition: Source[EditionDocument] | None) -> EditionFiles | None:
    """Read an edition that stands by itself, its translations aside."""
    parts = Parts(
        scales=reader.read("scales.yaml", ScalesDocument),
        phases=reader.read("phases.yaml", PhasesDocument),
        instruments=reader.read_folder("instruments", InstrumentDocument),
        components=reader.read_if_there("components.yaml", ComponentsDocument),
        notes=reader.read_folder("notes", NoteDocument),
        glossary=reader.read_if_there("glossary.yaml", GlossaryDocument),
        starters=reader.read_if_there("starter-actions.yaml", StarterActionsDocument),
    )
    parts = replace(parts, unread=frozenset(reader.unread))
    if not reader.names_in("instruments"):
        reader.faults.append(Fault("instruments", 1, "", _("no instrument files (*.yaml) in this folder")))
    reader.faults += fitting_faults(parts)
    if reader.faults or not edition or not parts.scales or not parts.phases:
        return None
    return EditionFiles(
        edition=edition.document,
        scales=parts.scales.document.scales,
        phases=parts.phases.document.phases,
        instruments=tuple(source.document for source in parts.instruments),
        components=parts.components.document.components if parts.components else (),
        notes=tuple(source.document for source in parts.notes),
        terms=parts.glossary.document.terms if parts.glossary else (),
        starter_actions=parts.starters.document.actions if parts.starters else (),
        sources=dict(reader.files),
    )


def read_extension(reader: Reader, edition: Source[EditionDocument] | None, bases: Bases) -> EditionFiles | None:
    """Read an edition that words another one anew, its translations aside."""
    said = read_words(reader, "wording")
    for one in said:
        if one.place == ("edition",):
            reader.faults.append(replace(one.at(), message=_("this stands in %(file)s", file="edition.yaml")))
    base = find_base(reader, edition, bases) if edition else None
    if base:
        reader.faults += matching_faults(base, [one for one in said if len(one.place) > 1], whole=False)
    if reader.faults or not edition or not base:
        return None
    anew = {one.place for one in said if one.given} | {("edition",)}
    kept = {
        language: {place: thing for place, thing in things.items() if place not in anew}
        for language, things in base.translations.items()
    }
    own = {"edition": edition.document, "sources": dict(reader.files), "base": base, "translations": kept}
    return worded(base, said).model_copy(update={**own, "worded": len(anew) - 1})


def find_base(reader: Reader, edition: Source[EditionDocument], bases: Bases) -> EditionFiles | None:
    """Return the edition that this one extends; None, with the fault noted, where that cannot be."""
    key, own = edition.document.extends or "", edition.document
    try:
        base = None if key == own.key else bases(key)
    except ChainTooLong:
        words = _(
            "“%(key)s” builds on %(number)s editions, each on the next, and none can build on it; extend one of these",
            key=key,
            number=MOST_STEPS,
        )
        reader.faults.append(replace(edition.place("extends"), message=words))
        return None
    chain = chain_from(key, base)
    if key == own.key:
        words = _("an edition cannot extend itself")
    elif base is None:
        words = _("there is no edition “%(key)s” here to extend", key=key)
    elif own.key in chain:
        words = _("an edition cannot extend itself: %(way)s", way=way_of([own.key, *chain]))
    elif own.language != base.edition.language:
        language = base.edition.language
        words = _("“%(key)s” is in the language “%(language)s”; this one must be as well", key=key, language=language)
    else:
        return base
    reader.faults.append(replace(edition.place("extends"), message=words))
    return None


def way_of(keys: Sequence[str]) -> str:
    """Say how editions extend one another, each the next."""

    def longer(way: str, key: str) -> str:
        # Translators: both are keys of editions; the other one may extend a third: “a extends b extends c”
        return _("%(edition)s extends %(other)s", edition=key, other=way)

    return reduce(longer, reversed(keys))


def chain_from(key: str, base: EditionFiles | None) -> list[str]:
    """Return the key of an edition, and of those that it builds on."""
    chain = [key]
    while base and base.edition.extends:
        base = base.base
        chain += [base.edition.key] if base else []
    return chain


def read_words(reader: Reader, folder: str) -> list[Said]:
    """Read all words by reference that stand in a folder."""
    return [said for source in reader.read_folder(folder, WordingDocument) for said in said_in(source)]


def read_translations(reader: Reader, found: EditionFiles | None) -> dict[str, dict[Place, Document]]:
    """Read all that is translated, by language: each thing whole, in the shape of its own document."""
    translations: dict[str, dict[Place, Document]] = {}
    languages = sorted({name.split("/")[1] for name in reader.names_in("translations") if name.count("/") > 1})
    if len(languages) > MOST_LANGUAGES:
        words = _(
            "there are %(number)s languages here; an edition may be translated into at most %(most)s",
            number=len(languages),
            most=MOST_LANGUAGES,
        )
        reader.faults.append(Fault("translations", 1, "", words))
    for language in languages:
        folder = f"translations/{language}"
        said = read_words(reader, folder)
        if wrong := language_that_fails(language, found):
            reader.faults.append(Fault(folder, 1, "", wrong))
        if found:
            reader.faults += matching_faults(found, said, whole=True)
            things = things_in(found)
            translations[language] = {
                one.place: reworded(things[one.place], one.given) for one in said if one.given and one.place in things
            }
    return translations


def language_that_fails(language: str, found: EditionFiles | None) -> Message | None:
    """Return what is wrong with the name of a folder of translations; nothing where it is right."""
    try:
        TypeAdapter(Language).validate_python(language)
    except ValidationError:
        return FOLDER_OF_LANGUAGE
    return _("this is the edition’s own language") if found and language == found.edition.language else None
