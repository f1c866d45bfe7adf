"""Adds to a graph what can be said of a thing, always in the same way: the same edition gives the same graph."""

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import DCTERMS, RDF, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from framework.rules.linked.naming import Names


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph in the making, told in one language at a time.

    `own` is the edition's language, `told` that of the outlines now read: words that do not say their language are in
    `told`, unless the same words stand there in `own` already: then they are the fallback.
    """

    graph: Graph
    names: Names
    own: str
    told: str

    def kind(self, thing: Node, *names: str) -> None:
        """Say what a thing is: a kind of our vocabulary, and one of SKOS."""
        scf = self.names.terms
        self.graph.add((thing, RDF.type, scf[names[0]]))
        for name in names[1:]:
            self.graph.add((thing, RDF.type, SKOS[name]))

    def add(self, thing: Node, found: URIRef, to: Node) -> None:
        self.graph.add((thing, found, to))

    def word(self, thing: Node, found: URIRef, text: str, language: str = "") -> None:
        """Say something in words, in their language; nothing where there are none."""
        if not text:
            return
        is_fallback = not language and (thing, found, Literal(text, lang=self.own)) in self.graph
        if not is_fallback:
            self.graph.add((thing, found, Literal(text, lang=language or self.told)))

    def number(self, thing: Node, name: str, value: int) -> None:
        self.graph.add((thing, self.names.terms[name], Literal(value)))

    def plain(self, thing: Node, found: URIRef, text: str) -> None:
        """Say something that is in no language: a key, a reference, a source."""
        if text:
            self.graph.add((thing, found, Literal(text)))

    def members(self, collection: URIRef, things: Sequence[Node]) -> None:
        """Say what an ordered collection holds, in order, and each by itself, which is easier to ask for."""
        for thing in things:
            self.graph.add((collection, SKOS.member, thing))
        self.in_order(collection, SKOS.memberList, things)

    def in_order(self, thing: URIRef, found: URIRef, items: Sequence[Node], language: str = "") -> None:
        """Hang an RDF list on a thing; in another language, it is another list."""
        heads: list[Node] = [BNode(f"{thing} {found} {language} {place}") for place, _ in enumerate(items)]
        self.graph.add((thing, found, heads[0] if heads else RDF.nil))
        for head, after, item in zip(heads, [*heads[1:], RDF.nil], items, strict=True):
            self.graph.add((head, RDF.first, item))
            self.graph.add((head, RDF.rest, after))

    def listed(self, concept: Node) -> None:
        """Put a concept into the edition's scheme, neither at its top nor below another: it has its place elsewhere."""
        self.graph.add((concept, SKOS.inScheme, self.names.edition))

    def in_scheme(self, concept: Node, *, scheme: URIRef | None = None, broader: URIRef | None = None) -> None:
        """Put a concept into the edition's scheme or another, below another concept or at its top."""
        whole = scheme or self.names.edition
        self.graph.add((concept, SKOS.inScheme, whole))
        if broader is not None:
            self.graph.add((concept, SKOS.broader, broader))
            self.graph.add((broader, SKOS.narrower, concept))
        else:
            self.graph.add((concept, SKOS.topConceptOf, whole))
            self.graph.add((whole, SKOS.hasTopConcept, concept))

    def part_of_edition(self, thing: URIRef) -> None:
        self.graph.add((thing, DCTERMS.isPartOf, self.names.edition))
