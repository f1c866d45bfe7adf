"""Days as people say them. Nothing here knows what day it is: `today` is passed in."""

from datetime import date

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.templatetags.dates import weekday, weekday_of_year

register = template.Library()

NUMBERS = {
    2: gettext_lazy("two"),
    3: gettext_lazy("three"),
    4: gettext_lazy("four"),
    5: gettext_lazy("five"),
    6: gettext_lazy("six"),
    7: gettext_lazy("seven"),
    8: gettext_lazy("eight"),
    9: gettext_lazy("nine"),
}


@register.filter
def spelled(day: date, today: date) -> str:
    """Write a day in full, with its year only where that is not this year: "Friday 12 March"."""
    return weekday(day) if day.year == today.year else weekday_of_year(day)


@register.filter
def closing(last_day: date, today: date) -> str:
    """Say until when answers are taken: "Closes on Friday 12 March, in four days"."""
    days = (last_day - today).days
    words = {"day": spelled(last_day, today), "days": NUMBERS.get(days, days)}
    if days < 0:
        return _("The last day was %(day)s") % words
    if days == 0:
        return _("Closes today, %(day)s, at midnight") % words
    if days == 1:
        return _("Closes tomorrow, %(day)s") % words
    return _("Closes on %(day)s, in %(days)s days") % words
