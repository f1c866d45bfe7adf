"""Where nobody answers alone, every page says so, and none speaks of answers that there are not."""

import re

import pytest
from django.urls import reverse

from assessments.models import Assessment
from tests.positions import agree, latest_round, lock

OF_BALLOTS = ("0 of 0", "Withheld", "too few", "Too few", "people rated", "take part", "took part")


def words_of(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().partition("<main")[2]).split())


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


@pytest.fixture
def read(bo, draft):
    """Return the words of a page, none of which is about ballots."""

    def words(name, *args):
        path = reverse(f"assessments:{name}", args=[draft.city.slug, draft.assessment.pk, *args])
        page = words_of(bo.get(path))
        assert [said for said in OF_BALLOTS if said in page] == []
        return page

    return words


@pytest.fixture
def step(bo, draft):
    def take(name):
        return bo.post(reverse("assessments:step", args=[draft.city.slug, draft.assessment.pk, name]))

    return take


def test_what_the_room_agrees_directly_is_told_truly_from_draft_to_lock(draft, read, step):
    Assessment.objects.update(is_consensus_only=True)
    assert "Begin when the room is together." in read("detail")
    assert "Nobody is asked alone." in read("step", "open")
    assert "Nobody is invited" not in read("people")

    step("open")
    agree(draft, "1.a.1", 2)
    assert "Positions recorded: 1 of" in read("detail")
    assert "Not agreed yet" in read("moderate")
    assert "The other statements stay without an agreed level." in read("lock")
    step("close")
    assert latest_round(draft).closed_at is None

    lock(draft)
    assert "Agreed directly in the room: nobody answered alone." in read("results")
    assert "No level is agreed." in read("results-group", "success-factors", "1")
    assert "No level is agreed" in read("statements")
    assert "In the room" in read("detail")


def test_what_reviewers_alone_look_at_is_told_truly_from_draft_to_lock(draft, read, step):
    Assessment.objects.update(kind=Assessment.Kind.HEALTHCHECK)
    assert "No leader: reviewers alone look at it." in read("detail")
    assert "No leader is invited: reviewers alone look at it." in read("step", "open")

    step("open")
    assert "Close it once the reviewers have finished" in read("detail")
    assert "Reviewers can still finish" in read("step", "close")
    step("close")
    assert "No leader was asked, so nothing is sealed." in read("detail")
    assert "Not agreed yet" in read("moderate")
    assert "the results are empty until you lock the positions" in read("step", "reveal")
    step("reveal")
    assert "Levels show here once the positions are locked." in read("results")

    agree(draft, "1.a.1", 2)
    lock(draft)
    assert "No leader was asked: reviewers alone looked at it." in read("results")


def test_a_named_assessment_says_before_revealing_who_will_see_the_names(open_assessment, bo):
    Assessment.objects.update(is_named=True)
    open_assessment.close()

    path = reverse("assessments:step", args=[open_assessment.city.slug, open_assessment.assessment.pk, "reveal"])
    page = words_of(bo.get(path))

    assert "also see who said what" in page
    assert "without names" not in page


def test_bands_are_explained_as_this_assessment_draws_them(revealed, bo):
    Assessment.objects.update(green_from=90)

    page = words_of(bo.get(reverse("assessments:results", args=[revealed.city.slug, revealed.assessment.pk])))

    assert "green from 90, amber-green from 60, amber from 40, amber-red from 20, red below." in page
