"""Turns what a shelf holds into what the API answers."""

from dataclasses import asdict, dataclass
from typing import Any

from framework.queries.annotated import AnnotatedInstrument
from framework.queries.linked import Kin
from framework.rules.guide import ComponentOutline, Guide, LinkageOutline, NoteOutline, PhaseOutline, TermOutline
from framework.rules.linked import Names
from framework.rules.linked.plain import plain_discussion
from framework.rules.outline import CriterionOutline, GroupOutline
from framework.views.api import schemas
from framework.views.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of one edition; `url` is its address in the API, without a slash at the end."""

    names: Names
    url: str

    def edition_facts(self, guide: Guide) -> dict[str, Any]:
        """Return what both the list of editions and an edition by itself tell."""
        file = self.names.contents.rstrip("/")
        return {
            "id": self.names.contents,
            "url": self.url,
            "key": guide.edition,
            "name": guide.name,
            "version": guide.version,
            "status": guide.status,
            "source": guide.source,
            "notice": guide.notice,
            "turtle": f"{file}.ttl",
            "json_ld": f"{file}.jsonld",
            "language": guide.language,
        }

    def edition(self, shelf: Shelf, kin: Kin) -> schemas.EditionDetail:
        guide = shelf.guide
        counts = schemas.Counts(
            notes=len(guide.notes),
            linkages=len(guide.linkages),
            instruments=len(shelf.instruments),
            criteria=len(guide.criteria),
            terms=len(guide.terms),
            phases=len(guide.phases),
        )
        return schemas.EditionDetail(
            **self.edition_facts(guide),
            replaces=kin.replaces,
            replaced_by=list(kin.replaced_by),
            counts=counts,
            components=[self.component(component) for component in guide.components],
        )

    def component(self, component: ComponentOutline) -> schemas.Component:
        areas = [
            schemas.Area(
                id=self.names.area(area.key),
                key=area.key,
                name=area.name,
                summary=area.summary,
                notes=[note.ref for note in area.notes],
                language=area.language,
            )
            for area in component.areas
        ]
        return schemas.Component(
            id=self.names.component(component.ref),
            ref=component.ref,
            name=component.name,
            summary=component.summary,
            areas=areas,
            notes=[note.ref for note in component.notes],
            language=component.language,
        )

    def note_facts(self, note: NoteOutline) -> dict[str, Any]:
        """Return what both the list of notes and a note by itself tell."""
        return {
            "id": self.names.note(note.ref),
            "url": f"{self.url}/notes/{note.ref}",
            "ref": note.ref,
            "name": note.name,
            "component": note.component,
            "area": note.area or None,
            "need": note.need,
            "language": note.language,
        }

    def note_summary(self, note: NoteOutline, guide: Guide) -> schemas.NoteSummary:
        leads_to = [linkage.end for linkage in guide.leading_from(note.ref)]
        return schemas.NoteSummary(**self.note_facts(note), links_to=leads_to)

    def note(self, note: NoteOutline, guide: Guide) -> schemas.NoteDetail:
        return schemas.NoteDetail(
            **self.note_facts(note),
            source=note.source,
            context=note.context,
            discussion=list(note.discussion),
            discussion_text=plain_discussion(note.discussion),
            recommendations=note.recommendations,
            links_to=[self.linkage(edge, guide.by_ref[edge.end]) for edge in guide.leading_from(note.ref)],
            linked_from=[self.linkage(edge, guide.by_ref[edge.start]) for edge in guide.leading_to(note.ref)],
            criteria=[
                schemas.CriterionName(
                    id=self.names.criterion(criterion.instrument, criterion.ref),
                    url=self.criterion_url(criterion.instrument, criterion.ref),
                    instrument=criterion.instrument,
                    ref=criterion.ref,
                    title=criterion.title,
                    statement=criterion.statement,
                    language=criterion.language,
                )
                for criterion in guide.criteria_of(note.ref)
            ],
            further=list(note.further),
        )

    def linkage(self, edge: LinkageOutline, other: NoteOutline) -> schemas.Linkage:
        address = f"{self.url}/notes/{other.ref}"
        return schemas.Linkage(ref=other.ref, name=other.name, why=edge.why, url=address, language=edge.language)

    def instrument_facts(self, instrument: AnnotatedInstrument) -> dict[str, Any]:
        outline = instrument.outline
        return {
            "id": self.names.instrument(outline.key),
            "url": f"{self.url}/instruments/{outline.key}",
            "key": outline.key,
            "name": outline.name,
            "summary": outline.summary,
            "source": outline.source,
            "criteria": len(instrument.helps),
            "levels": [schemas.Level(**asdict(level)) for level in outline.levels],
        }

    def instrument(self, instrument: AnnotatedInstrument) -> schemas.InstrumentDetail:
        outline = instrument.outline
        groups = [self.group(outline.key, group) for group in outline.groups]
        facts = self.instrument_facts(instrument)
        return schemas.InstrumentDetail(**facts, part=outline.part, parts=outline.parts, groups=groups)

    def group(self, instrument: str, group: GroupOutline) -> schemas.Group:
        return schemas.Group(
            id=self.names.group(instrument, group.ref),
            ref=group.ref,
            name=group.name,
            summary=group.summary,
            source=group.source,
            criteria=[criterion.ref for criterion in group.criteria],
            groups=[self.group(instrument, below) for below in group.groups],
        )

    def criterion_url(self, instrument: str, ref: str) -> str:
        return f"{self.url}/instruments/{instrument}/criteria/{ref}"

    def criterion(self, instrument: AnnotatedInstrument, group: str, criterion: CriterionOutline) -> schemas.Criterion:
        key, found = instrument.outline.key, instrument.helps[criterion.ref]
        return schemas.Criterion(
            id=self.names.criterion(key, criterion.ref),
            url=self.criterion_url(key, criterion.ref),
            instrument=key,
            group=group,
            ref=criterion.ref,
            title=criterion.title,
            statement=criterion.statement,
            meaning=found.meaning,
            evidence=found.evidence,
            question=found.question,
            anchors=[schemas.Anchor(value=value, text=text) for value, text in found.anchors.items()],
            notes=[note.ref for note in found.notes],
            weight=criterion.weight,
            source=criterion.source,
            language=criterion.language,
        )

    def term(self, term: TermOutline) -> schemas.Term:
        return schemas.Term(
            id=self.names.term(term.key),
            key=term.key,
            name=term.name,
            also=list(term.also),
            definition=term.definition,
            notes=list(term.notes),
            language=term.language,
        )

    def phase(self, phase: PhaseOutline, guide: Guide) -> schemas.Phase:
        outputs = [
            schemas.KeyOutput(
                id=self.names.output(phase.key, output.key),
                key=output.key,
                name=output.name,
                what=output.what,
                notes=list(output.notes),
                language=output.language,
            )
            for output in phase.outputs
        ]
        actions = [
            schemas.StarterAction(
                id=self.names.action(action.key),
                key=action.key,
                title=action.title,
                what=action.what,
                owner=action.owner,
                note=action.note,
                language=action.language,
            )
            for action in guide.actions_in(phase.key)
        ]
        return schemas.Phase(
            id=self.names.phase(phase.key),
            key=phase.key,
            name=phase.name,
            purpose=phase.purpose,
            outputs=outputs,
            starter_actions=actions,
            language=phase.language,
        )
