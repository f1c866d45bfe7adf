"""Answers as rows that can be taken out, one row an answer, so that nobody can be told from them. Pure.

The rows are made of counts that the minimum-group rule has let through, never of anybody's answers: no row says whose
it is, and nothing joins the answers of one person over criteria, neither a number nor their order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.results import CriterionResult
from assessments.rules.tally import Tally

STATES = ("dont_know", "not_applicable", "not_answered")
"""The answers without a level, in the order in which they stand behind those with one."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer: its state, its level counted from 0 for the lowest, and the part of the breakdown it stands in.

    Without a level where it is not rated; without a part where that may not be told.
    """

    state: str
    level: int | None = None
    part: int | None = None


def rows_of(result: CriterionResult) -> Iterator[AnswerRow]:
    """Return the answers to one criterion, by level, then by part; none where its figures are withheld.

    A part is told of ratings alone, and only where the breakdown shows it with its coverage: how many of it rated is
    that coverage again. What is left over holds the minimum group or nothing. Answers without a level are few, and are
    told of everybody together.
    """
    if result.figures is None:
        return
    whole = result.figures.tally
    for level, people in enumerate(whole.levels):
        left = people
        for part, figures in enumerate(result.parts):
            if figures and figures.coverage is not None:
                left -= figures.tally.levels[level]
                yield from (AnswerRow("rated", level, part) for _ in range(figures.tally.levels[level]))
        yield from (AnswerRow("rated", level) for _ in range(left))
    yield from without_level(whole)


def rows_of_everybody(tally: Tally) -> Iterator[AnswerRow]:
    """Return answers that may be shown by level alone, without the part that they stand in."""
    for level, people in enumerate(tally.levels):
        yield from (AnswerRow("rated", level) for _ in range(people))
    yield from without_level(tally)


def without_level(tally: Tally) -> Iterator[AnswerRow]:
    for state in STATES:
        yield from (AnswerRow(state) for _ in range(getattr(tally, state)))
