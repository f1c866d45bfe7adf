"""What tests of linked data share: names, and graphs to compare and to ask."""

import warnings

from rdflib import BNode, Graph, Literal

from framework.models import Edition
from framework.queries.annotated import instruments_of
from framework.queries.guide import guide_of
from framework.rules.linked import EditionFacts, Names, Telling, edition_graph

PORTAL = "https://portal.example"
VOCABULARY = f"{PORTAL}/framework/vocabulary#"
PREFIXES = f"""
PREFIX scf: <{VOCABULARY}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""


def names(key: str = "small") -> Names:
    return Names(f"{PORTAL}/framework/{key}/", VOCABULARY)


def graph_of(edition: Edition) -> Graph:
    """Draw an edition in its own language alone."""
    telling = Telling(edition.language, guide_of(edition), instruments_of(edition))
    return edition_graph(EditionFacts(edition.language), [telling], names(edition.key))


def parsed(content: bytes, form: str) -> Graph:
    """Read a file of linked data, `turtle` or `json-ld`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib reads JSON-LD by a class of its own that will go
        return Graph().parse(data=content, format=form)


def ask(graph: Graph, query: str) -> list[tuple]:
    """Return the rows of an answer as plain Python values."""
    return [tuple(None if cell is None else cell.toPython() for cell in row) for row in graph.query(PREFIXES + query)]


def said(graph: Graph) -> set[tuple]:
    """Return what a graph says, whatever its blank nodes are called: each stands for all that is said of it.

    It tells graphs apart as `rdflib.compare` does where every blank node hangs on one thing, in a second for minutes.
    """

    def whole(node):
        if isinstance(node, BNode):
            return frozenset((p, whole(o)) for p, o in graph.predicate_objects(node))
        return (str(node), node.language, str(node.datatype)) if isinstance(node, Literal) else str(node)

    return {(str(s), str(p), whole(o)) for s, p, o in graph if not isinstance(s, BNode)}
