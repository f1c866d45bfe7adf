"""Template tags that put a figure, a band or the key of a scale on a page. They compute nothing."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from charts.rules import palette
from charts.rules.distribution import Distribution
from charts.rules.heatmap import Heatmap
from charts.rules.linkage_map import LinkageMap
from charts.rules.profile import Profile
from charts.rules.trend import Strips

register = template.Library()

COLOURS = {
    "ink": palette.INK,
    "muted": palette.MUTED,
    "rule": palette.RULE,
    "paper": palette.PAPER,
    "track": palette.TRACK,
    "accent": palette.ACCENT,
}


@register.simple_tag
@lru_cache(maxsize=256)
def draw(figure: Distribution | Profile | Heatmap | LinkageMap | Strips, id: str) -> SafeString:
    """The figure as inline SVG; `id` is unique on the page. Its table: include `charts/_table.html`.

    Drawn once a process: all that is drawn and written stands in the figure.
    """
    return SafeString(get_template(figure.template).render({"figure": figure, "id": id, **COLOURS}))


@register.inclusion_tag("charts/_band.html")
def band_badge(band: str, word: str) -> dict[str, object]:
    """A rating band (its slug) as shape and word. KeyError for a band that is none."""
    return {"band": band, "word": word, "mark": palette.BANDS[band]}


@register.inclusion_tag("charts/_level_key.html")
def level_key(labels: Sequence[str]) -> dict[str, object]:
    """Which shade is which level, lowest first: once, above distributions of one scale."""
    tones = palette.ladder(len(labels))
    return {"levels": [(tone.fill, label) for tone, label in zip(tones, labels, strict=True)], **COLOURS}
