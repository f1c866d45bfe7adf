"""Names of bands and of reasons to discuss, as people read them."""

from django.utils.translation import gettext_lazy

from assessments.rules.attention import Reason
from assessments.rules.bands import Band

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


def band_word(band: Band | None) -> str:
    """Name a rating band; nothing where there is no score."""
    return str(BAND_WORDS[band]) if band else ""


def reason_word(reason: Reason) -> str:
    """Name a reason to discuss a criterion."""
    return str(REASON_WORDS[reason])
