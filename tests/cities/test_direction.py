"""Names run their own way and turn nothing beside them."""

import pytest

from cities.rules.direction import isolated, runs_right_to_left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amman", False),
        ("عمّان", True),
        ("“ירושלים”", True),
        ("2030: عمّان", True),
        ("Smart عمّان", False),
        ("東京都", False),
        ("12 …", False),
        ("", False),
    ],
)
def test_a_text_runs_as_its_first_letter_does(text, expected):
    assert runs_right_to_left(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amman 東京都 नगर", "Amman 東京都 नगर"),
        ("Smart عمّان", "\u2068Smart عمّان\u2069"),
        ("\u202egnihsihp", "\u2068\u202egnihsihp\u2069"),
    ],
)
def test_only_what_could_turn_its_neighbours_is_isolated(text, expected):
    assert isolated(text) == expected


def test_names_are_isolated_on_a_page(cast, sign_in):
    cast.city.name, cast.bo.user.name = "عمّان", "בו"
    cast.city.save()
    cast.bo.user.save()

    html = sign_in(cast.bo).get("/c/ourtown/").content.decode()

    assert " ".join(html.partition("<title>")[2].partition("</title>")[0].split()) == (
        "Home — \u2068عمّان\u2069 — Smart City Framework Portal"
    )
    assert "<bdi>عمّان</bdi>" in html.partition('class="city-name"')[2].partition("</a>")[0]
    assert "<h1>Good to see you, <bdi>בו</bdi></h1>" in html
    # nowhere bare: what is left without its isolates is nothing
    bare = html.replace("<bdi>عمّان</bdi>", "").replace("\u2068عمّان\u2069", "")
    assert "عمّان" not in bare
    assert "בו" not in bare.replace("<bdi>בו</bdi>", "")
