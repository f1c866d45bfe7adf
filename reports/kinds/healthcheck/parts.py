"""Breakdowns beside the one by sector: by role and by organisation, a row for each part."""

from dataclasses import dataclass

from assessments.queries.breaking_down import part_names
from assessments.queries.captions import parts_caption
from assessments.queries.findings import Findings
from assessments.rules.frozen import FrozenResults
from charts.rules.heatmap import shade_of


@dataclass(frozen=True, slots=True)
class Score:
    """What a part says of a top group: `shade` is the step of its colour. All are None where it is withheld."""

    score: float | None
    shade: int | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """The parts of a breakdown, each with its scores in the order of the top groups; `caption` says the finding."""

    caption: str
    rows: tuple[tuple[str, tuple[Score, ...]], ...]

    @property
    def tells_coverage(self) -> bool:
        return any(score.coverage is not None for _name, scores in self.rows for score in scores)


def broken_down(frozen: FrozenResults, findings: Findings, dimension: str) -> BrokenDown | None:
    """Return a breakdown as it was frozen; None where it may not be shown."""
    kept = frozen.breakdowns.get(findings.outline.key, ())
    found = next((parts for parts in kept if parts.dimension == dimension), None)
    if found is None or not found.parts:
        return None
    groups, names = findings.outline.groups, part_names(found)
    scores = [found.scores[group.ref] for group in groups]
    coverages = [found.coverages_of(group.ref) for group in groups]
    return BrokenDown(
        parts_caption([group.name for group in groups], names, scores),
        tuple(
            (name, tuple(score_in(*pair) for pair in zip(row, covered, strict=True)))
            for name, row, covered in zip(names, zip(*scores, strict=True), zip(*coverages, strict=True), strict=True)
        ),
    )


def score_in(score: float | None, coverage: float | None) -> Score:
    return Score(score, None if score is None else shade_of(score), coverage)
