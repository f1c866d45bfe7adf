"""Answering: every version is kept, the later save wins, and a closed round takes nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Participant, Rating, RatingChange, RatingState, Round
from assessments.rules.merging import Answer
from cities.models import AuditEntry

REF = "1.a.1"


@pytest.fixture
def chi(open_assessment, cast):
    return open_assessment.participant(cast.chi)


def loaded(participant, ref=REF):
    """Chi's rating as a page holds it: read once, with the participant and the round of that moment."""
    return Rating.objects.select_related("city", "criterion", "participant__round", "participant__city").get(
        participant=participant, criterion__ref=ref
    )


def save(rating, answer=None, comment="", version=None, now=None, **more):
    level = answer if isinstance(answer, int) else None
    state = RatingState.RATED if level is not None else RatingState(answer or "not_answered")
    return actions.record_rating(
        rating=rating,
        state=state,
        level=level,
        comment=comment,
        version=rating.version if version is None else version,
        by=rating.participant.member.user,
        now=now or timezone.now(),
        **more,
    )


def stored(participant, ref=REF):
    row = Rating.objects.get(participant=participant, criterion__ref=ref)
    return row.state, row.level, row.comment, row.version


def history(participant, ref=REF):
    rows = RatingChange.objects.filter(rating__participant=participant, rating__criterion__ref=ref)
    return [(row.version, row.state, row.level, row.comment) for row in rows]


def test_the_same_answer_twice_is_one_version(chi):
    save(loaded(chi), 3, "Because.")
    save(loaded(chi), 3, "Because.")

    assert stored(chi) == ("rated", 3, "Because.", 1)
    assert history(chi) == [(1, "rated", 3, "Because.")]


def test_the_history_keeps_every_version_with_who_and_when(chi, cast):
    instants = [timezone.now() + timedelta(minutes=minute) for minute in range(4)]
    for (answer, comment), now in zip(
        [(0, ""), ("dont_know", ""), (4, "Now I see."), (None, "")], instants, strict=True
    ):
        save(loaded(chi), answer, comment, now=now)

    assert history(chi) == [
        (1, "rated", 0, ""),
        (2, "dont_know", None, ""),
        (3, "rated", 4, "Now I see."),
        (4, "not_answered", None, ""),
    ]
    assert list(RatingChange.objects.values_list("by", "at")) == [(cast.chi.user.pk, now) for now in instants]
    assert stored(chi) == ("not_answered", None, "", 4)


def test_a_save_from_the_page_that_was_seen_replaces_nothing_unseen(chi):
    save(loaded(chi), 1)

    saved = save(loaded(chi), 2)

    assert (saved.replaced, saved.other_comment, saved.rating.version) == (None, None, 2)


def test_of_levels_the_later_wins_and_the_other_comes_back(chi):
    save(loaded(chi), 1)

    saved = save(loaded(chi), 4, version=0)

    assert saved.replaced == Answer("rated", 1)
    assert stored(chi) == ("rated", 4, "", 2)


def test_of_two_comments_neither_is_overwritten_before_the_person_has_chosen(chi):
    save(loaded(chi), 1, "From my phone.")

    saved = save(loaded(chi), 1, "From my laptop.", version=0)
    kept = stored(chi)
    chosen = save(loaded(chi), 1, "From my laptop.", version=saved.rating.version)

    assert (saved.replaced, saved.other_comment) == (None, "From my phone.")
    assert kept == ("rated", 1, "From my phone.", 1)
    assert (chosen.other_comment, stored(chi)) == (None, ("rated", 1, "From my laptop.", 2))


def test_a_page_left_open_takes_back_nothing_that_it_did_not_touch(chi):
    """It adds a comment beside the level it knows; the level was changed elsewhere."""
    save(loaded(chi), 1)
    save(loaded(chi), 4)

    saved = save(loaded(chi), 1, "Only a comment.", version=1)

    assert saved.replaced is None
    assert stored(chi) == ("rated", 4, "Only a comment.", 3)


def test_a_target_and_the_confidence_are_kept_with_every_version(chi):
    save(loaded(chi), 1, target=3, confidence="low")
    save(loaded(chi), 2, target=3, confidence="high")

    rows = RatingChange.objects.values_list("level", "target", "confidence")
    rating = loaded(chi)
    assert list(rows) == [(1, 3, "low"), (2, 3, "high")]
    assert (rating.target, rating.confidence) == (3, "high")


def test_the_history_says_for_whom_a_deputy_answers(chi, cast):
    save(loaded(chi), 1)
    row = Participant.objects.get(pk=chi.pk)
    row.stands_in_for = cast.alma
    row.save()

    save(loaded(chi), 2)

    rows = RatingChange.objects.values_list("level", "by", "on_behalf_of")
    assert list(rows) == [(1, cast.chi.user.pk, None), (2, cast.chi.user.pk, cast.alma.pk)]


