"""What a city can choose from."""

from cities.rules.accent import OURS, is_colour, is_readable
from cities.rules.places import countries, currencies, time_zones


def test_countries_are_those_of_the_world_by_name():
    found = countries("en-gb")

    assert (found["GB"], found["FR"], found["IN"]) == ("United Kingdom", "France", "India")
    assert list(found.values())[:5] == ["Afghanistan", "Åland Islands", "Albania", "Algeria", "American Samoa"]
    assert {"EU", "ZZ", "UN", "001"} & found.keys() == set()
    assert 230 < len(found) < 260


def test_currencies_are_those_in_use():
    found = currencies("en-gb")

    assert (found["EUR"], found["GBP"]) == ("Euro (EUR)", "British Pound (GBP)")
    assert {"DEM", "XAU", "XTS"} & found.keys() == set()


def test_time_zones_stand_by_part_of_the_world():
    found = time_zones()

    assert found[""] == ["UTC"]
    assert "Europe/London" in found["Europe"]
    assert "America/Argentina/Ushuaia" in found["America"]
    assert "Etc" not in found


def test_an_accent_is_a_colour_in_which_words_can_be_read():
    assert [is_colour(text) for text in ("#0b5563", "#0B5563", "red", "#fff", "#0b5563;}")] == [True] + [False] * 4
    assert is_readable(OURS)
    assert is_readable("#7a1f4b")
    assert not is_readable("#ffcc00")
    assert not is_readable("#8a8a8a")  # 3.3 : 1 on the portal's paper
