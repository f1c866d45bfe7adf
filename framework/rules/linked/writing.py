"""Writes a graph down: as Turtle, and as JSON-LD that a program can read as plain JSON. The same graph, the same bytes.

rdflib's own JSON-LD has no order that stays the same, and leaves blank nodes loose; so it is written here.
"""

import json
import re
from typing import Any

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from framework.rules.linked.vocabulary import PROPERTIES, RANGES

DIGITS = re.compile(r"([0-9]+)")
WORDS = {"@container": "@language"}
THING = {"@type": "@id"}
WELL_KNOWN: dict[str, dict[str, str]] = {
    "skos:prefLabel": WORDS,
    "skos:altLabel": WORDS,
    "skos:definition": WORDS,
    "dct:title": WORDS,
    "dct:description": WORDS,
    "dct:rights": WORDS,
    "owl:versionInfo": WORDS,
    "rdfs:label": WORDS,
    "rdfs:comment": WORDS,
    "skos:inScheme": THING,
    "skos:topConceptOf": THING,
    "skos:hasTopConcept": THING,
    "skos:broader": THING,
    "skos:narrower": THING,
    "skos:member": THING,
    "skos:memberList": THING | {"@container": "@list"},
    "dct:conformsTo": THING,
    "dct:isPartOf": THING,
    "dct:replaces": THING,
    "dct:isReplacedBy": THING,
    "rdfs:subClassOf": THING,
    "rdfs:isDefinedBy": THING,
    "rdfs:domain": THING,
    "rdfs:range": THING,
}
"""What stands under the words of others. Those that are missing here hold plain strings."""


def turtle_of(graph: Graph) -> bytes:
    return graph.serialize(format="turtle", encoding="utf-8")


def jsonld_of(graph: Graph) -> bytes:
    """Return the graph with its things in the order of their names; those without one stand inside."""
    writer = Writer(graph)
    named = {subject for subject in graph.subjects() if isinstance(subject, URIRef)}
    things = [writer.thing(subject) for subject in sorted(named, key=counted)]
    document = {"@context": context_of(graph), "@graph": things}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def context_of(graph: Graph) -> dict[str, Any]:
    """Return what the keys of the document mean; our own terms need no prefix."""
    prefixes = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    ours = {found.name: {"@id": f"scf:{found.name}"} | shape_of(found.range) for found in PROPERTIES}
    return {"@version": 1.1, "id": "@id", "type": "@type", "@vocab": prefixes["scf"], **prefixes, **ours, **WELL_KNOWN}


def shape_of(range_: str) -> dict[str, str]:
    if range_ == "text":
        return WORDS
    if range_ == "decimal":
        return {"@type": "xsd:decimal"}
    return THING if range_ not in RANGES else {}


class Writer:
    """Turns the things of one graph into JSON."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.scf = dict(graph.namespaces())["scf"]

    def thing(self, subject: Node) -> dict[str, Any]:
        """Return a thing with all that is said of it."""
        found: dict[str, Any] = {"id": str(subject)} if isinstance(subject, URIRef) else {}
        for predicate in sorted(set(self.graph.predicates(subject)), key=self.place):
            values = sorted(self.graph.objects(subject, predicate), key=counted)
            if predicate == RDF.type:
                found["type"] = single(sorted(map(self.short, values)))
            elif isinstance(values[0], Literal) and values[0].language:
                found[self.short(predicate)] = by_language(values)
            else:
                found[self.short(predicate)] = single([self.value(value, predicate) for value in values])
        return found

    def place(self, predicate: Node) -> tuple[bool, str]:
        """Tell the order of what is said: first what a thing is."""
        return predicate != RDF.type, self.short(predicate)

    def short(self, name: Node) -> str:
        """Return a name of a vocabulary as the document writes it: ours bare, others with their prefix."""
        text = str(name)
        if text.startswith(self.scf):
            return text.removeprefix(self.scf)
        return self.graph.namespace_manager.qname(text)

    def value(self, value: Node, predicate: Node) -> Any:
        if isinstance(value, URIRef):
            return [] if value == RDF.nil else str(value)
        if isinstance(value, BNode):
            return self.listed(value, predicate) if (value, RDF.first, None) in self.graph else self.thing(value)
        return literal(value)

    def listed(self, head: BNode, predicate: Node) -> Any:
        """Return an RDF list: bare where the context says that one stands there."""
        items = list(Collection(self.graph, head))
        if "@container" in WELL_KNOWN.get(self.short(predicate), {}):
            return [str(item) for item in items]
        return {"@list": [literal(item) for item in items]}


def counted(node: Node) -> list[str | tuple[int, str]]:
    """Return a key to sort by, in which B2 comes before B10."""
    pieces = DIGITS.split(str(node))
    return [number(piece) if at % 2 else piece for at, piece in enumerate(pieces)]


def number(digits: str) -> tuple[int, str]:
    """Return a key by which digits stand as their numbers do; `int` would read 4,300 of them at most."""
    written = digits.lstrip("0")
    return len(written), written


def literal(value: Node) -> Any:
    """Return a literal that stands by itself: an integer, a decimal as it is written, words with their language."""
    if not isinstance(value, Literal):
        message = f"{value!r} is no literal"
        raise TypeError(message)
    if value.language:
        return {"@language": value.language, "@value": str(value)}
    return int(value) if value.datatype == XSD.integer else str(value)


def by_language(values: list[Node]) -> dict[str, Any]:
    """Return words under their language: one, or several where there are several."""
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(str(getattr(value, "language", None)), []).append(str(value))
    return {language: single(words) for language, words in found.items()}


def single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
