"""Sentences that say a finding, so that nobody has to read it off a picture. They compute nothing new."""

from collections.abc import Sequence
from math import ceil, floor

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.findings import Findings
from assessments.queries.statements import CriterionFinding
from assessments.queries.words import change_words, halves, sector_word
from assessments.rules.roll_up import Figures
from charts.rules.text import whole
from framework.rules.outline import LevelOutline

RATINGS_FOR_MODES = 3
"""Of fewer, the level chosen most often says nothing that the median does not."""


def median_words(median: float | None, levels: Sequence[LevelOutline]) -> str:
    """Name the level at a median, counted from 0 for the lowest; nothing without one."""
    if median is None:
        return ""
    lower, upper = levels[floor(median)].label, levels[ceil(median)].label
    return lower if lower == upper else _("between “%(lower)s” and “%(upper)s”") % {"lower": lower, "upper": upper}


def modes_words(figures: Figures, levels: Sequence[LevelOutline]) -> str:
    """Name the level or levels that most people chose; nothing of a few ratings, nor where it is every level."""
    found = figures.modes
    if figures.tally.rated < RATINGS_FOR_MODES or len(found) == len(levels):
        return ""
    return get_text_list([levels[level].label for level in found], _("and"))


def gap_words(median: float | None, levels: Sequence[LevelOutline]) -> str:
    """Say how far a median, counted from 0 for the lowest, is from the top level; nothing without one."""
    if median is None:
        return ""
    missing = len(levels) - 1 - median
    if not missing:
        return _("At the top level")
    words = ngettext("%(number)s level below “%(top)s”", "%(number)s levels below “%(top)s”", ceil(missing))
    return words % {"number": halves(missing), "top": levels[-1].label}


def levels_words(gap: float | None) -> str:
    """Say how many levels are missing to a target; nothing without one."""
    if gap is None:
        return ""
    if gap <= 0:
        return _("reached")
    return ngettext("%(number)s level to go", "%(number)s levels to go", ceil(gap)) % {"number": halves(gap)}


def mean_gap_words(gap: float | None) -> str:
    """Say how many levels statements are from their targets on average; nothing without any target."""
    if gap is None:
        return ""
    return _("%(number)s levels on average") % {"number": number_format(max(gap, 0), 1)}


def range_words(quartiles: tuple[float, float] | None, levels: Sequence[LevelOutline]) -> str:
    """Name the levels that hold the middle half of the ratings; nothing without ratings.

    A quartile between two levels counts as the outer one, so that the words never promise more agreement than there is.
    """
    if quartiles is None:
        return ""
    lower, upper = levels[floor(quartiles[0])].label, levels[ceil(quartiles[1])].label
    return lower if lower == upper else _("%(lower)s to %(upper)s") % {"lower": lower, "upper": upper}


def weakest_caption(ranked: Sequence[CriterionFinding]) -> str:
    """Say what stands on top of the weakest; nothing where nothing is ranked."""
    if not ranked:
        return ""
    return _("Lowest of all: “%(title)s”, %(score)s of 100") % {
        "title": ranked[0].outline.title,
        "score": whole(ranked[0].score or 0),
    }


def disputed_caption(ranked: Sequence[CriterionFinding]) -> str:
    """Say what leaders agree on least; nothing where nothing is ranked."""
    return _("Leaders agree least on “%(title)s”") % {"title": ranked[0].outline.title} if ranked else ""


def unknown_caption(ranked: Sequence[CriterionFinding]) -> str:
    """Say what fewest could rate; nothing where nothing is ranked."""
    return _("Fewest could say how it stands with “%(title)s”") % {"title": ranked[0].outline.title} if ranked else ""


def asked_again_caption(ranked: Sequence[CriterionFinding]) -> str:
    """Say how many were asked again, and what moved most of them; nothing where none was."""
    if not ranked:
        return ""
    asked = ngettext(
        "%(number)d statement was asked again.", "%(number)d statements were asked again.", len(ranked)
    ) % {"number": len(ranked)}
    movement = ranked[0].movement
    if movement is None or whole(abs(movement.points)) == "0":
        return _("%(asked)s No score has moved.") % {"asked": asked}
    return _("%(asked)s Moved most: “%(title)s”, %(change)s") % {
        "asked": asked,
        "title": ranked[0].outline.title,
        "change": change_words(movement.points),
    }


def evidence_caption(ranked: Sequence[CriterionFinding]) -> str:
    """Say what stands on top of the thin and the old; nothing where nothing is ranked."""
    if not ranked:
        return ""
    first = ranked[0]
    if first.evidence and first.evidence.expired:
        return _("“%(title)s” rests on evidence due for another look") % {"title": first.outline.title}
    if first.evidence and first.evidence.number:
        return _("Least is behind “%(title)s”") % {"title": first.outline.title}
    return _("Nothing is behind “%(title)s”") % {"title": first.outline.title}


def sectors_caption(findings: Findings) -> str:
    """Say on which factor the shown sectors lie furthest apart; nothing where no two are shown of any."""
    return parts_caption(
        [group.outline.name for group in findings.groups],
        findings.parts,
        [[part.score if part else None for part in group.result.parts] for group in findings.groups],
    )


def parts_caption(groups: Sequence[str], parts: Sequence[str], scores: Sequence[Sequence[float | None]]) -> str:
    """Say on which group the parts of a breakdown lie furthest apart, by `scores[group][part]`."""
    widest, caption = -1.0, ""
    for name, row in zip(groups, scores, strict=True):
        shown = [(score, part) for score, part in zip(row, parts, strict=True) if score is not None]
        if len(shown) < 2 or max(shown)[0] - min(shown)[0] <= widest:
            continue
        (low, lowest), (high, highest) = min(shown), max(shown)
        widest = high - low
        caption = _("Furthest apart on %(factor)s: %(highest)s %(high)s, %(lowest)s %(low)s") % {
            "factor": name,
            "highest": highest,
            "high": whole(high),
            "lowest": lowest,
            "low": whole(low),
        }
    return caption


def merged_words(findings: Findings, minimum_group: int) -> str:
    """Say which sectors are shown as one, and why; nothing where each stands for itself."""
    merged = [[sector_word(sector) for sector in sectors] for sectors in findings.results.parts if len(sectors) > 1]
    if not merged:
        return ""
    return _(
        "%(sectors)s are shown together, because a sector with fewer than %(minimum)d people is never shown by itself."
    ) % {"sectors": get_text_list(merged[0], _("and")), "minimum": minimum_group}
