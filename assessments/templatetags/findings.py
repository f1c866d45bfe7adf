"""Figures in words, for pages and reports. They compute nothing."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries.captions import median_words, range_words
from assessments.queries.words import band_word, reason_meaning, reason_word
from charts.rules.text import whole

register = template.Library()

register.filter(band_word)
register.filter(reason_word)
register.filter(reason_meaning)
register.filter(median_words)
register.filter(range_words)


@register.filter
def score(value: float | None) -> str:
    """Write a score, 0 to 100, as a whole number; a dash where there is none."""
    return "–" if value is None else whole(value)


@register.filter
def share(value: float | None) -> str:
    """Write a share, 0 to 1, as a percentage; a dash where there is none."""
    return "–" if value is None else f"{value:.0%}"


@register.filter
def consensus(value: float | None) -> str:
    """Write a consensus, 0 to 1, with two decimals; words where too few answered for one."""
    return _("too few") if value is None else f"{value:.2f}"


@register.filter
def change(value: float | None) -> str:
    """Write a change in points with its sign; a dash where there is nothing to compare with."""
    if value is None:
        return "–"
    points = whole(abs(value))
    if points == "0":
        return "±0"
    return f"+{points}" if value > 0 else f"−{points}"


@register.filter
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
