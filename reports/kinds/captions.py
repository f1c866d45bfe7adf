"""Sentences of the health check that say a finding, so that nobody has to read it off a picture. They compute nothing
that is not in the findings."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.findings import CriterionFinding, Findings
from assessments.rules.attention import Reason
from assessments.rules.bands import LOWEST_SCORES, Band
from assessments.templatetags.findings import change_words
from charts.rules.text import whole
from framework.rules.outline import LevelOutline

Levels = tuple[LevelOutline, ...]


def median_words(median: float | None, levels: Levels) -> str:
    """Name the level at a median, counted from 0 for the lowest; nothing without one."""
    if median is None:
        return ""
    lower = int(median)
    if median == lower:
        return levels[lower].label
    return _("between “%(lower)s” and “%(upper)s”") % {
        "lower": levels[lower].label,
        "upper": levels[lower + 1].label,
    }


def weakest_caption(ranked: list[CriterionFinding]) -> str:
    """Say what stands on top of the weakest; nothing where nothing is ranked."""
    if not ranked or ranked[0].figures is None:
        return ""
    return _("Lowest of all: “%(title)s”, %(score)s of 100") % {
        "title": ranked[0].outline.title,
        "score": whole(ranked[0].figures.score or 0),
    }


def disputed_caption(ranked: list[CriterionFinding]) -> str:
    """Say what leaders agree on least; nothing where nothing is ranked."""
    if not ranked or ranked[0].figures is None:
        return ""
    return _("Leaders agree least on “%(title)s”: consensus %(consensus).2f") % {
        "title": ranked[0].outline.title,
        "consensus": ranked[0].figures.consensus or 0,
    }


def changes(findings: Findings) -> tuple[str, ...]:
    """Say which factor gained most and which lost most since the round before; nothing of what did not move."""
    moved = [(round(group.change), group.outline.name) for group in findings.groups if group.change is not None]
    (lost, loser), (gained, gainer) = min(moved, default=(0, "")), max(moved, default=(0, ""))
    sentences = []
    if gained > 0:
        sentences.append(_("Gained most: %(factor)s, %(change)s.") % {"factor": gainer, "change": change_words(gained)})
    if lost < 0:
        sentences.append(_("Lost most: %(factor)s, %(change)s.") % {"factor": loser, "change": change_words(lost)})
    return tuple(sentences)


def sectors_caption(findings: Findings) -> str:
    """Say on which factor the shown sectors lie furthest apart; nothing where no two are shown of any."""
    widest, caption = -1.0, ""
    for group in findings.groups:
        scores = [
            (part.score, name)
            for part, name in zip(group.result.parts, findings.parts, strict=True)
            if part and part.score is not None
        ]
        if len(scores) < 2 or max(scores)[0] - min(scores)[0] <= widest:
            continue
        (low, lowest), (high, highest) = min(scores), max(scores)
        widest = high - low
        caption = _("Furthest apart on %(factor)s: %(highest)s %(high)s, %(lowest)s %(low)s") % {
            "factor": group.outline.name,
            "highest": highest,
            "high": whole(high),
            "lowest": lowest,
            "low": whole(low),
        }
    return caption


def talking_caption(finding: CriterionFinding) -> str:
    """Say in a few words why a criterion is worth discussing."""
    sentences = {
        Reason.POLARISED: _("Two camps on “%(title)s”"),
        Reason.LOW_CONSENSUS: _("Opinions differ on “%(title)s”"),
        Reason.LOW_COVERAGE: _("Few could say: “%(title)s”"),
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


def band_range(band: Band) -> str:
    """Say which scores a band stands for; the last one takes what is left."""
    if band in LOWEST_SCORES:
        return _("from %(score)d") % {"score": LOWEST_SCORES[band]}
    return _("below %(score)d") % {"score": min(LOWEST_SCORES.values())}
