"""What was agreed beside means of answers: said once wherever a change stands, and never called better or worse."""

import pytest

from assessments.queries.words import unlike_words
from assessments.rules.comparison import Unlike
from tests.assessments.test_edition_pages import KEY, text_of, url
from tests.assessments.test_over_time import SMALL, agreed_on
from tests.positions import agree, lock

WHOLE = "What was agreed before is compared with the mean of what people rated now."
PART = "For 4 of 5 statements, what was agreed is compared with the mean of what people rated."
ALONE = "A difference may come from that alone."


@pytest.fixture
def earlier(cast, revealed):
    """Beside the means of answers of now, 41 everywhere, an earlier assessment that agreed on level 1, 25 of 100."""
    return agreed_on(cast, 2024, dict.fromkeys(SMALL, 1), "Agreed then")


def read(client, city, staged):
    """Return the words of the pages on which a change stands, by name."""
    pages = {"compare": [], "results": [], "results-group": [KEY, "1"]}
    address = staged.assessment.pk
    return {name: text_of(client.get(url(f"assessments:{name}", city, address, *rest))) for name, rest in pages.items()}


def test_what_is_unlike_is_said_once_and_called_higher(earlier, revealed, cast, sign_in):
    pages = read(sign_in(cast.chi), cast.city, revealed)

    assert {name: page.count(f"{WHOLE} {ALONE}") for name, page in pages.items()} == dict.fromkeys(pages, 1)
    assert "5 statements score higher 0 score lower 0 are unchanged" in pages["compare"]
    assert "got better" not in pages["compare"]
    assert "got worse" not in pages["compare"]
    assert "Agreed before, a mean now." not in pages["compare"]
    assert pages["compare"].count("+16 25 41") == 5


def test_where_a_part_is_unlike_each_statement_says_its_sides(earlier, revealed, cast, sign_in):
    agree(revealed, "1.a.1", level=4)
    lock(revealed)

    pages = read(sign_in(cast.chi), cast.city, revealed)

    assert pages["compare"].count(f"{PART} {ALONE}") == pages["results"].count(f"{PART} {ALONE}") == 1
    assert "For 2 of 3 statements, what was agreed" in pages["results-group"]
    assert (
        "1 statement got better 0 got worse 4 statements score higher 0 score lower 0 are unchanged" in pages["compare"]
    )
    assert pages["compare"].count("Agreed before, a mean now.") == 4


def test_like_beside_like_says_nothing_of_it(earlier, revealed, cast, sign_in):
    for ref in SMALL:
        agree(revealed, ref, level=2)
    lock(revealed)

    pages = read(sign_in(cast.chi), cast.city, revealed)

    assert not any(ALONE in page for page in pages.values())
    assert "5 statements got better 0 got worse 0 are unchanged" in pages["compare"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Unlike(0, 0, 3), ""),
        (Unlike(3, 0, 3), f"{WHOLE} {ALONE}"),
        (Unlike(0, 3, 3), f"The mean of what people rated before is compared with what was agreed now. {ALONE}"),
        (Unlike(3, 1, 5), f"{PART} {ALONE}"),
    ],
)
def test_which_side_is_agreed_is_said(found, said):
    assert unlike_words(found) == said
