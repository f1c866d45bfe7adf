"""Days with their weekday, in the order of the reader's language; without it, Django's own formats do."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter(expects_localtime=True)
def weekday(day: date | datetime) -> str:
    """Write a day of this year: "Friday 12 March"."""
    return composed(day, "MONTH_DAY_FORMAT")


@register.filter(expects_localtime=True)
def weekday_of_year(day: date | datetime) -> str:
    """Write a day of any year: "Friday 12 March 2027"."""
    return composed(day, "DATE_FORMAT")


def composed(day: date | datetime, format_name: str) -> str:
    """Put a weekday and a date together."""
    # Translators: a weekday and a date in full, such as "Friday" and "12 March 2027"
    return _("%(weekday)s %(date)s") % {"weekday": date_format(day, "l"), "date": date_format(day, format_name)}
