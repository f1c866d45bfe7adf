"""The alphabet of the glossary, and texts cut to a line."""

import pytest

from framework.rules.guide import TermOutline
from framework.rules.lettering import by_letter
from framework.rules.sentences import first_sentence


def test_terms_stand_under_their_letters_without_case_and_accents():
    names = ["open data", "Élan", "5-star", "IT", "eligible", "Open", "Ökosystem"]
    terms = [TermOutline(name, name, (), "", (), True, "en") for name in names]

    found = [(letter, [term.name for term in held]) for letter, held in by_letter(terms)]

    assert found == [
        ("#", ["5-star"]),
        ("E", ["Élan", "eligible"]),
        ("I", ["IT"]),
        ("O", ["Ökosystem", "Open", "open data"]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", "One."),
        ("What now? Nothing.", "What now?"),
        ("Use it, e.g. this one. Then stop.", "Use it, e.g. this one."),
        ("Cost is 3.5 million. Too much.", "Cost is 3.5 million."),
        ("“Stop.” He stopped.", "“Stop.”"),
        ("No end", "No end"),
        ("", ""),
        ("مدينة ذكية. ثم خطة.", "مدينة ذكية."),
    ],
)
def test_the_first_sentence_ends_where_a_new_one_begins(text, expected):
    assert first_sentence(text) == expected
