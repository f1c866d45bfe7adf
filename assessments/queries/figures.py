"""Charts of findings: their data, titles and words. Drawn by `charts`, for the page and the report alike."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.findings import CriterionFinding, Findings
from assessments.queries.words import band_word
from charts.rules import NARROW
from charts.rules.distribution import Distribution, distribution
from charts.rules.heatmap import Heatmap, heatmap
from charts.rules.profile import Profile, ProfileRow, profile


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
        title=_("Scores by %(part)s and sector") % {"part": findings.outline.part},
        description=_("Darker is higher. Sectors with too few people are joined, so that nobody can be told apart."),
        row_heading=capfirst(findings.outline.part),
        withheld_label=_("withheld: too few people answered"),
        width=width,
    )


def criterion_chart(finding: CriterionFinding, findings: Findings) -> Distribution:
    """Draw how many chose each level of a criterion."""
    levels = findings.outline.levels
    figures = finding.figures
    counts = figures.tally.levels if figures else (0,) * len(levels)
    rated = sum(counts)
    return distribution(
        counts,
        [level.label for level in levels],
        dont_know=figures.tally.dont_know if figures else 0,
        title=_("Answers to %(ref)s, %(title)s") % {"ref": finding.outline.ref, "title": finding.outline.title},
        description=distribution_words(finding, findings) if rated else _("Nothing is shown here."),
        head=(_("Answer"), _("People")),
        dont_know_label=_("Don’t know"),
        empty_label=_("Nobody rated this") if figures else _("Withheld: too few people answered"),
    )


def distribution_words(finding: CriterionFinding, findings: Findings) -> str:
    """Say a distribution as a sentence, for those who do not see the bar."""
    if finding.figures is None:
        return ""
    tally = finding.figures.tally
    parts = [
        f"{level.label} {count}" for level, count in zip(findings.outline.levels, tally.levels, strict=True) if count
    ]
    people = ngettext("%(count)d rating", "%(count)d ratings", tally.rated) % {"count": tally.rated}
    return f"{people}: {', '.join(parts)}."
