"""How well an entry fits: names far above what it is about, that above the rest; words above forms above corrections.

Queries are put together from terms; nothing that was typed is ever parsed.
"""

from collections.abc import Iterator, Sequence

from tantivy import Occur, Query

from framework.queries.searching.asking import Wanted
from framework.queries.searching.entries import Kind
from framework.queries.searching.index import KIND, WHOLE, SearchIndex, stems_of

PARTS = {"name": 12.0, "also": 8.0, "lead": 3.0, "rest": 1.0}
"""What a word counts by the part that it stands in."""

WHOLE_NAME = 6.0
PHRASE = 0.5
"""What it adds that the words are an entire name, or follow each other; the latter times the weight of the part."""

KINDS = {Kind.NOTE: 2.0, Kind.CRITERION: 1.0, Kind.TERM: 1.2}
MEANING = 4.0
"""What the kinds count beside each other, and what a term counts more where a meaning is asked."""

TIE = 0.1
"""What a word's other places count beside its best one."""


def weighed(index: SearchIndex, words: Sequence[Wanted], least: int, *, asks_meaning: bool) -> Query:
    """Return the query for entries that hold at least so many of the words."""
    each = [(Occur.Should, weighed_word(index, word)) for word in words]
    fitting = [(Occur.Must, Query.boolean_query(each, least)), *extras(index, words)]
    by_kind = []
    for kind, weight in KINDS.items():
        only = Query.const_score_query(Query.term_query(index.schema, KIND, kind), 0)
        more = MEANING if asks_meaning and kind is Kind.TERM else 1.0
        by_kind.append(
            (Occur.Should, Query.boost_query(Query.boolean_query([(Occur.Must, only), *fitting]), weight * more))
        )
    return Query.boolean_query(by_kind)


def weighed_word(index: SearchIndex, word: Wanted) -> Query:
    """Return the query for one word: its best place counts, the others a little."""
    places = []
    for part, weight in PARTS.items():
        for field, terms in ((part, word.words), (stems_of(part), word.stems)):
            for term, share in terms.items():
                places.append(Query.boost_query(Query.term_query(index.schema, field, term), weight * share))
    return Query.disjunction_max_query(places, TIE)


def extras(index: SearchIndex, words: Sequence[Wanted]) -> Iterator[tuple[Occur, Query]]:
    """Yield what makes an entry fit better, by the stems in the order in which they were typed."""
    for language in index.languages:
        stems = [language.stem(word.typed) for word in words]
        whole = Query.term_query(index.schema, WHOLE, " ".join(stems))
        yield Occur.Should, Query.const_score_query(whole, WHOLE_NAME)
        if len(stems) > 1:
            for part, weight in PARTS.items():
                phrase = Query.phrase_query(index.schema, stems_of(part), [*stems])
                yield Occur.Should, Query.boost_query(phrase, PHRASE * weight)