@pytest.mark.parametrize("moment", ["before", "meanwhile"])
def test_somebody_withdrawn_can_answer_nothing(chi, cast, moment):
    early = loaded(chi)
    Participant.objects.filter(pk=chi.pk).update(withdrawn_at=timezone.now())
    rating = early if moment == "meanwhile" else loaded(chi)

    with pytest.raises(actions.Withdrawn):
        save(rating, 2)
    with pytest.raises(actions.Withdrawn):
        actions.submit_answers(participant=loaded(chi).participant, by=cast.chi.user, now=timezone.now())
    with pytest.raises(actions.Withdrawn):
        actions.reopen_answers(participant=loaded(chi).participant, by=cast.chi.user, now=timezone.now())

    assert (stored(chi), history(chi)) == (("not_answered", None, "", 0), [])


def test_a_page_that_was_open_meanwhile_gives_back_what_it_replaced(chi):
    """Both pages read version 0; the row changed between reading and saving."""
    stale = loaded(chi)
    save(loaded(chi), 1)

    saved = save(stale, 4)

    assert saved.replaced == Answer("rated", 1)
    assert history(chi) == [(1, "rated", 1, ""), (2, "rated", 4, "")]


def test_the_same_answer_on_two_pages_replaces_nothing(chi):
    stale = loaded(chi)
    save(loaded(chi), 3)

    saved = save(stale, 3)

    assert (saved.replaced, history(chi)) == (None, [(1, "rated", 3, "")])


def test_one_persons_answer_changes_nobody_elses(open_assessment, chi, cast):
    save(loaded(chi), 3)

    others = Rating.objects.filter(criterion__ref=REF).exclude(participant=chi)
    assert set(others.values_list("state", "version")) == {("not_answered", 0)}


SUMMER = date(2027, 7, 9)


@pytest.mark.parametrize(
    ("zone", "now", "taken"),
    [
        # London keeps summer time: its midnight is 23:00 in UTC
        ("Europe/London", datetime(2027, 7, 9, 22, 30, tzinfo=UTC), True),  # 23:30 on the last day
        ("Europe/London", datetime(2027, 7, 9, 23, 30, tzinfo=UTC), False),  # 00:30 on the next
        ("UTC", datetime(2027, 7, 9, 23, 30, tzinfo=UTC), True),
        ("UTC", datetime(2027, 7, 10, 0, 30, tzinfo=UTC), False),
        ("America/New_York", datetime(2027, 7, 10, 3, 30, tzinfo=UTC), True),
        ("Pacific/Auckland", datetime(2027, 7, 9, 12, 30, tzinfo=UTC), False),
    ],
)
def test_the_last_day_counts_in_full_in_the_citys_time_zone(chi, cast, zone, now, taken):
    cast.city.time_zone = zone
    cast.city.save()
    Round.objects.update(closes_on=SUMMER)
    rating = loaded(chi)

    if taken:
        save(rating, 2, now=now)
    else:
        with pytest.raises(actions.RoundClosed):
            save(rating, 2, now=now)

    assert Round.objects.get().takes_ratings(cast.city.date_at(now)) is taken
    assert stored(chi) == (("rated", 2, "", 1) if taken else ("not_answered", None, "", 0))


def test_a_draft_takes_no_answers(draft, cast):
    [chi] = draft.invite(cast.chi)

    with pytest.raises(actions.RoundClosed):
        save(loaded(chi), 2)

    assert history(chi) == []


def test_a_closed_round_takes_no_answers(open_assessment, chi):
    open_assessment.close()

    with pytest.raises(actions.RoundClosed):
        save(loaded(chi), 2)

    assert (stored(chi), history(chi)) == (("not_answered", None, "", 0), [])


def test_a_round_closed_between_reading_and_saving_takes_nothing(open_assessment, chi):
    rating = loaded(chi)
    open_assessment.close()

    with pytest.raises(actions.RoundClosed):
        save(rating, 2)

    assert (stored(chi), history(chi)) == (("not_answered", None, "", 0), [])


def test_answers_handed_in_on_another_device_meanwhile_stay_as_they_are(chi, cast):
    rating = loaded(chi)
    actions.submit_answers(participant=Participant.objects.get(pk=chi.pk), by=cast.chi.user, now=timezone.now())

    with pytest.raises(actions.AlreadySubmitted):
        save(rating, 2)

    assert (stored(chi), history(chi)) == (("not_answered", None, "", 0), [])


def test_handing_in_locks_the_answers_until_they_are_taken_back(chi, cast):
    now = timezone.now()
    actions.submit_answers(participant=chi, by=cast.chi.user, now=now)
    with pytest.raises(actions.AlreadySubmitted):
        save(loaded(chi), 2)

    actions.reopen_answers(participant=chi, by=cast.chi.user, now=now)
    save(loaded(chi), 2)

    assert stored(chi) == ("rated", 2, "", 1)
    rows = AuditEntry.objects.filter(object_type="assessments.participant", object_id=chi.pk).order_by("pk")
    assert [(row.verb, row.fields, row.actor) for row in rows] == [
        ("submitted answers", ["submitted_at"], cast.chi.user),
        ("reopened answers", ["submitted_at"], cast.chi.user),
    ]


