"""An edition as linked data: its guide and instruments in, an RDF graph out, and the graph written down.

Concepts and collections are those of SKOS; for the parts of the pattern there is a vocabulary of our own.
"""

from framework.rules.linked.edition import EditionFacts, Telling, edition_graph
from framework.rules.linked.naming import Names
from framework.rules.linked.vocabulary import CLASSES, PROPERTIES, vocabulary_graph
from framework.rules.linked.writing import jsonld_of, turtle_of

__all__ = [
    "CLASSES",
    "PROPERTIES",
    "EditionFacts",
    "Names",
    "Telling",
    "edition_graph",
    "jsonld_of",
    "turtle_of",
    "vocabulary_graph",
]
