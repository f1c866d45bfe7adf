"""What each part of an edition is called in linked data: the address at which people read it."""

from dataclasses import dataclass

from rdflib import Namespace, URIRef


@dataclass(frozen=True, slots=True)
class Names:
    """`contents` is the address of the edition's contents, with its slash; `vocabulary` that of our vocabulary's terms.

    Both begin with the portal's own address, and all else follows from them: a name stays as long as the portal does.
    """

    contents: str
    vocabulary: str

    @property
    def terms(self) -> Namespace:
        return Namespace(self.vocabulary)

    @property
    def edition(self) -> URIRef:
        return URIRef(self.contents)

    @property
    def glossary(self) -> URIRef:
        return URIRef(f"{self.contents}glossary/")

    def component(self, ref: str) -> URIRef:
        return URIRef(f"{self.contents}#component-{ref}")

    def area(self, key: str) -> URIRef:
        return URIRef(f"{self.contents}#area-{key}")

    def note(self, ref: str) -> URIRef:
        return URIRef(f"{self.contents}notes/{ref}/")

    def linkage(self, start: str, end: str) -> URIRef:
        return URIRef(f"{self.note(start)}#to-{end}")

    def recommendation(self, note: str, ref: str) -> URIRef:
        return URIRef(f"{self.note(note)}#r-{ref}")

    def block(self, note: str, key: str) -> URIRef:
        """Return the name of a list or table of a discussion."""
        return URIRef(f"{self.note(note)}#k-{key}")

    def entry(self, note: str, key: str, number: str) -> URIRef:
        """Return the name of a point of a list, or of a row of a table. Point 2 below point 1 has the number `1.2`."""
        return URIRef(f"{self.block(note, key)}.{number}")

    def instrument(self, key: str) -> URIRef:
        return URIRef(f"{self.contents}instruments/{key}/")

    def scale(self, instrument: str) -> URIRef:
        return URIRef(f"{self.instrument(instrument)}#scale")

    def level(self, instrument: str, value: int) -> URIRef:
        return URIRef(f"{self.instrument(instrument)}#level-{value}")

    def group(self, instrument: str, ref: str) -> URIRef:
        return URIRef(f"{self.instrument(instrument)}#g-{ref}")

    def criterion(self, instrument: str, ref: str) -> URIRef:
        return URIRef(f"{self.instrument(instrument)}#c-{ref}")

    def term(self, key: str) -> URIRef:
        return URIRef(f"{self.glossary}#t-{key}")

    def phase(self, key: str) -> URIRef:
        return URIRef(f"{self.contents}phases/#phase-{key}")

    def output(self, phase: str, key: str) -> URIRef:
        return URIRef(f"{self.contents}phases/#output-{phase}.{key}")

    def action(self, key: str) -> URIRef:
        return URIRef(f"{self.contents}phases/#action-{key}")
