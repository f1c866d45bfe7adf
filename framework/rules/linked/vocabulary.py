"""Our vocabulary for the parts of the pattern language (PAS 181 draft, Annex C): each term, and what it means."""

from dataclasses import dataclass

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

TITLE = "Vocabulary of the framework library"
ABOUT = (
    "The parts of a framework written as a pattern language: guidance notes and the linkages between them, instruments"
    " with their criteria and scales, and the phases of a roadmap. Where SKOS or Dublin Core have a word, that is used."
)
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A kind of thing; `under` is the kind in SKOS that it is a case of, where there is one."""

    name: str
    under: str
    meaning: str

    @property
    def kind_of(self) -> str:
        return f"skos:{self.under}" if self.under else ""


@dataclass(frozen=True, slots=True)
class PropertyTerm:
    """What can be said of things whose kind is in `domain`.

    `range` is the kind of thing that it leads to, or what stands there: `text` with its language, `list` in order,
    `integer`, `decimal`, `string`.
    """

    name: str
    domain: tuple[str, ...]
    range: str
    meaning: str

    @property
    def is_text(self) -> bool:
        return self.range == "text"


CLASSES = tuple(
    ClassTerm(*row)
    for row in (
        ("Edition", "ConceptScheme", "One state of a framework. Once published, it stays as it is."),
        ("Component", "Concept", "One of the parts that a framework is made of."),
        ("Area", "Concept", "A part of a component, in which guidance notes stand."),
        ("Note", "Concept", "A guidance note: what a city faces, what it needs, why, and what to do."),
        ("Linkage", "", "An edge from one note to another, with the reason why who reads the first needs the second."),
        ("Recommendation", "", "A piece of advice in a note. One that has parts only leads in to them."),
        ("Document", "", "A document outside the framework that a note names."),
        ("List", "OrderedCollection", "A list in a discussion that is of use by itself; its members are points."),
        ("Point", "Concept", "One entry of such a list. It has a name, or only a text."),
        ("Table", "", "A table in a discussion that is of use by itself, such as pairs of “from” and “to”."),
        ("Row", "", "A row of such a table; its first cell heads it."),
        ("Instrument", "OrderedCollection", "A set of criteria that are scored on one scale; its members are groups."),
        ("Group", "OrderedCollection", "A part of an instrument; its members are criteria, or groups below it."),
        (
            "Criterion",
            "Concept",
            "One thing that a city scores. Its instrument and its notation name it for good.",
        ),
        ("Scale", "OrderedCollection", "The levels that a criterion can be at, lowest first."),
        ("Level", "Concept", "One step of a scale."),
        ("Anchor", "", "What one level looks like for one criterion."),
        ("Term", "Concept", "An entry of the glossary."),
        ("Phase", "Concept", "A phase of a roadmap."),
        ("KeyOutput", "Concept", "What a phase should bring about."),
        ("StarterAction", "Concept", "Something a city can begin with, taken from a note."),
    )
)

PROPERTIES = tuple(
    PropertyTerm(*row)
    for row in (
        ("status", ("Edition",), "string", "Where the edition stands: draft, published or superseded."),
        ("context", ("Note",), "text", "Where the note begins: the situation in which a city reads it."),
        ("need", ("Note",), "text", "The headline need that the note answers. Every note has one."),
        ("discussion", ("Note",), "text", "The discussion as plain text: paragraphs apart by an empty line, points of "
         "lists and rows of tables on lines of their own, cells apart by “ | ”."),
        ("leadIn", ("Note", "List"), "text", "Words that lead in to the recommendations of a note, or to a list."),
        ("recommendation", ("Note",), "Recommendation", "Leads to the recommendations at the top, in no order; see "
         "position."),
        ("part", ("Recommendation",), "Recommendation", "Leads to what stands one step below."),
        ("text", ("Recommendation", "Point", "Anchor"), "text", "What it says."),
        ("isScoredAs", ("Recommendation",), "Criterion", "Leads to the criterion that scores how far it is followed."),
        ("linksTo", ("Note",), "Note", "Leads directly to a note that a linkage leads to. It has a direction: that B4 "
         "links to B5 does not mean that B5 links to B4."),
        ("linkage", ("Note",), "Linkage", "Leads to the linkages that start from the note."),
        ("from", ("Linkage",), "Note", "The note where a linkage starts."),
        ("to", ("Linkage",), "Note", "The note where a linkage ends."),
        ("why", ("Linkage", "Document"), "text", "The few words that give the reason."),
        ("further", ("Note",), "Document", "Leads to documents outside the framework."),
        ("list", ("Note",), "List", "Leads to the lists of the discussion that have a key."),
        ("table", ("Note",), "Table", "Leads to the tables of the discussion that have a key."),
        ("columns", ("Table",), "list", "The heads of the columns, in order."),
        ("row", ("Table",), "Row", "Leads to the rows; see position."),
        ("cells", ("Row",), "list", "The cells of a row, in the order of the columns."),
        ("position", ("Recommendation", "Point", "Row", "Group", "Criterion", "Phase", "KeyOutput", "StarterAction",
         "Note"), "integer", "Its place among its siblings, from 1."),
        ("scale", ("Instrument",), "Scale", "The scale on which its criteria are scored."),
        ("value", ("Level",), "integer", "The number of a level; levels rise by one."),
        ("statement", ("Criterion",), "text", "What is scored: how far does this hold?"),
        ("meaning", ("Criterion",), "text", "What the statement means."),
        ("evidence", ("Criterion",), "text", "What good evidence looks like."),
        ("question", ("Criterion",), "text", "A question to ask in the room."),
        ("anchor", ("Criterion",), "Anchor", "Leads to what some of the levels look like here."),
        ("level", ("Anchor",), "Level", "The level that an anchor describes."),
        ("weight", ("Criterion",), "decimal", "How much it counts beside others; 1 unless the edition says more."),
        ("belongsTo", ("Criterion", "Term", "KeyOutput", "StarterAction"), "Note", "The notes that it belongs to."),
        ("keyOutput", ("Phase",), "KeyOutput", "Leads to what the phase should bring about."),
        ("purpose", ("Phase",), "text", "What the phase is for."),
        ("phase", ("StarterAction",), "Phase", "The phase in which it is best begun."),
        ("owner", ("StarterAction",), "text", "Who typically owns it."),
    )
)  # fmt: skip

RANGES = {
    "text": RDF.langString,
    "string": XSD.string,
    "integer": XSD.integer,
    "decimal": XSD.decimal,
    "list": RDF.List,
}


def new_graph(namespace: str) -> Graph:
    """Return an empty graph that knows the prefixes."""
    graph = Graph(bind_namespaces="none")
    prefixes = {"skos": SKOS, "dct": DCTERMS, "owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD}
    for prefix, known in prefixes.items():
        graph.bind(prefix, known)
    graph.bind("scf", Namespace(namespace))
    return graph


def vocabulary_graph(namespace: str) -> Graph:
    """Return the vocabulary as an ontology of classes and properties."""
    graph, scf = new_graph(namespace), Namespace(namespace)
    whole = URIRef(namespace)
    graph.add((whole, RDF.type, OWL.Ontology))
    graph.add((whole, DCTERMS.title, Literal(TITLE, lang=LANGUAGE)))
    graph.add((whole, DCTERMS.description, Literal(ABOUT, lang=LANGUAGE)))
    for term in CLASSES:
        declare(graph, scf[term.name], term.name, term.meaning, whole)
        graph.add((scf[term.name], RDF.type, OWL.Class))
        if term.under:
            graph.add((scf[term.name], RDFS.subClassOf, SKOS[term.under]))
    for found in PROPERTIES:
        declare(graph, scf[found.name], found.name, found.meaning, whole)
        add_property(graph, scf, found)
    return graph


def declare(graph: Graph, term: URIRef, name: str, meaning: str, whole: URIRef) -> None:
    graph.add((term, RDFS.label, Literal(name, lang=LANGUAGE)))
    graph.add((term, RDFS.comment, Literal(meaning, lang=LANGUAGE)))
    graph.add((term, RDFS.isDefinedBy, whole))


def add_property(graph: Graph, scf: Namespace, found: PropertyTerm) -> None:
    """Say what a property leads from and to. A domain of several kinds is told apart by no reasoner: it is left out."""
    leads_to_things = found.range not in RANGES or found.range == "list"
    graph.add((scf[found.name], RDF.type, OWL.ObjectProperty if leads_to_things else OWL.DatatypeProperty))
    graph.add((scf[found.name], RDFS.range, RANGES.get(found.range, scf[found.range])))
    if len(found.domain) == 1:
        graph.add((scf[found.name], RDFS.domain, scf[found.domain[0]]))
