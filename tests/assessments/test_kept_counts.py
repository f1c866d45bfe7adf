"""What a process keeps of closed rounds, and when it counts anew."""

from datetime import timedelta

import pytest

from assessments.models import Participant, Rating, Round
from assessments.queries.kept import SETTLED
from assessments.queries.results import asked_instruments, counted, freeze_results

KEY = "success-factors"


def closed_earlier(staged, by=2 * SETTLED):
    """Let the round have been closed some time ago."""
    closed_at = staged.round.closed_at - by
    Round.objects.filter(pk=staged.round.pk).update(opened_at=closed_at - timedelta(days=1), closed_at=closed_at)
    return Round.objects.select_related("assessment", "city").get(pk=staged.round.pk)


def ratings_behind(round_):
    return sum(tally.rated for tally in freeze_results(round_).round.answers[KEY]["1.a.1"].values())


def change_behind_its_back(round_):
    """Take one answer away as nothing in the portal does once a round is closed."""
    changed = Rating.objects.filter(round=round_, criterion__ref="1.a.1", state="rated").first()
    Rating.objects.filter(pk=changed.pk).update(state="not_answered", level=None)


def test_a_closed_round_is_counted_once(revealed, count_queries):
    round_ = closed_earlier(revealed)
    outlines = asked_instruments(round_)
    first = counted(round_, outlines)

    with count_queries() as again:
        second = counted(round_, outlines)

    assert second == first
    assert len(again) == 1  # what is agreed, which changes


def test_what_was_counted_is_what_is_shown(revealed):
    round_ = closed_earlier(revealed)
    before = ratings_behind(round_)

    change_behind_its_back(round_)

    assert ratings_behind(round_) == before


def test_a_save_that_was_under_way_at_the_closing_still_counts(revealed):
    round_ = revealed.round
    before = ratings_behind(round_)

    change_behind_its_back(round_)

    assert ratings_behind(round_) == before - 1


def test_another_closing_is_another_round(revealed):
    before = ratings_behind(closed_earlier(revealed))
    change_behind_its_back(revealed.round)

    assert ratings_behind(closed_earlier(revealed, 3 * SETTLED)) == before - 1


def test_another_smallest_group_counts_anew(revealed):
    round_ = closed_earlier(revealed)
    before = ratings_behind(round_)
    change_behind_its_back(round_)
    round_.assessment.minimum_group += 1

    assert ratings_behind(round_) == before - 1


@pytest.mark.parametrize("asks", ["asks_target", "asks_confidence"])
def test_what_was_said_beside_the_level_is_kept_too(revealed, asks, count_queries):
    round_ = closed_earlier(revealed)
    setattr(round_.assessment, asks, True)
    first = freeze_results(round_)

    with count_queries() as again:
        second = freeze_results(round_)

    assert second == first
    assert not [sql for sql in again if "confidence" in sql and "GROUP BY" in sql]


def test_a_second_round_is_not_taken_for_the_first(revealed):
    first = closed_earlier(revealed)
    alone = counted(first, asked_instruments(first))
    second = Round.objects.create(
        city=first.city,
        assessment=first.assessment,
        number=2,
        closes_on=first.closes_on,
        opened_at=first.closed_at,
        closed_at=first.closed_at,
        revealed_at=first.closed_at,
    )
    someone = Participant.objects.filter(round=first).first()
    rating = Rating.objects.filter(participant=someone, criterion__ref="1.a.1").get()
    person = Participant.objects.create(
        city=first.city,
        round=second,
        member=someone.member,
        role=someone.role,
        organisation=someone.organisation,
        sector=someone.sector,
        invited_at=someone.invited_at,
    )
    Rating.objects.create(
        city=first.city, round=second, participant=person, criterion=rating.criterion, state="rated", level=4
    )

    assert counted(second, asked_instruments(second)).rounds == 2
    assert counted(first, asked_instruments(first)) == alone
