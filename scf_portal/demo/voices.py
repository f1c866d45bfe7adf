"""What the demo city’s leaders answer. Pure: the same input gives the same answers on every machine.

Chance comes from SHA-256 over stable names and is counted in integers, so no machine or Python changes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import floor
from typing import Literal

from scf_portal.demo.data import Person
from scf_portal.demo.opinions import AssessmentVoice, Comment, Opinion

TOP_LEVEL = 4
# Most of a person's view of a statement lasts from one assessment to the next; the squares add up to 1.
LASTING, FRESH = 0.8, 0.6
# Shares of people: who names a target and says how sure they are, who aims lower than most.
TELL_TARGET, TELL_CONFIDENCE, AIM_LOWER = 0.8, 0.9, 0.25
# The share of statements on which most aim below the top level.
AIM_BELOW_TOP = 0.6
# Above these parts of a chance somebody is sure, or fairly sure; who cannot know guesses more often.
SURE, FAIRLY_SURE, GUESSING = 0.55, 0.15, 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """`level` counts from 0 on the practice scale and is None unless rated."""

    state: Literal["rated", "dont_know", "not_applicable"]
    level: int | None
    comment: str = ""


def answers(
    people: Sequence[Person], assessment: AssessmentVoice, refs: Sequence[str]
) -> dict[tuple[str, str], Answer]:
    """Answers by e-mail and ref; what is absent was not answered.

    `refs` are in the order in which people answer: some stop half-way. Raises KeyError for a ref the demo has
    no opinion on.
    """
    opinions = {ref: assessment.opinion(ref) for ref in refs}
    comments = {(comment.who, comment.ref): comment for comment in assessment.comments}
    given = {}
    for person in people:
        for ref in reached(person, assessment, refs):
            comment = comments.get((person.handle, ref))
            given[person.email, ref] = commented(comment) if comment else answer(person, assessment, ref, opinions[ref])
    return given


def reached(person: Person, assessment: AssessmentVoice, refs: Sequence[str]) -> Sequence[str]:
    """The statements this person has answered so far, in order."""
    if person.handle in assessment.never_started:
        return ()
    skipped = assessment.skipped.get(person.handle, ())
    return [ref for ref in refs[: assessment.stopped_after.get(person.handle)] if ref not in skipped]


def commented(comment: Comment) -> Answer:
    """The answer that a comment fixes, so that words and level never contradict each other."""
    if isinstance(comment.answer, int):
        return Answer("rated", comment.answer, comment.says)
    return Answer(comment.answer, None, comment.says)


def answer(person: Person, assessment: AssessmentVoice, ref: str, opinion: Opinion) -> Answer:
    """One answer without a comment: what the camp says, moved by temper of sector and person, scattered."""
    if any(person.is_of(audience) for audience in opinion.not_applicable):
        return Answer("not_applicable", None)
    sure = opinion.technical and person.knows_technology
    if not sure and chance("knows", person.email, ref) < opinion.dont_know:
        return Answer("dont_know", None)
    temper = assessment.sector_temper[person.organisation.sector] + person.temper
    scatter = LASTING * noise(person.email, ref) + FRESH * noise(person.email, ref, assessment.key)
    exact = opinion.middle(person.organisation) + temper + opinion.spread * scatter
    return Answer("rated", min(TOP_LEVEL, max(0, floor(exact + 0.5))))


def beside(person: Person, ref: str, answer: Answer, opinion: Opinion) -> tuple[int | None, str]:
    """The level to reach and how sure the person is, where these are asked; None and "" where nothing is said.

    Most aim at the fourth or the fifth level, a few lower; nobody below where they see the city now.
    """
    target = None
    if answer.level is not None and chance("aims", person.email, ref) < TELL_TARGET:
        lower = chance("lower", person.email, ref) < AIM_LOWER
        target = max(answer.level, TOP_LEVEL - (chance("ambition", ref) < AIM_BELOW_TOP) - lower)
    if answer.state != "rated" or chance("says how sure", person.email, ref) > TELL_CONFIDENCE:
        return target, ""
    guess = chance("sure", person.email, ref) - (GUESSING if opinion.technical and not person.knows_technology else 0)
    return target, "high" if guess > SURE else "medium" if guess > FAIRLY_SURE else "low"


def chance(*names: str) -> float:
    """A number from 0 up to, not including, 1, fixed by the names; all are equally likely."""
    return int.from_bytes(digest(names)[:4], "big") / 2**32


def noise(*names: str) -> float:
    """A number around 0 with standard deviation 1, fixed by the names: the sum of twelve chances, less 6."""
    found = digest(names)
    return sum(int.from_bytes(found[at : at + 2], "big") for at in range(0, 24, 2)) / 2**16 - 6


def digest(names: Sequence[str]) -> bytes:
    return sha256("|".join(names).encode()).digest()
