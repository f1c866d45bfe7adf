"""What can be taken out of a revealed round: its answers, its comments, and what every column and word means.

Without names, all comes from the results that the minimum-group rule has let through.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Carried, Rating, RatingState, Round
from assessments.queries.counting import ratings_until
from assessments.queries.findings import Findings, findings_of
from assessments.queries.results import freeze_results
from assessments.rules.answers_out import rows_of
from cities.models import Sector
from framework.rules.outline import InstrumentOutline

ANSWER = ("record", "instrument", "criterion", "title", "state", "level", "level_label")
COLUMNS = (*ANSWER, "sector", "comment")
NAMED_COLUMNS = (*ANSWER, "person", "organisation", "sector", "comment")


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A table of answers with its codebook; `rows` makes the rows anew each time it is called."""

    title: str
    city: str
    closed_on: str
    minimum_group: int
    is_named: bool
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[Any, ...]]]
    codebook: tuple[tuple[Any, ...], ...]


def taken_out(round_: Round, *, with_names: bool) -> TakenOut:
    """Return a revealed round to be taken out; the names only of a named assessment."""
    frozen = freeze_results(round_)
    findings = [findings_of(frozen, outline) for outline in frozen.instruments]
    with_names = with_names and round_.assessment.is_named
    return TakenOut(
        title=round_.assessment.title,
        city=round_.city.name,
        closed_on=frozen.round.closed_on.isoformat(),
        minimum_group=frozen.round.minimum_group,
        is_named=with_names,
        columns=NAMED_COLUMNS if with_names else COLUMNS,
        rows=(lambda: named_rows(round_, frozen.instruments)) if with_names else (lambda: rows_without_names(findings)),
        codebook=codebook(frozen.instruments, NAMED_COLUMNS if with_names else COLUMNS),
    )


def rows_without_names(found: Iterable[Findings]) -> Iterator[tuple[Any, ...]]:
    """Return a row an answer, criterion by criterion, then a row a comment; comments stand beside nothing else."""
    for findings in found:
        levels, lowest = findings.outline.levels, findings.outline.lowest
        parts = ["+".join(sectors) for sectors in findings.results.parts]
        for item in findings.all_criteria:
            named = (findings.outline.key, item.outline.ref, item.outline.title)
            for row in rows_of(item.result):
                level = ("", "") if row.level is None else (row.level + lowest, levels[row.level].label)
                sector = "" if row.part is None else parts[row.part]
                yield ("answer", *named, row.state, *level, sector, "")
            for comment in item.comments:
                yield ("comment", *named, "", "", "", "", comment)


def named_rows(round_: Round, outlines: Sequence[InstrumentOutline]) -> Iterator[tuple[Any, ...]]:
    """Return a row an answer with who gave it: of a named assessment alone."""
    if not round_.assessment.is_named:
        message = f"round {round_.pk} is confidential: its answers have no names"
        raise ValueError(message)
    criteria = {item.id: (outline, item) for outline in outlines for item in outline.all_criteria}
    rows = (
        ratings_until(round_)
        .filter(criterion__in=criteria)
        .select_related("participant__member__user", "participant__organisation")
        .order_by("criterion__instrument__key", "criterion__ref", "participant__member__user__name", "round__number")
    )
    last: dict[tuple[int, int], Rating] = {}
    for row in rows:
        # who says nothing in a later round stays with what they said before
        said = (row.state != RatingState.NOT_ANSWERED or row.comment) and row.carried != Carried.TO_CONFIRM
        key = (row.criterion_id, row.participant.person_id)
        if said or key not in last:
            last[key] = row
    for rating in last.values():
        outline, item = criteria[rating.criterion_id]
        state, level, comment = rating.state, rating.level, rating.comment
        if rating.carried == Carried.TO_CONFIRM:
            state, level, comment = RatingState.NOT_ANSWERED.value, None, ""
        label = "" if level is None else outline.levels[level - outline.lowest].label
        who = rating.participant
        yield (
            "answer", outline.key, item.ref, item.title, str(state), "" if level is None else level, label,
            who.member.user.name, who.organisation.name, who.sector, comment,
        )  # fmt: skip


def codebook(outlines: Iterable[InstrumentOutline], columns: Iterable[str]) -> tuple[tuple[Any, ...], ...]:
    """Return what each column, state, sector, level and criterion means: kind, instrument, code, meaning."""
    meanings = column_meanings()
    rows: list[tuple[Any, ...]] = [("column", "", name, meanings[name]) for name in columns]
    rows += [("state", "", state.value, str(state.label)) for state in RatingState]
    rows += [("sector", "", sector.value, str(sector.label)) for sector in Sector]
    for outline in outlines:
        rows += [("level", outline.key, level.value, f"{level.label}: {level.descriptor}") for level in outline.levels]
        rows += [("criterion", outline.key, item.ref, item.statement) for item in outline.all_criteria]
    return tuple(rows)


def column_meanings() -> dict[str, str]:
    return {
        "record": _("“answer” for an answer, “comment” for a comment, which stands beside no answer"),
        "instrument": _("Key of the instrument"),
        "criterion": _("Reference of the criterion in its instrument"),
        "title": _("Short title of the criterion"),
        "state": _("State of the answer; only “rated” has a level"),
        "level": _("Value of the level chosen"),
        "level_label": _("Name of the level chosen"),
        "sector": _("Sector, or several joined by +; empty where it could tell who answered"),
        "person": _("Who answered"),
        "organisation": _("Organisation of who answered, as it was when they were asked"),
        "comment": _("Comment, as it was written"),
    }
