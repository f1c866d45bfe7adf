"""What a city can choose from: countries, currencies, time zones. Source: CLDR by Babel, the tz database."""

import zoneinfo
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def countries(language: str) -> dict[str, str]:
    """Return the countries of the world by ISO 3166 code, in the order of their names in `language` (`en-gb`)."""
    names = Locale.parse(language, sep="-").territories
    found = {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and get_territory_currencies(code) and code != "EU"
    }
    return dict(sorted(found.items(), key=lambda entry: entry[1]))


@cache
def currencies(language: str) -> dict[str, str]:
    """Return the currencies in use somewhere today by ISO 4217 code, as “Euro (EUR)”, in order."""
    codes = {code for country in countries(language) for code in get_territory_currencies(country)}
    locale = Locale.parse(language, sep="-")
    names = {code: f"{get_currency_name(code, locale=locale)} ({code})" for code in codes}
    return dict(sorted(names.items(), key=lambda entry: entry[1]))


@cache
def time_zones() -> dict[str, list[str]]:
    """Return the names of the time zones by part of the world; UTC stands by itself under an empty name."""
    areas: dict[str, list[str]] = {"": ["UTC"]}
    for name in sorted(zoneinfo.available_timezones()):
        area, _, place = name.partition("/")
        if area in AREAS and place:
            areas.setdefault(area, []).append(name)
    return areas
