"""Figures in words, as filters of templates."""

from collections.abc import Iterable

from django import template

from assessments.queries import captions, comparing, editions, words
from assessments.queries.standing import Standing
from framework.rules.guide import NoteCriterion

register = template.Library()

for function in (
    captions.gap_words,
    captions.median_words,
    captions.range_words,
    comparing.row_words,
    editions.answers_words,
    editions.kind_words,
    words.band_word,
    words.bridge_words,
    words.change,
    words.change_words,
    words.consensus,
    words.reason_meaning,
    words.reason_word,
    words.score,
    words.share,
):
    register.filter(function.__name__, function)


@register.filter
def has_gaps(standing: Iterable[tuple[NoteCriterion, Standing | None]]) -> bool:
    """Tell whether any criterion was never asked."""
    return any(found is None for _, found in standing)
