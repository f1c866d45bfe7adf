"""Figures in words, as filters of templates."""

from django import template

from assessments.queries import captions, comparing, editions, words

register = template.Library()

for function in (
    captions.gap_words,
    captions.levels_words,
    captions.mean_gap_words,
    captions.median_words,
    captions.modes_words,
    captions.range_words,
    comparing.row_words,
    comparing.sides_words,
    editions.answers_words,
    editions.kind_words,
    words.band_word,
    words.bridge_words,
    words.change,
    words.change_words,
    words.confidence_words,
    words.consensus,
    words.coverage,
    words.evidence_words,
    words.confidence_meaning,
    words.reason_meaning,
    words.reason_word,
    words.score,
    words.share,
    words.signed_levels,
    words.unlike_words,
):
    register.filter(function.__name__, function)
