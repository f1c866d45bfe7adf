"""What can be taken out of a revealed round, as tables: answers, figures, what was agreed, what reviewers say.

Without names, all comes from the results that the minimum-group rule has let through: no table tells more than a page.
"""

from dataclasses import dataclass

from assessments.models import Round
from assessments.queries.findings import findings_of
from assessments.queries.results import freeze_results
from assessments.queries.taking_out.answers import answers_table
from assessments.queries.taking_out.codebook import codebook_of
from assessments.queries.taking_out.positions import positions_table
from assessments.queries.taking_out.review import review_table
from assessments.queries.taking_out.statements import statements_table
from assessments.queries.taking_out.table import Table


@dataclass(frozen=True, slots=True)
class TakenOut:
    """All tables of an assessment, those without a row too; the codebook is the last."""

    title: str
    city: str
    edition: str
    closed_on: str
    minimum_group: int
    rounds: int
    is_named: bool
    is_asked: bool
    tables: tuple[Table, ...]

    @property
    def filled(self) -> tuple[Table, ...]:
        """The tables that have anything to say."""
        return tuple(table for table in self.tables if not table.is_empty)

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)


def taken_out(round_: Round, *, with_names: bool) -> TakenOut:
    """Return a revealed round to be taken out; the names only of a named assessment.

    The queries of its results page; four more for answers with names, and those of a review once its rows are read.
    """
    frozen = freeze_results(round_)
    findings = [findings_of(frozen, outline) for outline in frozen.instruments]
    edition = round_.assessment.edition.key
    is_asked = any(item.is_asked for item in findings)
    with_names = with_names and round_.assessment.is_named
    tables = (
        answers_table(round_, findings, edition, with_names=with_names),
        statements_table(findings, edition),
        positions_table(findings, edition),
        review_table(round_, frozen.instruments, edition),
    )
    return TakenOut(
        title=round_.assessment.title,
        city=round_.city.name,
        edition=edition,
        closed_on=frozen.round.closed_on.isoformat(),
        minimum_group=frozen.round.minimum_group,
        rounds=frozen.round.rounds,
        is_named=with_names,
        is_asked=is_asked,
        tables=(*tables, codebook_of(tables, frozen.instruments)),
    )
