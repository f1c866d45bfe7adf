"""What a city can choose from: countries, currencies, time zones. Source: CLDR by Babel, the tz database."""

import unicodedata
import zoneinfo
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_territory_currencies

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def locale_of(language: str) -> Locale:
    """Return the names and orders of a language such as `en-gb`; those of `en` where the variant has none."""
    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError:
        return Locale.parse(language.partition("-")[0])


def in_order(names: dict[str, str]) -> dict[str, str]:
    """Sort names as a list of words is, accents apart: Åland stands beside Albania."""
    return dict(sorted(names.items(), key=lambda entry: (unaccented(entry[1]), entry[1])))


def unaccented(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum())


@cache
def countries(language: str) -> dict[str, str]:
    """Return the countries of the world by ISO 3166 code, in the order of their names in `language` (`en-gb`)."""
    names = locale_of(language).territories
    found = {
        code: name
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and get_territory_currencies(code) and code != "EU"
    }
    return in_order(found)


@cache
def currencies(language: str) -> dict[str, str]:
    """Return the currencies in use somewhere today by ISO 4217 code, as “Euro (EUR)”, in order."""
    codes = {code for country in countries(language) for code in get_territory_currencies(country)}
    locale = locale_of(language)
    names = {code: f"{get_currency_name(code, locale=locale)} ({code})" for code in codes}
    return in_order(names)


@cache
def time_zones() -> dict[str, list[str]]:
    """Return the names of the time zones by part of the world; UTC stands by itself under an empty name."""
    areas: dict[str, list[str]] = {"": ["UTC"]}
    for name in sorted(zoneinfo.available_timezones()):
        area, _, place = name.partition("/")
        if area in AREAS and place:
            areas.setdefault(area, []).append(name)
    return areas


@cache
def zone_names(area: str, language: str) -> dict[str, str]:
    """Return the time zones of a part of the world by name, in the order of their cities as `language` has them."""
    cities = locale_of(language).time_zones
    return in_order({zone: cities.get(zone, {}).get("city") or place_of(zone) for zone in time_zones()[area]})


def place_of(zone: str) -> str:
    """Return the place in a time zone's name: `America/Argentina/Buenos_Aires` is that of Argentina, Buenos Aires."""
    return zone.partition("/")[2].replace("_", " ").replace("/", ", ") or zone


def language(code: str, into: str) -> str:
    """Return what the language `code` (`pt-br`) is called in the language `into`; the code where nobody has a name."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale_of(into)) or code
    except (UnknownLocaleError, ValueError):
        return code
