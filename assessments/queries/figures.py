"""Charts of findings: their data, titles and words. Drawn by `charts`, for the page and the report alike."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.queries.words import band_word, coverage, share
from assessments.rules.roll_up import Figures
from charts.rules import NARROW
from charts.rules.distribution import Distribution, distribution
from charts.rules.heatmap import Heatmap, Note, heatmap
from charts.rules.profile import Profile, ProfileRow, profile
from framework.rules.outline import LevelOutline

COVERAGE_BELOW = gettext_lazy("Below each score: its coverage, where it may be shown")
"""Says what the notes of a picture of scores are."""


def profile_chart(findings: Findings) -> Profile:
    """Draw the score of each top group, with its band and what it was before."""
    return profile(
        [
            ProfileRow(group.outline.name, group.figures.score, group.previous, band_word(group.figures.band))
            for group in findings.groups
        ],
        title=profile_title(findings),
        description=_("A bar for each %(part)s, from 0 to 100.") % {"part": findings.outline.part},
        head=(capfirst(findings.outline.part), _("Score"), _("Band")),
        previous_label=_("Score before"),
        empty_label=_("No score yet"),
    )


def profile_title(findings: Findings) -> str:
    """Name the factors with the highest and the lowest score, where they are two."""
    scored = [(group.figures.score, group.outline.name) for group in findings.groups if group.figures.score is not None]
    if not scored or min(scored)[0] == max(scored)[0]:
        return _("Scores by %(part)s") % {"part": findings.outline.part}
    return _("Strongest on %(best)s, weakest on %(worst)s") % {"best": max(scored)[1], "worst": min(scored)[1]}


def sector_chart(findings: Findings, width: float = NARROW) -> Heatmap | None:
    """Draw the scores by factor and sector; None where no breakdown may be shown."""
    if not findings.parts:
        return None
    return heatmap(
        [group.outline.name for group in findings.groups],
        findings.parts,
        [[part.score if part else None for part in group.result.parts] for group in findings.groups],
        notes=coverage_notes(
            [[part.coverage if part else None for part in group.result.parts] for group in findings.groups]
        ),
        notes_label=str(COVERAGE_BELOW),
        title=_("Scores by %(part)s and sector") % {"part": findings.outline.part},
        description=_("Darker is higher. Sectors with too few people are joined, so that nobody can be told apart."),
        row_heading=capfirst(findings.outline.part),
        withheld_label=_("withheld: too few people answered"),
        width=width,
    )


def coverage_notes(coverages: Sequence[Sequence[float | None]]) -> list[list[Note | None]]:
    """Put coverages in words to stand below scores; nothing where there is none."""
    return [[None if value is None else Note(share(value), coverage(value)) for value in row] for row in coverages]


def criterion_chart(finding: CriterionFinding, levels: Sequence[LevelOutline]) -> Distribution:
    """Draw how many chose each level of a criterion."""
    title = _("Answers to %(ref)s, %(title)s") % {"ref": finding.outline.ref, "title": finding.outline.title}
    return answers_chart(finding.figures, levels, title)


def before_chart(finding: CriterionFinding, findings: Findings) -> Distribution | None:
    """Draw how many chose each level one round before; None where nothing of an earlier round may be shown."""
    if finding.before is None:
        return None
    words = {"ref": finding.outline.ref, "title": finding.outline.title, "number": finding.round_before}
    title = _("Answers to %(ref)s, %(title)s, in round %(number)s") % words
    return answers_chart(finding.before, findings.outline.levels, title)


def together_chart(figures: Figures, findings: Findings, name: str) -> Distribution:
    """Draw how many of all answers to the statements of a part, or of the whole, chose each level."""
    return answers_chart(figures, findings.outline.levels, _("All answers to %(part)s") % {"part": name})


def answers_chart(figures: Figures | None, levels: Sequence[LevelOutline], title: str) -> Distribution:
    """Draw how many chose each level; without figures it says that they are withheld."""
    counts = figures.tally.levels if figures and figures.tally.levels else (0,) * len(levels)
    return distribution(
        counts,
        [level.label for level in levels],
        dont_know=figures.tally.dont_know if figures else 0,
        title=title,
        description=distribution_words(counts, levels) if any(counts) else _("Nothing is shown here."),
        head=(_("Answer"), _("People")),
        dont_know_label=_("Don’t know"),
        empty_label=_("Nobody rated this") if figures else _("Withheld: too few people answered"),
    )


def distribution_words(counts: Sequence[int], levels: Sequence[LevelOutline]) -> str:
    """Say a distribution as a sentence, for those who do not see the bar."""
    parts = [f"{level.label} {count}" for level, count in zip(levels, counts, strict=True) if count]
    rated = sum(counts)
    people = ngettext("%(count)d rating", "%(count)d ratings", rated) % {"count": rated}
    return f"{people}: {', '.join(parts)}."
