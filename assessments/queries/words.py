"""Bands, reasons, sectors and figures as people read them."""

from collections.abc import Sequence

from django.utils.formats import date_format, number_format
from django.utils.text import get_text_list
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessments.rules.attention import Reason
from assessments.rules.bands import Band
from assessments.rules.comparison import Unlike
from assessments.rules.frozen import Bridge, EvidenceCount
from charts.rules.text import whole
from cities.models import Sector
from cities.rules.direction import LEFT_TO_RIGHT_ISOLATE, POP_DIRECTIONAL_ISOLATE
from framework.rules.mapping import Kind
from framework.rules.outline import LevelOutline

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
    Reason.DIVERGENCE: gettext_lazy("The reviewer differs"),
}

REASON_MEANINGS = {
    Reason.POLARISED: gettext_lazy("Some chose a low level, others a high one, and few stand between."),
    Reason.LOW_CONSENSUS: gettext_lazy("The answers are spread over the levels."),
    Reason.LOW_COVERAGE: gettext_lazy("Many of those asked chose no level."),
    Reason.DIVERGENCE: gettext_lazy("An independent reviewer’s level is far from the median of the answers."),
}

CONFIDENCE_MEANINGS = {
    Band.GREEN: gettext_lazy("Delivery is highly likely; nothing threatens it seriously."),
    Band.AMBER_GREEN: gettext_lazy("Delivery is probable, and needs constant attention."),
    Band.AMBER: gettext_lazy("Delivery is feasible; there are significant issues, and they can be resolved."),
    Band.AMBER_RED: gettext_lazy("Delivery is in doubt; several areas need urgent action."),
    Band.RED: gettext_lazy("Delivery appears out of reach; plan again, or ask whether it is still worth it."),
}
"""What a reviewer says by a band. It is a judgement, and no score makes it."""


def band_word(band: Band | None) -> str:
    """Name a rating band; nothing where there is no score."""
    return str(BAND_WORDS[band]) if band else ""


def confidence_meaning(band: str) -> str:
    """Say in a sentence what a reviewer's confidence in delivery means; nothing without one."""
    return str(CONFIDENCE_MEANINGS[Band(band)]) if band else ""


def level_name(value: int | None, levels: Sequence[LevelOutline], otherwise: str) -> str:
    """Name a level by its value; `otherwise` says what it means that there is none."""
    return next((level.label for level in levels if level.value == value), otherwise)


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
    if value is None:
        return "–"
    # Translators: a percentage, such as 72%
    return _("%(number)s%%") % {"number": f"{100 * value:.0f}"}


def coverage(value: float | None) -> str:
    """Say a coverage, 0 to 1, beside a figure; nothing where there is none."""
    return "" if value is None else _("coverage %(coverage)s") % {"coverage": share(value)}


def consensus(value: float | None) -> str:
    """Write a consensus, 0 to 1, with two decimals; words where too few answered for one."""
    return _("too few") if value is None else number_format(f"{value:.2f}")


def change(value: float | None) -> str:
    """Write a change in points with its sign; a dash where there is nothing to compare with."""
    if value is None:
        return "–"
    points = whole(abs(value))
    if points == "0":
        return signed("±0")
    return signed(f"+{points}" if value > 0 else f"−{points}")


def halves(value: float) -> str:
    """Write a number of levels, halves as a fraction."""
    whole_levels, half = divmod(round(2 * value), 2)
    return f"{whole_levels or ('' if half else 0)}{'½' if half else ''}"


def signed_levels(value: float | None) -> str:
    """Write a difference in levels with its sign; a dash where there is nothing to compare with."""
    if value is None:
        return "–"
    number = halves(abs(value))
    return signed(f"+{number}" if value > 0 else f"−{number}" if value < 0 else number)


def signed(number: str) -> str:
    """Keep a sign before its number where words run from right to left."""
    return f"{LEFT_TO_RIGHT_ISOLATE}{number}{POP_DIRECTIONAL_ISOLATE}" if get_language_bidi() else number


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


def confidence_words(confidences: tuple[int, int, int]) -> str:
    """Say how many of those who told are sure of their own answer."""
    _low, _medium, high = confidences
    told = sum(confidences)
    return ngettext("%(sure)d of %(told)d sure", "%(sure)d of %(told)d sure", told) % {"sure": high, "told": told}


def evidence_words(evidence: EvidenceCount | None) -> str:
    """Say how old evidence is; nothing where there is none, or none with a date."""
    if not evidence or not evidence.number:
        return _("no evidence")
    said = []
    if evidence.newest:
        said.append(_("newest of %(day)s") % {"day": date_format(evidence.newest, "j F Y")})
    if evidence.expired:
        words = ngettext("%(number)d due for review", "%(number)d due for review", evidence.expired)
        said.append(words % {"number": evidence.expired})
    return ", ".join(said) or _("no date given")


def bridge_words(bridge: Bridge) -> str:
    """Say that the assessment before was of another edition, and what became of its statements since."""
    said = _("The assessment before was of another edition of the framework, “%(edition)s”.") % {
        "edition": bridge.edition
    }
    found = [counted(kind, bridge) for kind in Kind if kind != Kind.SAME]
    since = get_text_list([words for words in found if words], _("and"))
    if since:
        said += " " + _("Since then, of the statements asked, %(changes)s.") % {"changes": since}
    return f"{said} " + _("A change is given where every statement can be compared.")


def unlike_words(unlike: Unlike) -> str:
    """Say that what was agreed is held against means of answers; nothing where like is held against like."""
    if not unlike:
        return ""
    if unlike.agreed_before == unlike.number:
        said = _("What was agreed before is compared with the mean of what people rated now.")
    elif unlike.agreed_now == unlike.number:
        said = _("The mean of what people rated before is compared with what was agreed now.")
    else:
        said = ngettext(
            "For %(found)d of %(number)d statement, what was agreed is compared with the mean of what people rated.",
            "For %(found)d of %(number)d statements, what was agreed is compared with the mean of what people rated.",
            unlike.number,
        ) % {"found": unlike.agreed_before + unlike.agreed_now, "number": unlike.number}
    return f"{said} " + _("A difference may come from that alone.")


def counted(kind: Kind, bridge: Bridge) -> str:
    """Say how many statements met with this fate: of before, but of now for new ones."""
    number = len(
        {(item.instrument, item.new if kind == Kind.NEW else item.old) for item in bridge.changes if item.kind == kind}
    )
    words = {
        Kind.REWORDED: ngettext("%(number)d was reworded", "%(number)d were reworded", number),
        Kind.SPLIT: ngettext("%(number)d was split", "%(number)d were split", number),
        Kind.MERGED: ngettext("%(number)d was merged", "%(number)d were merged", number),
        Kind.DROPPED: ngettext("%(number)d was dropped", "%(number)d were dropped", number),
        Kind.NEW: ngettext("%(number)d is new", "%(number)d are new", number),
    }
    return words[kind] % {"number": number} if number else ""
