"""Words in a text: where they stand, and how far one is from another. Pure; of no language in particular."""

import re
from collections.abc import Collection, Iterator

# What parts words, so that everything else belongs to one: letters of every script, their marks, digits, joiners.
_PARTING = (
    r"\s\x00-\x1f!-/:-@\[-`{-~\x7f-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf×÷،؛؟।॥"
    r"\u2000-\u200b\u200e-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\uff00-\uff0f\U0001f000-\U0001faff"
)
# the s of “city’s” is no word
_WORD = re.compile(rf"(?:(?<!['’])|(?!s(?:[{_PARTING}]|$)))[^{_PARTING}]+")

CLOSE, VERY_LONG = 4, 8
"""From how many letters on a word may be one letter away from what was meant, and from how many on two."""


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Find the words of a text in order, with their places."""
    return _WORD.finditer(text)


def distance(one: str, other: str) -> int:
    """How many letters to put in, take out, change or swap with the next one. Source: Damerau 1964, no letter twice."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, with_ in enumerate(other, 1):
            changed = last[column - 1] + (letter != with_)
            steps = min(changed, last[column] + 1, here[-1] + 1)
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == with_ != letter:
                steps = min(steps, before[column - 2] + 1)
            here.append(steps)
        before, last = last, here
    return last[-1]


def allowance(word: str) -> int:
    """How many letters a word may be away from what was meant."""
    return (len(word) >= CLOSE) + (len(word) >= VERY_LONG)


def nearest(word: str, known: Collection[str], most: int) -> tuple[str, ...]:
    """Return the known words that are closest, at most so far away: several where they are equally close."""
    letters, found, best = set(word), [], most
    for other in known:
        # each step changes the two sets by two letters at most, which is quicker to see than the distance
        if abs(len(other) - len(word)) <= best and len(letters.symmetric_difference(other)) <= 2 * best:
            steps = distance(word, other)
            if steps < best:
                found, best = [other], steps
            elif steps == best:
                found.append(other)
    return tuple(found)
