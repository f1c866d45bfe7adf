"""Every picture on a page of results has the table that says the same."""

import re
from collections import Counter
from html import unescape

import pytest
from django.urls import reverse

from tests.conftest import Staged
from tests.positions import ask_again, latest_round

KEY = "success-factors"


@pytest.fixture
def asked_twice(revealed):
    """Of one statement both rounds are drawn."""
    ask_again(revealed, "1.a.1")
    again = Staged(latest_round(revealed), revealed.by)
    for participant in again.round.participants.all():
        again.say(again.participant(participant.member), {"1.a.1": 3})
    again.close_and_reveal()
    return again


PAGES = {
    "results": [],
    "results-group": [KEY, "1"],
    "breakdown": [],
    "moderate-criterion": [KEY, "1.a.1"],
}


NARROW = r'<div class="breakdown-narrow">.*?</svg>'  # the same picture again, for a narrow window


def named(pattern, page):
    """Return how often each name is found."""
    html = re.sub(NARROW, "", page.content.decode(), flags=re.DOTALL)
    return Counter(unescape(name).strip() for name in re.findall(pattern, html, re.DOTALL))


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_of_the_results_has_its_table_on_the_page(name, asked_twice, cast, sign_in):
    address = reverse(f"assessments:{name}", args=[cast.city.slug, asked_twice.assessment.pk, *PAGES[name]])

    page = sign_in(cast.bo).get(address)

    pictures = named(r'<svg class="chart-svg".*?<title[^>]*>(.*?)</title>', page)
    tables = named(r'<table class="table chart-table">\s*<caption>(.*?)</caption>', page)
    assert pictures - tables == Counter()
    assert pictures
