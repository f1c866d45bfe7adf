"""What somebody who typed a few words may mean by them, in the words of one edition. It has no syntax."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from framework.queries.searching.index import SearchIndex
from framework.rules.words import allowance, nearest, words_in

LONGEST_QUERY = 200
MOST_WORDS = 12

STEM, COMPLETED, CORRECTED = 0.8, 0.4, 0.5
"""What a form, a word that goes on, and a word spelt otherwise count beside the word itself."""

SHORTEST_BEGINNING = 3
MOST_COMPLETIONS = 40
MOST_SUGGESTIONS = 3
ALIKE = 0.6  # of difflib, from 0 to 1
ENDING = 3  # letters; forms of a word differ in them, misspellings before them

_AROUND = "[](){}<>.,;:?!\"'“”„‘’«»"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that was typed, with the words and stems of the edition that it stands for and what each counts.

    `instead` are words of the edition that are meant where it has the word in no form.
    """

    typed: str
    words: Mapping[str, float]
    stems: Mapping[str, float]
    instead: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.words or self.stems)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the words that say something, and the places of entries that were named by reference."""

    wanted: tuple[Wanted, ...]
    referred: tuple[int, ...]
    asks_meaning: bool


def cleaned(text: str) -> str:
    """Return what is searched of what was typed: as much as is reasonable, without what cannot be shown."""
    text = text[: 10 * LONGEST_QUERY].encode(errors="replace").decode()
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST_QUERY].strip()


def understood(index: SearchIndex, text: str) -> Asked:
    """Return what a cleaned text asks for."""
    tokens = text.split()
    referred = places_named(index, tokens)
    # 1.a.1 is no three words
    rest = " ".join(token for token in tokens if "." not in (ref := bare(token)) or ref not in index.by_ref)
    words = [word.group() for word in words_in(rest)]
    telling = [word for word in words if all(language.is_telling(word) for language in index.languages)]
    chosen = list(dict.fromkeys(telling or words))[:MOST_WORDS]
    unfinished = words[-1] if words and rest.endswith(words[-1]) else ""
    return Asked(
        wanted=tuple(wanted(index, word, unfinished=word == unfinished) for word in chosen),
        referred=referred,
        asks_meaning=any(
            index.plain(word) in language.asking_meaning for language in index.languages for word in words
        ),
    )


def bare(token: str) -> str:
    """Return a token as references are compared."""
    return token.strip(_AROUND).lower()


def places_named(index: SearchIndex, tokens: list[str]) -> tuple[int, ...]:
    """Return the places of what the tokens name: `B5`, `[B5]`, `1.a.1`; of one alone also what it holds, such as `1.a`.

    A letter among others is a reference only in brackets: “a smart city” is not about the note [A].
    """
    alone = len(tokens) == 1
    places: list[int] = []
    for token in tokens:
        ref = bare(token)
        if alone or len(ref) > 1 or token.startswith("["):
            places += index.by_ref.get(ref, ())
        if alone and ref:
            places += [at for other, found in index.by_ref.items() if other.startswith(f"{ref}.") for at in found]
    return tuple(dict.fromkeys(places))


def wanted(index: SearchIndex, word: str, *, unfinished: bool) -> Wanted:
    """Return what a word stands for. One that the edition does not know goes on in one that it does, or is misspelt."""
    plain, stems = index.plain(word), index.stems_for(word)
    longer = completions(index, plain) if unfinished else ()
    if plain in index.words or stems:
        same = {plain: 1.0} if plain in index.words else {}
        near = () if same or longer else misspelt_forms(index, plain, stems)
        instead = tuple(index.spelt[other] for other in near)
        return Wanted(word, dict.fromkeys(longer, COMPLETED) | same, dict.fromkeys(stems, STEM), instead)
    if longer:
        return Wanted(word, dict.fromkeys(longer, COMPLETED), {})
    near = nearest(plain, index.words, allowance(plain))
    if unfinished and not near and allowance(plain):
        near = misspelt_beginnings(index, plain)
    meant = {stem for other in near for stem in index.stems_for(other)}
    instead = tuple(index.spelt[other] for other in near)
    return Wanted(word, dict.fromkeys(near, CORRECTED), dict.fromkeys(meant, CORRECTED * STEM), instead)


def completions(index: SearchIndex, beginning: str) -> tuple[str, ...]:
    """Return the words of the edition that begin so, the most frequent ones where there are many."""
    if len(beginning) < SHORTEST_BEGINNING:
        return ()
    first = bisect_left(index.sorted_words, beginning)
    found = []
    for other in index.sorted_words[first:]:
        if not other.startswith(beginning):
            break
        found.append(other)
    return tuple(sorted((word for word in found if word != beginning), key=index.words.__getitem__)[-MOST_COMPLETIONS:])


def misspelt_forms(index: SearchIndex, word: str, stems: set[str]) -> tuple[str, ...]:
    """Return the words of the edition that a word has its stem and its ending from, but not its letters.

    “procurment” has the stem of “procurement”, as “visions” has that of “vision”: only the former is misspelt.
    """
    near = nearest(word, index.words, allowance(word))
    return tuple(other for other in near if other[-ENDING:] == word[-ENDING:] and stems & index.stems_for(other))


def misspelt_beginnings(index: SearchIndex, beginning: str) -> tuple[str, ...]:
    """Return the words of the edition that begin almost so, the most frequent ones."""
    longer = [word for word in index.words if len(word) > len(beginning)]
    near = set(nearest(beginning, {word[: len(beginning)] for word in longer}, allowance(beginning)))
    found = [word for word in longer if word[: len(beginning)] in near]
    return tuple(sorted(found, key=index.words.__getitem__, reverse=True)[:MOST_SUGGESTIONS])


def suggestions(index: SearchIndex, text: str, wanted: Iterable[Wanted]) -> tuple[str, ...]:
    """Return the text with words of the edition in the place of the first that it does not know."""
    for one in wanted:
        if not one.is_known:
            close = get_close_matches(index.plain(one.typed), index.words, MOST_SUGGESTIONS, ALIKE)
            return tuple(text.replace(one.typed, index.spelt[other], 1) for other in close)
    return ()
