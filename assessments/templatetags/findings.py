"""Figures in words, as filters of templates."""

from django import template

from assessments.queries import captions, words

register = template.Library()

for function in (
    captions.median_words,
    captions.range_words,
    words.band_word,
    words.change,
    words.change_words,
    words.consensus,
    words.reason_meaning,
    words.reason_word,
    words.score,
    words.share,
):
    register.filter(function.__name__, function)
