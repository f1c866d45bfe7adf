"""The figures of each statement to take out, one row a round: those that the results pages show, and no other."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.queries.taking_out.table import Row, Table, rounded
from assessments.rules.roll_up import Figures
from framework.rules.outline import InstrumentOutline

COUNTED = ("rated", "dont_know", "not_applicable", "not_answered")
FIGURES = ("score", "median", "modes", "quartile_low", "quartile_high", "consensus", "coverage")
BESIDE = (
    "target",
    "confidence_told",
    "confidence_sure",
    "evidence",
    "evidence_newest",
    "evidence_oldest",
    "evidence_due",
)


def statements_table(findings: Iterable[Findings], edition: str) -> Table:
    """Return the figures of all statements that anybody was asked."""
    asked = [item for item in findings if item.is_asked]
    return Table(
        name="statements",
        title=_("Statements"),
        holds=_("The figures of each statement, one row a round, as the results show them."),
        columns=column_meanings(),
        rows=lambda: statement_rows(asked, edition),
        is_empty=not asked,
        codes={
            "record": {
                "result": _("The figures that the results show"),
                "earlier": _("The figures of an earlier round"),
                "withheld": _("Withheld: too few people answered"),
            }
        },
    )


def statement_rows(found: Iterable[Findings], edition: str) -> Iterator[Row]:
    for findings in found:
        outline = findings.outline
        for item in findings.all_criteria:
            about = (edition, outline.key, item.factor.ref, item.outline.ref, item.outline.title)
            nothing = ("",) * len(BESIDE)
            for number, figures in item.earlier.items():
                yield ("earlier", *about, number, *figure_cells(figures, outline), *nothing)
            if item.figures is None:
                yield ("withheld", *about, "", *([""] * (len(COUNTED) + len(FIGURES))), *nothing)
            else:
                yield ("result", *about, item.round, *figure_cells(item.figures, outline), *beside(item, outline))


def figure_cells(figures: Figures, outline: InstrumentOutline) -> tuple[Any, ...]:
    """Return counts and figures; levels by their value, which may lie between two."""
    tally, lowest = figures.tally, outline.lowest
    quartiles = figures.quartiles or (None, None)
    return (
        *(getattr(tally, name) for name in COUNTED),
        rounded(figures.score),
        rounded(None if figures.median is None else figures.median + lowest),
        "+".join(str(level + lowest) for level in figures.modes),
        *(rounded(None if level is None else level + lowest) for level in quartiles),
        rounded(figures.consensus, 4),
        rounded(figures.coverage, 4),
    )


def beside(item: CriterionFinding, outline: InstrumentOutline) -> tuple[Any, ...]:
    """Return what was said beside the levels, as far as the results show it."""
    target = rounded(None if item.target is None else item.target + outline.lowest)
    sure = ("", "") if item.confidences is None else (sum(item.confidences), item.confidences[-1])
    evidence = item.evidence
    if evidence is None:
        return (target, *sure, "", "", "", "")
    days = (day.isoformat() if day else "" for day in (evidence.newest, evidence.oldest))
    return (target, *sure, evidence.number, *days, evidence.expired)


def column_meanings() -> dict[str, str]:
    return {
        "record": _("What the row is"),
        "edition": _("Key of the edition whose words were asked"),
        "instrument": _("Key of the instrument"),
        "group": _("Reference of the part that the criterion belongs to"),
        "criterion": _("Reference of the criterion in its instrument"),
        "title": _("Short title of the criterion"),
        "round": _("Number of the round"),
        "rated": _("How many people chose a level"),
        "dont_know": _("How many people did not know"),
        "not_applicable": _("How many people said that it does not apply"),
        "not_answered": _("How many people who were asked did not answer"),
        "score": _("Score of the answers, from 0 to 100, whatever was agreed since"),
        "median": _("Median of the levels, by their value; it can fall between two levels"),
        "modes": _("Level that most people chose, by its value; where there are several, all of them joined by +"),
        "quartile_low": _("Level from which the middle half of the ratings begins"),
        "quartile_high": _("Level at which the middle half of the ratings ends"),
        "consensus": _("Consensus, from 0 to 1; empty where too few people rated"),
        "coverage": _("Share of those asked who chose a level, from 0 to 1"),
        "target": _("Median of the levels that people named as target, where enough did"),
        "confidence_told": _("How many people said how sure they are, where enough did"),
        "confidence_sure": _("How many of these are sure"),
        "evidence": _("Number of pieces of evidence, of all rounds together"),
        "evidence_newest": _("Date of the newest piece of evidence that has one"),
        "evidence_oldest": _("Date of the oldest piece of evidence that has one"),
        "evidence_due": _("How many pieces were due for another look when the round closed"),
    }
