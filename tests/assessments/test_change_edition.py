"""Changing a city's edition: no answer is lost, none pretends to be complete, and what is over stays as it is."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Assessment, Participant, Rating, RatingChange, RatingState, Round, Snapshot
from assessments.queries.counting import comments_of, ratings_of
from assessments.queries.editions import foreseen
from assessments.queries.results import freeze_results
from assessments.rules.carrying import Answers
from cities.models import AuditEntry, City
from cities.queries import edition_of
from framework.models import Edition
from tests.assessments.editions import answers_in, rows_of
from tests.conftest import Staged
from tests.editions import changed, first_sources, stored

NOTHING = ("not_answered", "", "", 0)


def loaded(participant, ref):
    return Rating.objects.select_related("participant__round__assessment", "participant__city", "city").get(
        participant=participant, criterion__ref=ref
    )


def save(rating, level, by, comment=""):
    return actions.record_rating(
        rating=rating,
        state=RatingState.RATED,
        level=level,
        comment=comment,
        version=rating.version,
        by=by,
        now=timezone.now(),
    )


def test_every_answer_of_before_is_there_after_byte_for_byte(between):
    before = rows_of(Rating, RatingChange, Participant, Assessment)

    between.change(between.old)

    after = rows_of(Rating, RatingChange, Participant, Assessment)
    for name, rows in before.items():
        known = {row["id"] for row in rows}
        assert [row for row in after[name] if row["id"] in known] == rows
    assert len(before["Rating"]) == 4 * 6
    assert len(before["RatingChange"]) == 6 + 6 + 2


def test_answers_are_taken_along_as_far_as_the_statements_allow(between, cast):
    (new,) = between.change(between.old)

    own = "Chi’s own words."
    assert answers_in(new.assessment, cast.chi) == {
        "1.a.1": (3, own, "", 1),
        "1.a.2": (1, own, "reworded", 1),
        "1.b.2": (2, own, "to_confirm", 1),
        "1.b.3": (2, own, "to_confirm", 1),
        "2.a.3": NOTHING,
        "3.a.1": NOTHING,
    }
    carried = Rating.objects.filter(round=new.round, version=1)
    assert carried.count() == 4 + 4 + 3  # Chi, the one who had handed in, the one who had begun
    assert RatingChange.objects.filter(rating__round=new.round).count() == 11
    history = RatingChange.objects.filter(rating__in=carried)
    assert {(change.version, change.by) for change in history} == {(1, cast.bo.user)}
    assert not Rating.objects.filter(round=new.round).exclude(version__in=(0, 1)).exists()


def test_it_goes_on_with_the_same_people_and_days_and_nobody_has_finished(between, cast):
    old = between.old
    (new,) = between.change(old)
    old.round.refresh_from_db()

    fields = ("title", "kind", "minimum_group", "consensus_threshold", "coverage_threshold")
    assert [getattr(new.assessment, name) for name in fields] == [getattr(old.assessment, name) for name in fields]
    assert (new.assessment.continues, new.assessment.edition) == (old.assessment, between.second)
    assert (new.round.opened_at, new.round.closes_on, new.round.stage) == (
        old.round.opened_at,
        old.round.closes_on,
        "open",
    )
    people = ("member", "organisation", "sector", "invited_at")
    assert sorted(new.round.participants.values_list(*people)) == sorted(old.round.participants.values_list(*people))
    assert set(new.round.participants.values_list("submitted_at", flat=True)) == {None}
    assert old.round.participants.exclude(submitted_at=None).count() == 1
    refs = new.assessment.asked_groups.values_list("group__ref", flat=True)
    assert sorted(refs) == ["1", "2", "3"]  # the whole checklist was asked, and is


def test_the_one_before_takes_no_more_answers_and_is_never_revealed(between, cast):
    between.change(between.old)

    with pytest.raises(actions.RoundClosed):
        save(loaded(between.old.participant(cast.chi), "1.a.1"), 0, cast.chi.user)
    with pytest.raises(actions.StepRefused, match="goes on in another edition"):
        between.old.reveal()
    assert answers_in(between.old.assessment, cast.chi)["1.a.1"] == (3, "Chi’s own words.", "", 1)


def test_a_draft_asks_the_new_statements(between, cast):
    draft = between_draft(between, cast)

    (moved,) = between.change(draft)

    assert (moved.assessment, moved.assessment.edition) == (draft.assessment, between.second)
    asked = Rating.objects.filter(round=moved.round, participant__member=cast.chi)
    assert sorted(asked.values_list("criterion__ref", "criterion__instrument__edition__key", "state", "version")) == [
        (ref, "small-2", "not_answered", 0) for ref in ("1.a.1", "1.a.2", "1.b.2", "1.b.3")
    ]
    assert list(moved.assessment.asked_groups.values_list("group__ref", flat=True)) == ["1"]


def between_draft(between, cast):
    """Draft an assessment of the first factor of the first edition, and invite Chi."""
    old = between.old.assessment
    round_ = actions.create_assessment(
        city=cast.city,
        groups=[old.asked_groups.select_related("group__instrument").get(group__ref="1").group],
        title="Draft",
        closes_on=between.old.round.closes_on,
        minimum_group=4,
        by=cast.bo.user,
        now=timezone.now(),
    )
    draft = Staged(Round.objects.select_related("assessment", "city").get(pk=round_.pk), cast.bo)
    draft.invite(cast.chi)
    return draft


def test_what_is_over_stays_as_it_is(between, cast):
    between.old.close_and_reveal()
    shown = freeze_results(between.old.round)
    actions.take_snapshot(round_=between.old.round, now=timezone.now())
    before = rows_of(Rating, RatingChange, Participant, Assessment, Round, Snapshot)

    assert between.change() == []

    assert rows_of(Rating, RatingChange, Participant, Assessment, Round, Snapshot) == before
    assert freeze_results(between.old.round) == shown
    assert edition_of(City.objects.get(pk=cast.city.pk)) == between.second


def test_one_that_is_over_cannot_follow_and_then_nothing_is_changed(between, cast):
    stale = Round.objects.get(pk=between.old.round.pk)
    draft = between_draft(between, cast)
    between.old.close()
    before = rows_of(Rating, RatingChange, Participant, Assessment, Round)

    for rounds in ([stale, draft.round], [draft.round, stale]):
        with pytest.raises(actions.StepRefused, match="It is now: Closed"):
            actions.change_edition(
                city=cast.city, edition=between.second, rounds=rounds, by=cast.bo.user, now=timezone.now()
            )

    assert rows_of(Rating, RatingChange, Participant, Assessment, Round) == before
    assert City.objects.get(pk=cast.city.pk).edition.key == "small"


def test_into_an_edition_without_a_mapping_nothing_follows(between, cast):
    other = stored(changed(first_sources(), ("edition.yaml", "key: small", "key: other")))

    with pytest.raises(actions.StepRefused, match="cannot go on in this edition"):
        actions.change_edition(
            city=cast.city, edition=other, rounds=[between.old.round], by=cast.bo.user, now=timezone.now()
        )

    assert [(item.plan, item.can_follow, item.answers) for item in foreseen(cast.city, other)] == [
        (None, False, Answers(0, 0, 14))
    ]


def test_what_was_foreseen_is_what_happens(between, cast):
    (item,) = foreseen(cast.city, between.second)

    assert item.can_follow
    assert item.answers == Answers(kept=3 + 2, to_confirm=3, left=3 + 3)
    assert [(str(kind), len(steps)) for kind, steps in item.kinds] == [
        ("reworded", 1),
        ("split", 1),
        ("merged", 1),
        ("dropped", 1),
        ("new", 1),
        ("same", 1),
    ]

    (new,) = between.change(between.old)

    given = Rating.objects.filter(round=new.round, version__gt=0)
    assert given.exclude(carried="to_confirm").count() == item.answers.kept
    assert given.filter(carried="to_confirm").count() == 2 * item.answers.to_confirm  # one a child
    assert foreseen(cast.city, between.second) == []  # what went on is not asked again


def test_a_change_stands_in_the_log(between, cast):
    between.change(between.old)

    found = AuditEntry.objects.filter(city=cast.city).order_by("pk").values_list("verb", "object_type", "actor__name")
    assert list(found)[-3:] == [
        ("changed", "cities.city", "Bo"),
        ("continued in another edition", "assessments.assessment", "Bo"),
        ("created", "assessments.assessment", "Bo"),
    ]


def test_changing_back_is_for_new_assessments_alone(between, cast):
    between.change(between.old)
    before = rows_of(Rating, RatingChange, Participant, Assessment, Round)
    first = Edition.objects.get(key="small")

    actions.change_edition(city=cast.city, edition=first, rounds=[], by=cast.ada.user, now=timezone.now())

    assert rows_of(Rating, RatingChange, Participant, Assessment, Round) == before
    assert edition_of(City.objects.get(pk=cast.city.pk)) == first


def test_an_answer_to_be_confirmed_counts_only_then(between, cast):
    (new,) = between.change(between.old)
    rating = loaded(new.participant(cast.chi), "1.b.2")
    assert tally(new, "1.b.2") == (0, 4)

    actions.confirm_rating(rating=rating, by=cast.chi.user, now=timezone.now())

    assert answers_in(new.assessment, cast.chi)["1.b.2"] == (2, "Chi’s own words.", "", 2)
    assert tally(new, "1.b.2") == (1, 3)
    history = rating.changes.values_list("version", "level", "by__name")
    assert list(history) == [(1, 2, "Bo"), (2, 2, "Chi")]
    assert tally(new, "1.a.2") == (2, 2)  # reworded ones count


def tally(staged, ref) -> tuple[int, int]:
    """Return how many rated a statement, and how many have not answered, as results would count them."""
    with transaction.atomic():
        Round.objects.filter(pk=staged.round.pk).update(closed_at=timezone.now(), revealed_at=timezone.now())
        round_ = Round.objects.select_related("assessment__edition", "city").get(pk=staged.round.pk)
        frozen = freeze_results(round_).round
        heard = frozenset([("success-factors", ref, 1)])  # few as they are
        comments = comments_of(ratings_of(round_), heard).get("success-factors", {}).get(ref, ())
        transaction.set_rollback(True)
    found = frozen.answers["success-factors"][ref]["public"]
    assert len(comments) == (1 if found.rated and ref != "1.a.1" else 0)
    return found.rated, found.not_answered


def test_saving_an_answer_again_confirms_it(between, cast):
    (new,) = between.change(between.old)
    rating = loaded(new.participant(cast.chi), "1.b.3")

    saved = save(rating, 2, cast.chi.user, "Chi’s own words.")

    assert (saved.rating.version, saved.replaced) == (2, None)
    assert answers_in(new.assessment, cast.chi)["1.b.3"] == (2, "Chi’s own words.", "", 2)


def test_confirming_does_not_bring_back_what_was_changed_meanwhile(between, cast):
    (new,) = between.change(between.old)
    seen = loaded(new.participant(cast.chi), "1.b.2")
    save(loaded(new.participant(cast.chi), "1.b.2"), 4, cast.chi.user)

    actions.confirm_rating(rating=seen, by=cast.chi.user, now=timezone.now())

    assert answers_in(new.assessment, cast.chi)["1.b.2"] == (4, "", "", 2)


def test_nothing_is_confirmed_once_handed_in(between, cast):
    (new,) = between.change(between.old)
    chi = new.participant(cast.chi)
    seen = loaded(chi, "1.b.2")
    actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())

    with pytest.raises(actions.AlreadySubmitted):
        actions.confirm_rating(rating=seen, by=cast.chi.user, now=timezone.now())

    assert answers_in(new.assessment, cast.chi)["1.b.2"][2:] == ("to_confirm", 1)


def test_a_city_stays_with_what_it_asked_when_an_edition_is_published(between, cast):
    """The first assessment fixes it; a city that has asked nothing works with the newest."""
    assert City.objects.get(pk=cast.city.pk).edition.key == "small"
    assert edition_of(cast.other_city) == between.second
    assert Edition.objects.get(key="small").status == "superseded"


# --- at the same time ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_answer_on_its_way_is_taken_along(between, cast):
    """The save holds its transaction open; the change waits for it."""
    foreseen(cast.city, between.second)  # reads the editions, so that the change comes at once
    saved, go_on = threading.Event(), threading.Event()

    def saving():
        with scope(city=cast.city), closing(connection), transaction.atomic():
            save(loaded(between.old.participant(cast.chi), "1.a.1"), 0, cast.chi.user, "At the last moment.")
            saved.set()
            go_on.wait(5)
            sleep(0.3)  # for the change to run into what is held

    def changing():
        with scope(city=cast.city), closing(connection):
            saved.wait(5)
            go_on.set()
            return between.change(between.old)

    with ThreadPoolExecutor(2) as pool:
        _, (new,) = [started.result(20) for started in [pool.submit(saving), pool.submit(changing)]]

    assert answers_in(new.assessment, cast.chi)["1.a.1"] == (0, "At the last moment.", "", 1)
    assert answers_in(between.old.assessment, cast.chi)["1.a.1"] == (0, "At the last moment.", "", 2)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_the_change_is_made_is_refused(between, cast):
    """It was read while the round was open, and the change is not committed when it is written."""
    read, changed_, now = threading.Event(), threading.Event(), []

    def changing():
        with scope(city=cast.city), closing(connection), transaction.atomic():
            read.wait(5)
            found = between.change(between.old)
            changed_.set()
            sleep(0.3)  # for the save to run into what is held
            now.append("committed")
            return found

    def saving():
        with scope(city=cast.city), closing(connection):
            rating = loaded(between.old.participant(cast.chi), "1.a.1")
            read.set()
            changed_.wait(5)
            with pytest.raises(actions.RoundClosed):
                save(rating, 0, cast.chi.user, "Too late.")
            return list(now)

    with ThreadPoolExecutor(2) as pool:
        (new,), then = [started.result(20) for started in [pool.submit(changing), pool.submit(saving)]]

    assert then == ["committed"]
    assert answers_in(between.old.assessment, cast.chi)["1.a.1"] == (3, "Chi’s own words.", "", 1)
    assert answers_in(new.assessment, cast.chi)["1.a.1"] == (3, "Chi’s own words.", "", 1)
