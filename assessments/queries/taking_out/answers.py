"""Answers to take out, one row each: without names from counts alone, with names from a named assessment."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from assessments.models import Carried, Confidence, RatingState, Round
from assessments.queries.counting import evidence_until, ratings_until
from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.queries.taking_out.table import Row, Table
from assessments.rules.answers_out import AnswerRow, rows_of, rows_of_everybody
from cities.models import Sector
from framework.rules.outline import InstrumentOutline

ANSWER = ("record", "edition", "instrument", "criterion", "title", "round", "state", "level", "level_label")
COLUMNS = (*ANSWER, "sector", "comment")
BESIDE = ("target", "target_label", "confidence", "evidence", "evidence_newest")
NAMED_COLUMNS = (*ANSWER, *BESIDE, "person", "organisation", "sector", "comment")


def answers_table(round_: Round, findings: Sequence[Findings], edition: str, *, with_names: bool) -> Table:
    """Return the answers of everybody; `with_names` is heard of a named assessment alone."""
    meanings = column_meanings()
    return Table(
        name="answers",
        title=_("Answers"),
        holds=_("One row an answer, then the comments. What an earlier round said is marked as such."),
        columns={name: meanings[name] for name in (NAMED_COLUMNS if with_names else COLUMNS)},
        rows=(lambda: named_rows(round_, findings, edition))
        if with_names
        else (lambda: rows_without_names(findings, edition)),
        is_empty=not any(item.is_asked for item in findings),
        codes={
            "record": record_meanings(),
            "state": {state.value: str(state.label) for state in RatingState},
            "sector": {sector.value: str(sector.label) for sector in Sector},
            **({"confidence": {item.value: str(item.label) for item in Confidence}} if with_names else {}),
        },
    )


def rows_without_names(found: Iterable[Findings], edition: str) -> Iterator[Row]:
    """Return a row an answer, criterion by criterion, then a row a comment; comments stand beside nothing else.

    Of an earlier round no sector is told: held against the later one, it could tell who answered in between.
    """
    for findings in found:
        outline, sectors = findings.outline, ["+".join(names) for names in findings.results.parts]
        for item in findings.all_criteria:
            about = (edition, outline.key, item.outline.ref, item.outline.title)
            for number, figures in item.earlier.items():
                for row in rows_of_everybody(figures.tally):
                    yield ("earlier", *about, number, *answer_cells(row, outline), "", "")
            for row in rows_of(item.result):
                sector = "" if row.part is None else sectors[row.part]
                yield ("answer", *about, item.round, *answer_cells(row, outline), sector, "")
            for comment in item.comments:
                yield ("comment", *about, "", "", "", "", "", comment)


def answer_cells(row: AnswerRow, outline: InstrumentOutline) -> tuple[Any, ...]:
    return row.state, *level_of(None if row.level is None else row.level + outline.lowest, outline)


def level_of(value: int | None, outline: InstrumentOutline) -> tuple[Any, Any]:
    """Return the value of a level with its name."""
    return ("", "") if value is None else (value, outline.levels[value - outline.lowest].label)


def named_rows(round_: Round, found: Iterable[Findings], edition: str) -> Iterator[Row]:
    """Return a row an answer with who gave it: of a named assessment alone. Two queries at most.

    What counts is what counts in the figures: all that was said in one round, that of the finding.
    """
    if not round_.assessment.is_named:
        message = f"round {round_.pk} is confidential: its answers have no names"
        raise ValueError(message)
    asked = {item.outline.id: (one.outline, item) for one in found for item in one.all_criteria}
    rows = (
        ratings_until(round_)
        .filter(criterion__in=asked)
        .order_by("criterion__instrument__key", "criterion__ref", "participant__member__user__name", "round__number")
        .values_list(*GIVEN)
    )
    evidence = evidence_behind_each(round_) if round_.assessment.asks_evidence else {}
    for values in rows.iterator(chunk_size=2000):
        given = Given(*values)
        outline, item = asked[given.criterion]
        if given.round == item.round or given.says_something:
            yield named_row(given, outline, item, edition, evidence.get(given.rating, ("", "")))


GIVEN = (
    "pk",
    "criterion_id",
    "round__number",
    "state",
    "level",
    "target",
    "confidence",
    "carried",
    "comment",
    "participant__member__user__name",
    "participant__organisation__name",
    "participant__sector",
)


class Given(NamedTuple):
    """What one person answered to one criterion in one round: the columns of `GIVEN`."""

    rating: int
    criterion: int
    round: int
    state: str
    level: int | None
    target: int | None
    confidence: str
    carried: str
    comment: str
    person: str
    organisation: str
    sector: str

    @property
    def is_to_confirm(self) -> bool:
        """Whether it was carried over and is not confirmed yet: then it is none."""
        return self.carried == Carried.TO_CONFIRM

    @property
    def says_something(self) -> bool:
        return (self.state != RatingState.NOT_ANSWERED or bool(self.comment)) and not self.is_to_confirm


def named_row(
    given: Given, outline: InstrumentOutline, item: CriterionFinding, edition: str, evidence: tuple[Any, Any]
) -> Row:
    """Write an answer down, as it counts in the figures."""
    record = "answer" if given.round == item.round else "earlier" if given.round < item.round else "later"
    about = (record, edition, outline.key, item.outline.ref, item.outline.title, given.round)
    person = (given.person, given.organisation, given.sector)
    if given.is_to_confirm:
        return (*about, RatingState.NOT_ANSWERED.value, *([""] * (2 + len(BESIDE))), *person, "")
    return (
        *about,
        given.state,
        *level_of(given.level, outline),
        *level_of(given.target, outline),
        given.confidence,
        *evidence,
        *person,
        given.comment,
    )


def evidence_behind_each(round_: Round) -> dict[int, tuple[int, str]]:
    """Return how much evidence is behind each answer, and the date of the newest. One query."""
    rows = (
        evidence_until(round_).values_list("rating_id").annotate(number=Count("pk"), newest=Max("dated_on")).order_by()
    )
    return {rating: (number, newest.isoformat() if newest else "") for rating, number, newest in rows}


def record_meanings() -> dict[str, str]:
    return {
        "answer": _("An answer of the round that counts in the figures"),
        "earlier": _("An answer of an earlier round; those of a later one count in its place"),
        "later": _("An answer of a later round that too few gave for it to count"),
        "comment": _("A comment, which stands beside no answer"),
    }


def column_meanings() -> dict[str, str]:
    return {
        "record": _("What the row is"),
        "edition": _("Key of the edition whose words were asked"),
        "instrument": _("Key of the instrument"),
        "criterion": _("Reference of the criterion in its instrument"),
        "title": _("Short title of the criterion"),
        "round": _("Number of the round in which it was answered; empty for a comment without a name"),
        "state": _("State of the answer; only “rated” has a level"),
        "level": _("Value of the level chosen"),
        "level_label": _("Name of the level chosen"),
        "target": _("Value of the level that they think the city should reach"),
        "target_label": _("Name of the level that they think the city should reach"),
        "confidence": _("How sure they are of their own answer"),
        "evidence": _("Number of pieces of evidence behind the answer"),
        "evidence_newest": _("Date of the newest piece of evidence that has one"),
        "sector": _("Sector, or several joined by +; empty where it could tell who answered"),
        "person": _("Who answered"),
        "organisation": _("Organisation of who answered, as it was when they were asked"),
        "comment": _("Comment, as it was written"),
    }
