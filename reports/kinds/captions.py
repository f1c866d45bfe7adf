"""Sentences that only the printed health check says. They compute nothing that is not in the findings."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.queries.words import change_words
from assessments.rules.attention import Reason
from assessments.rules.bands import Band, Limits
from framework.rules.outline import LevelOutline

Levels = tuple[LevelOutline, ...]


def changes(findings: Findings) -> tuple[str, ...]:
    """Say which factor gained most and which lost most since the round before; nothing of what did not move."""
    moved = [(group.change, group.outline.name) for group in findings.groups if group.change is not None]
    (lost, loser), (gained, gainer) = min(moved, default=(0, "")), max(moved, default=(0, ""))
    sentences = []
    if gained > 0:
        sentences.append(_("Gained most: %(factor)s, %(change)s.") % {"factor": gainer, "change": change_words(gained)})
    if lost < 0:
        sentences.append(_("Lost most: %(factor)s, %(change)s.") % {"factor": loser, "change": change_words(lost)})
    return tuple(sentences)


def talking_caption(finding: CriterionFinding) -> str:
    """Say in a few words why a criterion is worth discussing."""
    sentences = {
        Reason.POLARISED: _("Two camps on “%(title)s”"),
        Reason.LOW_CONSENSUS: _("Opinions differ on “%(title)s”"),
        Reason.LOW_COVERAGE: _("Few could say: “%(title)s”"),
        Reason.DIVERGENCE: _("The reviewer sees “%(title)s” differently"),
    }
    return sentences[finding.result.reasons[0]] % {"title": finding.outline.title}


def talking_words(finding: CriterionFinding, levels: Levels) -> str:
    """Say in people what makes a criterion worth discussing; nothing where its figures are withheld."""
    if finding.figures is None:
        return ""
    tally = finding.figures.tally
    if finding.result.reasons == (Reason.LOW_COVERAGE,):
        return ngettext(
            "%(rated)d of the %(asked)d person asked chose a level.",
            "%(rated)d of the %(asked)d people asked chose a level.",
            tally.asked,
        ) % {"rated": tally.rated, "asked": tally.asked}
    tail = max(1, len(levels) // 2)
    return ngettext(
        "%(rated)d rating: %(low)d at “%(lower)s” or lower, %(high)d at “%(upper)s” or higher.",
        "%(rated)d ratings: %(low)d at “%(lower)s” or lower, %(high)d at “%(upper)s” or higher.",
        tally.rated,
    ) % {
        "rated": tally.rated,
        "low": sum(tally.levels[:tail]),
        "lower": levels[tail - 1].label,
        "high": sum(tally.levels[-tail:]),
        "upper": levels[-tail].label,
    }


def band_range(band: Band, limits: Limits) -> str:
    """Say which scores a band stands for; the last one takes what is left."""
    lowest = limits.by_band
    if band in lowest:
        return _("from %(score)d") % {"score": lowest[band]}
    return _("below %(score)d") % {"score": min(lowest.values())}
