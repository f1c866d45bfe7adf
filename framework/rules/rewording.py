"""Puts words by reference into an edition: what comes out has the same structure, references and weights."""

from collections.abc import Iterable, Mapping
from typing import Any

from framework.rules.document import EditionFiles
from framework.rules.guidance import RecommendationDocument, RecommendationsDocument
from framework.rules.shapes import Document, Place
from framework.rules.wording import Said, given_in

Things = dict[Place, Document]
"""Everything of an edition that has words, by the place where a file of wording has them."""


def things_in(files: EditionFiles) -> Things:
    """Return everything of an edition that has words."""
    found: Things = {("edition",): files.edition}
    for scale in files.scales:
        found["scales", scale.key] = scale
        found |= {("scales", scale.key, str(level.value)): level for level in scale.levels}
    for phase in files.phases:
        found["phases", phase.key] = phase
        found |= {("phases", phase.key, "outputs", output.key): output for output in phase.outputs}
    for component in files.components:
        found["components", component.ref] = component
        found |= {("components", component.ref, "areas", area.key): area for area in component.areas}
    for instrument in files.instruments:
        found["instruments", instrument.key] = instrument
        for group in instrument.holders:
            found["instruments", instrument.key, "groups", group.ref] = group
            found |= {("instruments", instrument.key, "criteria", item.ref): item for item in group.criteria}
    for note in files.notes:
        found["notes", note.ref] = note
        found |= {("notes", note.ref, "linkages", linkage.to): linkage for linkage in note.linkages}
    found |= {("glossary", term.key): term for term in files.terms}
    return found | {("starter-actions", action.key): action for action in files.starter_actions}


def reworded(thing: Document, given: Mapping[str, Any]) -> Document:
    """Return a thing with the words that it is given; what it is not given stays."""
    update = {name: words_for(getattr(thing, name), value) for name, value in given.items()}
    return thing.model_copy(update=update)


def words_for(old: Any, given: Any) -> Any:
    """Return what one part of a thing becomes."""
    if isinstance(old, RecommendationsDocument):
        lead = given.lead if "lead" in given.model_fields_set else old.lead
        return old.model_copy(update={"lead": lead, "items": tuple(advice(item, given.items) for item in old.items)})
    if isinstance(old, Document):
        return old.model_copy(update=given_in(given))
    if isinstance(old, dict):
        return dict(sorted((old | given).items()))
    return given


def advice(old: RecommendationDocument, given: Mapping[str, str]) -> RecommendationDocument:
    items = tuple(advice(item, given) for item in old.items)
    return old.model_copy(update={"text": given.get(old.ref, old.text), "items": items})


def rebuilt(part: Any, given: Mapping[int, Mapping[str, Any]]) -> Any:
    """Return a document with all that lies in it, worded anew; `given` holds the words by the identity of a thing."""
    if isinstance(part, tuple):
        return tuple(rebuilt(item, given) for item in part)
    if not isinstance(part, Document):
        return part
    inner = {name: getattr(part, name) for name in type(part).model_fields}
    update = {name: rebuilt(value, given) for name, value in inner.items() if isinstance(value, tuple | Document)}
    return reworded(part.model_copy(update=update), given.get(id(part), {}))


def worded(files: EditionFiles, said: Iterable[Said]) -> EditionFiles:
    """Return an edition with the words of `said` in it. All of it must be there."""
    things = things_in(files)
    whole: EditionFiles = rebuilt(files, {id(things[one.place]): one.given for one in said})
    return whole
