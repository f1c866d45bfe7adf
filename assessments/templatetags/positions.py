"""Positions in words, as filters of templates."""

from django import template

from assessments.queries import position_words

register = template.Library()

for function in (
    position_words.medians_words,
    position_words.movement_words,
    position_words.standing_words,
    position_words.status_words,
):
    register.filter(function.__name__, function)
