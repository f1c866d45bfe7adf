"""What becomes of an answer that was given on two pages at once. Pure: three answers in, one out.

Each part is looked at by itself: what a page did not change stays as it is stored, whatever else the page changed.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """All parts of an answer. `state` and `level` are one choice; `target` is a level, `confidence` a word or none."""

    state: str
    level: int | None = None
    target: int | None = None
    confidence: str = ""
    comment: str = ""

    @property
    def choice(self) -> tuple[str, int | None]:
        return self.state, self.level


BLANK = Answer("not_answered")


@dataclass(frozen=True, slots=True)
class Merged:
    """`answer` is to be stored. `replaced` is what was stored, where the choice, the target or the confidence given
    elsewhere is overwritten; `other_comment` the stored comment where it stays, because it is another than both.
    """

    answer: Answer
    replaced: Answer | None
    other_comment: str | None


def merge(seen: Answer, stored: Answer, given: Answer) -> Merged:
    """Bring together what a page showed, what is stored by now, and what the page sends.

    Of choices, targets and confidence changed on both sides the later wins. Of comments neither: the stored one stays,
    for the person to choose, unless the one sent holds all of it.
    """
    is_clash = stored.comment not in (seen.comment, given.comment) and given.comment != seen.comment
    is_clash = is_clash and not says_all_of(given.comment, stored.comment)
    state, level = given.choice if given.choice != seen.choice else stored.choice
    target = given.target if given.target != seen.target else stored.target
    confidence = given.confidence if given.confidence != seen.confidence else stored.confidence
    comment = given.comment if given.comment != seen.comment and not is_clash else stored.comment
    overwrites = any(
        kept != new and kept != known
        for kept, new, known in (
            (stored.choice, (state, level), seen.choice),
            (stored.target, target, seen.target),
            (stored.confidence, confidence, seen.confidence),
        )
    )
    return Merged(
        Answer(state, level, target, confidence, comment),
        stored if overwrites else None,
        stored.comment if is_clash else None,
    )


def says_all_of(text: str, other: str) -> bool:
    """Tell whether a text holds another word for word; “Not now” does not hold “No”."""
    return re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text) is not None
