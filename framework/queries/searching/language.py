"""What a language does to words: what their forms have in common, and which say nothing by themselves."""

from functools import lru_cache
from unicodedata import normalize

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# the languages that tantivy can stem, under its names for them; it has stop words for some
STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
NO_STOP_WORDS = frozenset({"arabic", "greek", "romanian", "tamil", "turkish"})

ASKING_MEANING = {
    "en": frozenset({"what", "define", "defined", "definition", "mean", "means", "meaning", "explain"}),
}
"""Words with which people ask what something means."""

ASKING = {
    "en": frozenset(
        {"which", "who", "whom", "how", "when", "where", "why", "do", "does", "can", "should"}
        | {"i", "you", "we", "our", "your", "about", "from"}
    ),
}
"""Words of other questions."""

LONGEST_WORD = 60


class Language:
    """How words of one language are compared. Its two forms of a word are without accents and in small letters."""

    def __init__(self, code: str) -> None:
        base = code.partition("-")[0]
        name = STEMMED.get(base)
        self.asking_meaning = ASKING_MEANING.get(base, frozenset())
        self.asking = ASKING.get(base, frozenset()) | self.asking_meaning
        self._plain = analyser()
        self._stem = analyser(Filter.stemmer(name)) if name else self._plain
        self._telling = analyser(Filter.stopword(name)) if name and name not in NO_STOP_WORDS else self._plain

    def plain(self, word: str) -> str:
        """Return the word itself."""
        return analysed(self._plain, word)

    def stem(self, word: str) -> str:
        """Return what the forms of the word have in common, such as `polici` of “policies” and “policy”."""
        return analysed(self._stem, word)

    def is_telling(self, word: str) -> bool:
        """Whether a word says something by itself, unlike “the” or “how”."""
        return bool(analysed(self._telling, word)) and self.plain(word) not in self.asking


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    """Return how the words of a language are compared: one that tantivy cannot stem by the words themselves."""
    return Language(code)


def analyser(*filters: Filter) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase())
    for one in filters:
        builder = builder.filter(one)
    return builder.filter(Filter.ascii_fold()).build()


def analysed(words: TextAnalyzer, word: str) -> str:
    return "".join(words.analyze(normalize("NFKC", word[:LONGEST_WORD])))
