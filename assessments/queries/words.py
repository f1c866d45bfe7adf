"""Bands, reasons, sectors and figures as people read them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.rules.attention import Reason
from assessments.rules.bands import Band
from charts.rules.text import whole
from cities.models import Sector

BAND_WORDS = {
    Band.GREEN: gettext_lazy("Green"),
    Band.AMBER_GREEN: gettext_lazy("Amber-green"),
    Band.AMBER: gettext_lazy("Amber"),
    Band.AMBER_RED: gettext_lazy("Amber-red"),
    Band.RED: gettext_lazy("Red"),
}

REASON_WORDS = {
    Reason.POLARISED: gettext_lazy("Two camps"),
    Reason.LOW_CONSENSUS: gettext_lazy("Opinions differ"),
    Reason.LOW_COVERAGE: gettext_lazy("Few could say"),
}

REASON_MEANINGS = {
    Reason.POLARISED: gettext_lazy("Some chose a low level, others a high one, and few stand between."),
    Reason.LOW_CONSENSUS: gettext_lazy("The answers are spread over the levels."),
    Reason.LOW_COVERAGE: gettext_lazy("Many of those asked chose no level."),
}


def band_word(band: Band | None) -> str:
    """Name a rating band; nothing where there is no score."""
    return str(BAND_WORDS[band]) if band else ""


def reason_word(reason: Reason) -> str:
    """Name a reason to discuss a criterion."""
    return str(REASON_WORDS[reason])


def reason_meaning(reason: Reason) -> str:
    """Say in a sentence what a reason to discuss means."""
    return str(REASON_MEANINGS[reason])


def sector_word(sector: str) -> str:
    """Name a sector."""
    return str(Sector(sector).label)


def score(value: float | None) -> str:
    """Write a score, 0 to 100, as a whole number; a dash where there is none."""
    return "–" if value is None else whole(value)


def share(value: float | None) -> str:
    """Write a share, 0 to 1, as a percentage; a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"


def consensus(value: float | None) -> str:
    """Write a consensus, 0 to 1, with two decimals; words where too few answered for one."""
    return _("too few") if value is None else f"{value:.2f}"


def change(value: float | None) -> str:
    """Write a change in points with its sign; a dash where there is nothing to compare with."""
    if value is None:
        return "–"
    points = whole(abs(value))
    if points == "0":
        return "±0"
    return f"+{points}" if value > 0 else f"−{points}"


def change_words(value: float | None) -> str:
    """Say a change in points as a phrase; nothing where there is nothing to compare with."""
    if value is None:
        return ""
    points = int(whole(abs(value)))
    if points == 0:
        return _("no change")
    if value > 0:
        return ngettext("up %(points)d point", "up %(points)d points", points) % {"points": points}
    return ngettext("down %(points)d point", "down %(points)d points", points) % {"points": points}
