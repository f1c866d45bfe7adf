"""Names of bands, of reasons to discuss and of sectors, as people read them."""

from django.utils.translation import gettext_lazy

from assessments.rules.attention import Reason
from assessments.rules.bands import Band
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
