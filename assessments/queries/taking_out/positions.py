"""What was agreed, to take out: the positions that count in the results, and no draft of one."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from assessments.models import PositionStatus
from assessments.queries.findings import Findings
from assessments.queries.taking_out.table import Row, Table, level_cells, rounded


def positions_table(findings: Sequence[Findings], edition: str) -> Table:
    """Return what was agreed on each criterion."""
    return Table(
        name="positions",
        title=_("Agreed positions"),
        holds=_("One row an agreed level: target and its date, reason, dissent, decision, owner, and where it stands."),
        columns=column_meanings(),
        rows=lambda: position_rows(findings, edition),
        is_empty=not any(item.agreed for item in findings),
        codes={
            "applies": {"yes": _("It applies to the city"), "no": _("It was agreed that it does not apply")},
            "state": {state.value: str(state.label) for state in PositionStatus},
        },
    )


def position_rows(found: Sequence[Findings], edition: str) -> Iterator[Row]:
    for findings in found:
        for item in findings.all_criteria:
            if (agreed := item.result.agreed) is None:
                continue
            yield (
                edition,
                findings.outline.key,
                item.factor.ref,
                item.outline.ref,
                item.outline.title,
                "yes" if agreed.applies else "no",
                *level_cells(agreed.level, findings.outline),
                *level_cells(agreed.target, findings.outline),
                agreed.target_on.isoformat() if agreed.target_on else "",
                rounded(item.gap),
                agreed.status,
                agreed.owner,
                agreed.reason,
                agreed.dissent,
                agreed.decision,
            )


def column_meanings() -> dict[str, str]:
    return {
        "edition": _("Key of the edition whose words were asked"),
        "instrument": _("Key of the instrument"),
        "group": _("Reference of the part that the criterion belongs to"),
        "criterion": _("Reference of the criterion in its instrument"),
        "title": _("Short title of the criterion"),
        "applies": _("Whether the criterion applies to the city"),
        "level": _("Value of the level agreed"),
        "level_label": _("Name of the level agreed"),
        "target": _("Value of the level to reach"),
        "target_label": _("Name of the level to reach"),
        "target_on": _("Day by which it is to be reached"),
        "gap": _("Levels to the target; without an agreed one, to the median of those named in the answers"),
        "state": _("Where the position stands on its way to agreement"),
        "owner": _("Who answers for it"),
        "reason": _("Why this level, as it was written"),
        "dissent": _("Who sees it otherwise, as it was written"),
        "decision": _("What was decided after a challenge, or without a reply, and why, as it was written"),
    }
