"""The index of an edition's texts, in memory: small, quick to build, kept by each process while its edition stays.

Words are prepared here, one by one in the language of their text, so tantivy only has to part them at spaces.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tantivy import Document, Index, Schema, SchemaBuilder, Searcher

from framework.models import Edition
from framework.queries.annotated import read_instruments
from framework.queries.guide import read_guide
from framework.queries.languages import reading_languages
from framework.queries.searching.entries import Entry, Kind, entries_of
from framework.queries.searching.language import Language, language
from framework.rules.words import words_in

SMALLEST_HEAP = 15_000_000  # bytes; tantivy takes no less

PARTS = ("name", "also", "lead", "rest")
"""The parts of an entry that are weighed differently; each is a field of words and a field of stems."""

KIND, WHOLE, AT = "kind", "whole", "at"


@dataclass(frozen=True)
class SearchIndex:
    """Everything that a search of one edition needs.

    `words` are all that stand in its texts, as they are compared, with how often; `spelt` says how they are written.
    `by_ref` leads from a reference in small letters to places in `entries`.
    """

    entries: tuple[Entry, ...]
    index: Index
    schema: Schema
    languages: tuple[Language, ...]
    words: Mapping[str, int]
    spelt: Mapping[str, str]
    stems: frozenset[str]
    by_ref: Mapping[str, tuple[int, ...]]

    @cached_property
    def searcher(self) -> Searcher:
        return self.index.searcher()

    @cached_property
    def sorted_words(self) -> list[str]:
        return sorted(self.words)

    def plain(self, word: str) -> str:
        """Return a word as it is compared, which is the same in every language."""
        return language("").plain(word)

    def stems_for(self, word: str) -> set[str]:
        """Return the stems of a word that stand in the texts."""
        return {language.stem(word) for language in self.languages} & self.stems


def index_of(edition: Edition) -> SearchIndex:
    """Return the index of an edition in the reader's language. No query once a process has built it."""
    return build_index(edition.pk, edition.digest, edition.status, reading_languages())


@lru_cache(maxsize=8)
def build_index(edition_id: int, digest: str, status: str, languages: tuple[str, ...]) -> SearchIndex:
    """Read and index an edition; `digest`, `status` and `languages` name what is kept."""
    named = (edition_id, digest, status, languages)
    return indexed(entries_of(read_guide(*named), read_instruments(*named)))


def indexed(entries: tuple[Entry, ...]) -> SearchIndex:
    """Index entries."""
    schema = search_schema()
    index = Index(schema)
    lexicon = Lexicon()
    writer = index.writer(SMALLEST_HEAP, 1)
    for at, entry in enumerate(entries):
        writer.add_document(document(at, entry, lexicon))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return SearchIndex(
        entries=entries,
        index=index,
        schema=schema,
        languages=tuple(language(code) for code in dict.fromkeys(entry.language for entry in entries)),
        words=lexicon.words,
        spelt=lexicon.spelt,
        stems=frozenset(lexicon.stems),
        by_ref=places_by_ref(entries),
    )


def search_schema() -> Schema:
    builder = SchemaBuilder()
    for part in PARTS:
        builder.add_text_field(part, tokenizer_name="whitespace")
        builder.add_text_field(stems_of(part), tokenizer_name="whitespace")
    builder.add_text_field(KIND, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(WHOLE, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(AT, fast=True)
    return builder.build()


def stems_of(part: str) -> str:
    """Return the name of the field that holds the stems of a part."""
    return f"{part}_stems"


class Lexicon:
    """Collects the words of the entries, and prepares them."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.spelt: dict[str, str] = {}
        self.stems: set[str] = set()
        self._forms: dict[tuple[str, str], tuple[str, str]] = {}

    def prepare(self, text: str, code: str) -> tuple[str, str]:
        """Return the words of a text as they are compared, and their stems, both parted by spaces."""
        forms = [self.forms(word.group(), code) for word in words_in(text)]
        return " ".join(plain for plain, _ in forms), " ".join(stem for _, stem in forms)

    def forms(self, word: str, code: str) -> tuple[str, str]:
        """Return a word as it is compared, and its stem."""
        if (word, code) not in self._forms:
            self._forms[word, code] = language(code).plain(word), language(code).stem(word)
            self.spelt.setdefault(self._forms[word, code][0], word.lower())
            self.stems.add(self._forms[word, code][1])
        plain, stem = self._forms[word, code]
        self.words[plain] += 1
        return plain, stem


def document(at: int, entry: Entry, lexicon: Lexicon) -> Document:
    """Return what the index holds of an entry."""
    texts = {
        "name": [entry.name],
        "also": entry.also,
        "lead": [entry.lead.text],
        "rest": [passage.text for passage in entry.rest],
    }
    prepared = Document()
    prepared.add_unsigned(AT, at)
    prepared.add_text(KIND, entry.kind)
    for part in PARTS:
        for text in texts[part]:
            plain, stems = lexicon.prepare(text, entry.language)
            prepared.add_text(part, plain)
            prepared.add_text(stems_of(part), stems)
            if part in ("name", "also"):
                prepared.add_text(WHOLE, stems)
    return prepared


def places_by_ref(entries: Iterable[Entry]) -> Mapping[str, tuple[int, ...]]:
    """Return where notes and criteria stand, by reference; a term has none."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, entry in enumerate(entries):
        if entry.kind != Kind.TERM:
            places[entry.ref.lower()].append(at)
    return {ref: tuple(found) for ref, found in places.items()}
