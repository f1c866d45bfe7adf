"""What moved when people were asked again, on the pages of results: never of a sealed round, nor of too few."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import reveal_criterion, take_snapshot
from assessments.models import Participant
from assessments.queries.findings import findings_of
from assessments.queries.results import freeze_results
from assessments.rules.frozen import from_json
from cities.models import Sector
from tests.assessments.test_anonymity_pages import words_of
from tests.assessments.test_second_round import answer_again, ask_again
from tests.positions import criterion_of, latest_round

KEY = "success-factors"
MOVED = "The median rose from First steps to Largely in place."


@pytest.fixture
def pages(cast, sign_in):
    """Return a function that gives the words of every page on which movement stands."""

    def pages_of(staged, reader="chi"):
        client, address = sign_in(getattr(cast, reader)), [cast.city.slug, staged.assessment.pk]
        found = {
            "results": client.get(reverse("assessments:results", args=address)),
            "statements": client.get(reverse("assessments:statements", args=address), {"show": "asked-again"}),
            "group": client.get(reverse("assessments:results-group", args=[*address, KEY, "1"])),
        }
        return {name: words_of(page.content.decode()) for name, page in found.items()}

    return pages_of


@pytest.fixture
def asked_twice(revealed):
    """Round one: nine on 1, four on 3, Chi on 2, three silent. Round two: fourteen on 3, three on 2."""
    again = ask_again(revealed, "1.a.1")
    answer_again(again, [3] * 14 + [2] * 3)
    again.close()
    return again


def test_a_second_round_that_is_sealed_shows_nowhere(asked_twice, pages):
    words = pages(asked_twice)

    assert "What moved when we asked again" not in words["results"]
    assert "Asked again:" not in words["group"]
    assert "No statement is like that" in words["statements"]
    # what the second round says of it is nowhere either
    assert "Rated 14 · Don’t know 0 · Not applicable 0 · Not answered 3" in words["group"]
    assert "Rated 17" not in words["group"]


@pytest.mark.parametrize("reader", ["chi", "ola", "bo"])
def test_a_revealed_one_shows_what_moved_to_everybody_who_sees_results(asked_twice, pages, reader):
    asked_twice.reveal()

    words = pages(asked_twice, reader)

    assert "1 statement was asked again. Moved most: “A vision made together”, up 30 points" in words["results"]
    assert "Strategic clarity · First steps, then Largely in place Change of the score +30" in words["results"]
    assert f"Asked again: {MOVED}" in words["group"]
    # (9 × 25 + 4 × 75 + 50) ÷ 14 before, (14 × 75 + 3 × 50) ÷ 17 now
    assert "Score 41 before, 71 now." in words["group"]
    # the picture of before, and its table
    assert words["group"].count("Round 1 Answers to 1.a.1, A vision made together, in round 1 14 ratings") == 1
    assert "in round 1 Answer People Not started 0 First steps 9 Partly in place 1 Largely in place 4" in words["group"]
    assert "1 statement Statement" in words["statements"]
    assert "answers: First steps, then Largely in place" in words["statements"]


def test_a_round_in_which_nobody_knows_any_more_is_what_counts(revealed, pages):
    again = ask_again(revealed, "1.a.1")
    answer_again(again, ["dont_know"] * 17)
    again.close_and_reveal()

    words = pages(again)

    assert "Rated 0 · Don’t know 17 · Not applicable 0 · Not answered 0" in words["group"]
    assert "Asked again:" not in words["group"]
    # what was said before stands beside it
    assert "in round 1 Answer People Not started 0 First steps 9 Partly in place 1 Largely in place 4" in words["group"]


def test_what_is_revealed_so_far_shows_no_round_before_that_is_withheld(open_assessment, cast, sign_in):
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=3, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=3, refs=("1.a.2",))
    open_assessment.close_and_reveal()
    again = ask_again(open_assessment, "1.a.1", "1.a.2")
    for participant in again.round.participants.order_by("pk")[:6]:
        again.say(again.participant(participant.member), {"1.a.1": 2, "1.a.2": 2})
    again.close()
    for ref in ("1.a.1", "1.a.2"):
        reveal_criterion(
            round_=latest_round(again), criterion=criterion_of(again, ref), by=cast.bo.user, now=timezone.now()
        )

    page = sign_in(cast.chi).get(reverse("assessments:revealed", args=[cast.city.slug, again.assessment.pk]))

    words = words_of(page.content.decode())
    assert words.count("Rated 6") == 2
    assert re.findall(r"Answers to (\S+), [^,]+, in round 1|Round 1 Answers to (\S+),", words) == [("", "1.a.2")]
    assert "Withheld" not in words


def test_no_movement_shows_where_too_few_answered_again(revealed, pages):
    again = ask_again(revealed, "1.a.1")
    answer_again(again, ["dont_know"] * 14 + [4] * 3)
    again.close_and_reveal()

    words = pages(again)

    assert "What moved when we asked again" not in words["results"]
    assert "Asked again:" not in words["group"]
    # the first round stands as it was
    assert "Rated 14" in words["group"]


def test_no_movement_shows_where_the_first_round_withheld(open_assessment, pages):
    """Three rated at first: beside the second round their levels must not stand."""
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=0, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=2, refs=("1.a.2", "1.b.1", "2.a.1", "2.a.2"))
    open_assessment.close_and_reveal()
    again = ask_again(open_assessment, "1.a.1")
    people = again.round.participants.count()
    answer_again(again, [3] * people)
    again.close_and_reveal()

    words = pages(again)

    assert f"Rated {people}" in words["group"]
    assert "Asked again:" not in words["group"]
    assert "What moved when we asked again" not in words["results"]


def test_who_is_withdrawn_moves_nothing(asked_twice, pages, cast):
    """Chi rated 2 at first: without Chi the median of nine and four stays where it was, and the score is 40."""
    asked_twice.reveal()
    Participant.objects.filter(member=cast.chi, round__assessment=asked_twice.assessment).update(
        withdrawn_at=timezone.now()
    )

    words = pages(asked_twice, "bo")

    assert "Score 40 before" in words["group"]


def test_two_rounds_are_kept_with_what_is_printed(asked_twice):
    asked_twice.reveal()

    frozen = from_json(take_snapshot(round_=latest_round(asked_twice), now=timezone.now()).content)

    assert frozen.round == freeze_results(latest_round(asked_twice)).round
    assert {ref: sorted(rounds) for ref, rounds in frozen.round.by_round[KEY].items()} == {"1.a.1": [1, 2]}
    [findings] = [findings_of(frozen, outline) for outline in frozen.instruments]
    [item] = findings.asked_again
    assert (item.round, item.round_before, item.movement.levels) == (2, 1, 2)
    assert {other.round for other in findings.all_criteria if other is not item} == {1}


def test_three_rounds_move_from_the_second_to_the_third(asked_twice, pages):
    asked_twice.reveal()
    third = ask_again(asked_twice, "1.a.1")
    answer_again(third, [4] * 17)
    third.close_and_reveal()

    words = pages(third)

    assert "Asked again: The median rose from Largely in place to Embedded." in words["group"]
    assert ("Round 2" in words["group"], "Round 1" in words["group"]) == (True, False)


def test_each_picture_that_stands_there_can_be_taken_out(asked_twice, cast, sign_in):
    asked_twice.reveal()
    client, address = sign_in(cast.chi), [cast.city.slug, asked_twice.assessment.pk]
    pages = [
        client.get(reverse("assessments:results", args=address)),
        client.get(reverse("assessments:results-group", args=[*address, KEY, "1"])),
    ]

    files = {
        name: client.get(link)
        for page in pages
        for link, name in re.findall(r'href="([^"]+/charts/[^"/]+/([^"/]+)\.svg)"', page.content.decode())
    }

    assert {"profile", "sectors", "together", "together-1", "together-1.a", "1.a.1", "before-1.a.1"} <= files.keys()
    assert {name for name, file in files.items() if file.status_code != 200} == set()
    assert "in round 1" in files["before-1.a.1"].content.decode()