def test_handing_in_twice_keeps_the_first_instant(chi, cast):
    now = timezone.now()
    actions.submit_answers(participant=chi, by=cast.chi.user, now=now)

    actions.submit_answers(participant=chi, by=cast.chi.user, now=now + timedelta(hours=1))

    chi.refresh_from_db()
    assert chi.submitted_at == now
    assert AuditEntry.objects.filter(verb="submitted answers").count() == 1


def test_what_is_not_answered_stays_so_when_handed_in(chi, cast):
    save(loaded(chi), 2)

    actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())

    assert sorted(chi.ratings.values_list("state", flat=True)) == ["not_answered"] * 4 + ["rated"]


def test_nothing_is_handed_in_or_taken_back_once_the_round_is_closed(open_assessment, cast, chi):
    actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())
    other = open_assessment.round.participants.exclude(pk=chi.pk).first()
    open_assessment.close()
    chi, other = (
        Participant.objects.select_related("round", "city", "member__user").get(pk=found.pk) for found in (chi, other)
    )

    with pytest.raises(actions.RoundClosed):
        actions.reopen_answers(participant=chi, by=cast.chi.user, now=timezone.now())
    with pytest.raises(actions.RoundClosed):
        actions.submit_answers(participant=other, by=other.member.user, now=timezone.now())

    assert set(Participant.objects.filter(submitted_at__isnull=False)) == {chi}


@pytest.mark.parametrize("act", [actions.submit_answers, actions.reopen_answers])
def test_a_round_closed_between_reading_and_handing_in_stays_as_it_is(open_assessment, cast, chi, act):
    if act is actions.reopen_answers:
        actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())
    read = open_assessment.participant(cast.chi)
    before = read.submitted_at
    open_assessment.close()

    with pytest.raises(actions.RoundClosed):
        act(participant=read, by=cast.chi.user, now=timezone.now())

    assert Participant.objects.get(pk=chi.pk).submitted_at == before


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_time_are_both_kept(chi, cast):
    """The first holds its transaction open until the second, which read the same version, waits for it."""
    second_has_read, first_has_written = threading.Event(), threading.Event()

    def first():
        with scope(city=cast.city), closing(connection):
            rating = loaded(chi)
            with transaction.atomic():
                saved = save(rating, 1, "From my phone.")
                second_has_read.wait(5)
                first_has_written.set()
                sleep(0.3)  # for the second to run into the row that is held
            return saved

    def second():
        with scope(city=cast.city), closing(connection):
            rating = loaded(chi)
            second_has_read.set()
            first_has_written.wait(5)
            return save(rating, 4, "From my laptop.")

    with ThreadPoolExecutor(2) as pool:
        first_saved, second_saved = [started.result(10) for started in [pool.submit(first), pool.submit(second)]]

    assert history(chi) == [(1, "rated", 1, "From my phone."), (2, "rated", 4, "From my phone.")]
    assert stored(chi) == ("rated", 4, "From my phone.", 2)
    assert (first_saved.replaced, first_saved.other_comment) == (None, None)
    assert second_saved.replaced == Answer("rated", 1, comment="From my phone.")
    assert second_saved.other_comment == "From my phone."


@pytest.mark.parametrize(
    ("state", "level"),
    [
        ("rated", None),
        ("dont_know", 2),
        ("not_applicable", 0),
        ("not_answered", 4),
        ("perhaps", None),
        ("perhaps", 2),
    ],
)
def test_the_database_refuses_a_state_that_does_not_go_with_the_level(chi, state, level):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(participant=chi, criterion__ref=REF).update(state=state, level=level)

    assert stored(chi) == ("not_answered", None, "", 0)


def test_the_database_refuses_a_second_rating_of_a_criterion(chi):
    rating = loaded(chi)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(city=rating.city, round_id=rating.round_id, participant=chi, criterion=rating.criterion)

    assert chi.ratings.count() == 5


def test_the_database_refuses_a_second_row_for_one_version(chi, cast):
    save(loaded(chi), 1)
    rating = loaded(chi)

    with pytest.raises(IntegrityError), transaction.atomic():
        RatingChange.objects.create(city=rating.city, rating=rating, version=1, by=cast.chi.user, at=timezone.now())

    assert history(chi) == [(1, "rated", 1, "")]


@pytest.mark.parametrize(
    "changes",
    [
        {"closed_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"opened_at": datetime(2027, 1, 1, tzinfo=UTC), "revealed_at": datetime(2027, 1, 2, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_a_round_that_skips_a_step(draft, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=draft.round.pk).update(**changes)


@pytest.mark.parametrize(
    "changes",
    [{"minimum_group": 2}, {"consensus_threshold": 1.01}, {"coverage_threshold": -0.01}],
)
def test_the_database_refuses_thresholds_out_of_bounds(draft, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(draft.assessment).objects.filter(pk=draft.assessment.pk).update(**changes)


def test_nobody_takes_part_twice_in_a_round(open_assessment, chi):
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(
            city=chi.city,
            round=open_assessment.round,
            member=chi.member,
            organisation=chi.organisation,
            sector=chi.sector,
            invited_at=timezone.now(),
        )
