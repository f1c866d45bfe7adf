"""Every statement of an assessment in one table, filtered and sorted as a reader asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding, evidence_order


class Show(StrEnum):
    """Which statements."""

    ALL = "all"
    DISCUSS = "discuss"
    GAP = "gap"
    AGREED = "agreed"
    NOT_AGREED = "not-agreed"
    ASKED_AGAIN = "asked-again"


class Sort(StrEnum):
    """In which order; what has no figure comes last."""

    FRAMEWORK = "framework"
    SCORE = "score"
    CONSENSUS = "consensus"
    COVERAGE = "coverage"
    GAP = "gap"
    EVIDENCE = "evidence"


SHOW_WORDS = {
    Show.ALL: _("All statements"),
    Show.DISCUSS: _("Worth a conversation"),
    Show.GAP: _("With a gap to the target"),
    Show.AGREED: _("Agreed"),
    Show.NOT_AGREED: _("Not agreed yet"),
    Show.ASKED_AGAIN: _("Asked again in a later round"),
}
SORT_WORDS = {
    Sort.FRAMEWORK: _("As in the framework"),
    Sort.SCORE: _("Weakest first"),
    Sort.CONSENSUS: _("Least agreement first"),
    Sort.COVERAGE: _("Least known first"),
    Sort.GAP: _("Largest gap first"),
    Sort.EVIDENCE: _("Least evidence first"),
}

KEPT: dict[Show, Callable[[CriterionFinding], bool]] = {
    Show.ALL: lambda finding: True,
    Show.DISCUSS: lambda finding: bool(finding.result.reasons),
    Show.GAP: lambda finding: (finding.gap or 0) > 0,
    Show.AGREED: lambda finding: finding.result.agreed is not None,
    Show.NOT_AGREED: lambda finding: finding.result.agreed is None,
    Show.ASKED_AGAIN: lambda finding: finding.movement is not None,
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A statement with the findings of the instrument it belongs to."""

    findings: Findings
    finding: CriterionFinding


def rows_of(found: Iterable[Findings], *, group: str, show: Show, sort: Sort) -> list[TableRow]:
    """Return the statements of a top group, “instrument:ref”, or of all; of those, which and in which order."""
    rows = [
        TableRow(findings, finding)
        for findings in found
        for finding in findings.all_criteria
        if group in ("", f"{findings.outline.key}:{finding.factor.ref}") and KEPT[show](finding)
    ]
    return sorted(rows, key=lambda row: order_of(row.finding, sort))


def order_of(finding: CriterionFinding, sort: Sort) -> tuple[object, ...]:
    """Return what to sort by, smallest first."""
    if sort == Sort.EVIDENCE:
        return (finding.evidence is None, *evidence_order(finding))
    figures = finding.figures
    figure = {
        Sort.FRAMEWORK: 0,
        Sort.SCORE: finding.score,
        Sort.CONSENSUS: figures.consensus if figures else None,
        Sort.COVERAGE: figures.coverage if figures else None,
        Sort.GAP: None if finding.gap is None else -finding.gap,
    }[sort]
    return (figure is None, figure or 0)
