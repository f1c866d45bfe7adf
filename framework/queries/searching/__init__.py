"""Full-text search in the library: over the notes, criteria and terms of one edition, never of another."""

from framework.queries.searching.asking import LONGEST_QUERY
from framework.queries.searching.entries import Entry, Kind
from framework.queries.searching.index import SearchIndex, index_of
from framework.queries.searching.search import Found, Hit, search

__all__ = ["LONGEST_QUERY", "Entry", "Found", "Hit", "Kind", "SearchIndex", "index_of", "search"]
