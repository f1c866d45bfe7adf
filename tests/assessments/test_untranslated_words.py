"""Framework words that an edition lacks in the reader's language: shown in its own, said to be, where people answer."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from cities.models import City, User
from framework.models import Criterion, CriterionText, Edition, GroupText, LevelText

BADGE = "state untranslated"


@pytest.fixture
def in_french(open_assessment, cast, settings):
    """A city that speaks French; of the framework, one statement is in French, all else in English."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    City.objects.update(language="fr")
    User.objects.update(language="fr")
    CriterionText.objects.create(
        criterion=Criterion.objects.get(ref="1.a.1"),
        language="fr",
        title="Une vision",
        statement="La ville a une vision.",
        meaning="Ce que cela veut dire.",
        evidence="Un document.",
        question="Qui la connaît ?",
        anchors={},
    )
    with override("en-gb"):  # what the last request spoke is over with it
        yield open_assessment


def statement(markup: str, ref: str) -> str:
    """Return what a page says of one statement."""
    return re.search(rf'<(fieldset|article)[^>]*id="s-{re.escape(ref)}".*?</\1>', markup, re.DOTALL)[0]


def read(client, staged, name, *args) -> str:
    return client.get(
        reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])
    ).content.decode()


def test_a_question_says_in_which_language_its_words_are(in_french, cast, sign_in):
    page = read(sign_in(cast.chi), in_french, "answer", "success-factors", "1")

    assert re.search(r'<h1 \s*lang="en">', page)
    translated, original = statement(page, "1.a.1"), statement(page, "1.a.2")
    assert re.search(r"<bdi\s*>La ville a une vision.</bdi>", translated)
    assert re.search(r'<bdi\s* lang="en">', re.search(r"<legend>.*?</legend>", original, re.DOTALL)[0])
    # once for the page, whose heading is English; not again for every statement of the same language
    assert (page.count(BADGE), original.count(BADGE)) == (1, 0)


def test_what_is_foreign_among_translated_words_says_so_itself(in_french, cast, sign_in):
    for text in GroupText.objects.filter(group__parent=None, group__ref="1"):
        GroupText.objects.create(group=text.group, language="fr", name="Direction", summary="Qui dirige.")
    for text in LevelText.objects.filter(level__value=0):
        LevelText.objects.create(level=text.level, language="fr", label="rien", descriptor="Rien encore.")
    Edition.objects.update(digest="translated")  # a process has read the words as they were

    page = read(sign_in(cast.chi), in_french, "answer", "success-factors", "1")

    translated, original = statement(page, "1.a.1"), statement(page, "1.a.2")
    assert (translated.count(BADGE), original.count(BADGE)) == (0, 1)
    assert re.search(r'<bdi class="level-name"\s*>rien</bdi>', original)
    assert re.search(r'<bdi class="level-name"\s* lang="en">', original)


def test_results_say_it_too(in_french, cast, sign_in):
    in_french.rate_as("public", people=5, level=2)
    in_french.close_and_reveal()

    page = read(sign_in(cast.chi), in_french, "results-group", "success-factors", "1")

    translated, original = statement(page, "1.a.1"), statement(page, "1.a.2")
    assert re.search(r'<h3 id="t-1.a.1"\s*>', translated)
    assert re.search(r'<h3 id="t-1.a.2"\s* lang="en">', original)
    assert (page.count(BADGE), original.count(BADGE)) == (1, 0)
