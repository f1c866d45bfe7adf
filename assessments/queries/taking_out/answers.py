"""Answers to take out, one row each: without names from counts alone, with names from a named assessment."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from assessments.models import Carried, Confidence, Rating, RatingState, Round
from assessments.queries.counting import evidence_until, ratings_until
from assessments.queries.findings import Findings
from assessments.queries.taking_out.table import Row, Table
from assessments.rules.answers_out import AnswerRow, rows_of, rows_of_everybody
from cities.models import Sector
from framework.rules.outline import CriterionOutline, InstrumentOutline

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
    """Return a row an answer with who gave it: of a named assessment alone. Three queries at most."""
    if not round_.assessment.is_named:
        message = f"round {round_.pk} is confidential: its answers have no names"
        raise ValueError(message)
    criteria = {item.outline.id: (one.outline, item.outline) for one in found for item in one.all_criteria}
    rows = (
        ratings_until(round_)
        .filter(criterion__in=criteria)
        .select_related("participant__member__user", "participant__organisation", "round")
        .order_by("criterion__instrument__key", "criterion__ref", "participant__member__user__name", "round__number")
    )
    evidence = evidence_behind_each(round_) if round_.assessment.asks_evidence else {}
    given: dict[tuple[int, int], list[Rating]] = {}
    for row in rows:
        given.setdefault((row.criterion_id, row.participant.person_id), []).append(row)
    for ratings in given.values():
        # who says nothing in a later round stays with what they said before
        said = [rating for rating in ratings if has_said(rating)]
        *earlier, last = said or ratings[:1]
        outline, item = criteria[last.criterion_id]
        for record, rating in [*(("earlier", rating) for rating in earlier), ("answer", last)]:
            yield named_row(record, rating, outline, item, edition, evidence.get(rating.pk, ("", "")))


def has_said(rating: Rating) -> bool:
    said = rating.state != RatingState.NOT_ANSWERED or bool(rating.comment)
    return said and rating.carried != Carried.TO_CONFIRM


def named_row(
    record: str,
    rating: Rating,
    outline: InstrumentOutline,
    item: CriterionOutline,
    edition: str,
    evidence: tuple[Any, Any],
) -> Row:
    """Write an answer down; one that was carried over and is not confirmed yet is none."""
    who = rating.participant
    about = (record, edition, outline.key, item.ref, item.title, rating.round.number)
    person = (who.member.user.name, who.organisation.name, who.sector)
    if rating.carried == Carried.TO_CONFIRM:
        return (*about, RatingState.NOT_ANSWERED.value, *([""] * (2 + len(BESIDE))), *person, "")
    return (
        *about,
        str(rating.state),
        *level_of(rating.level, outline),
        *level_of(rating.target, outline),
        rating.confidence,
        *evidence,
        *person,
        rating.comment,
    )


def evidence_behind_each(round_: Round) -> dict[int, tuple[int, str]]:
    """Return how much evidence is behind each answer, and the date of the newest. One query."""
    rows = (
        evidence_until(round_).values_list("rating_id").annotate(number=Count("pk"), newest=Max("dated_on")).order_by()
    )
    return {rating: (number, newest.isoformat() if newest else "") for rating, number, newest in rows}


def record_meanings() -> dict[str, str]:
    return {
        "answer": _("An answer that counts in the figures"),
        "earlier": _("An answer of an earlier round; what was said later counts in its place"),
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
