"""What was settled, and about whom, stays when an assessment goes on in another edition."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import (
    Assessment,
    Awaited,
    DeliveryConfidence,
    Evidence,
    Participant,
    ParticipantLink,
    Rating,
    ReviewRating,
)
from assessments.queries.reviews import reviews_waiting_for
from framework.models import Group
from tests.assessments.test_reviewing import ask, rate
from tests.conftest import Staged
from tests.factories import MemberFactory


def refs_of(staged, member):
    rows = Rating.objects.filter(round=staged.round, participant__member=member)
    return sorted(rows.values_list("criterion__ref", flat=True))


def group(ref):
    return Group.objects.get(instrument__edition__key="small", parent=None, ref=ref).pk


def stage_draft(cast, edition) -> Staged:
    """A draft of the edition before, whichever is the current one."""
    groups = Group.objects.filter(instrument__edition=edition, parent=None).select_related("instrument")
    round_ = actions.create_assessment(
        city=cast.city,
        groups=list(groups),
        closes_on=cast.city.date_at(timezone.now()),
        by=cast.bo.user,
        now=timezone.now(),
        title="Draft",
    )
    return Staged(round_, cast.bo)


def test_the_promise_and_the_thresholds_stay(between):
    Assessment.objects.filter(pk=between.old.assessment.pk).update(
        is_named=True, asks_target=True, green_from=90, divergence_threshold=3, kind="workshop"
    )

    (new,) = between.change(between.old)

    found = new.assessment
    assert (found.is_named, found.asks_target, found.green_from, found.divergence_threshold, found.kind) == (
        True,
        True,
        90,
        3,
        "workshop",
    )


def test_who_was_withdrawn_stays_so_and_a_deputy_stays_one(between, cast):
    old, now = between.old, timezone.now()
    dee = MemberFactory(city=cast.city)
    actions.name_deputy(participant=old.participant(cast.chi), deputy=dee, by=cast.chi.user, now=now)
    begun = old.round.participants.filter(submitted_at=None, ratings__version__gt=0).exclude(member=dee).first()
    actions.withdraw_invitation(participant=begun, by=cast.bo.user, now=now, with_answers=True)

    (new,) = between.change(old)

    assert new.participant(dee).stands_in_for == cast.chi
    assert [one.member for one in new.round.participants.exclude(withdrawn_at=None)] == [begun.member]


def test_who_was_asked_a_part_is_asked_what_became_of_it(between, cast):
    silent = between.old.leaders(1)[0]
    actions.change_groups(participant=silent, groups=[group("2")], by=cast.bo.user, now=timezone.now())

    (new,) = between.change(between.old)

    assert refs_of(new, silent.member) == ["2.a.3"]
    assert refs_of(new, cast.chi) == ["1.a.1", "1.a.2", "1.b.2", "1.b.3", "2.a.3", "3.a.1"]


def test_a_part_of_a_draft_stays_a_part(between, cast):
    draft = stage_draft(cast, between.old.assessment.edition)
    actions.invite(round_=draft.round, members=[cast.ada], groups=[group("2")], by=cast.bo.user, now=timezone.now())
    draft.invite(cast.alma)

    (moved,) = between.change(draft)

    assert refs_of(moved, cast.ada) == ["2.a.3"]
    assert len(refs_of(moved, cast.alma)) == 6


def test_a_link_that_was_mailed_leads_to_where_it_goes_on(between, cast):
    tokens = []
    actions.send_link(
        participant=between.old.participant(cast.chi),
        address_of=lambda token: tokens.append(token) or token,
        by=cast.bo.user,
        now=timezone.now(),
    )

    (new,) = between.change(between.old)

    response = Client().post(reverse("personal-link", args=tokens))
    assert response.url == reverse("assessments:continue", args=[cast.city.slug, new.assessment.pk])


def test_who_has_still_to_join_is_awaited_where_it_goes_on(between, cast):
    actions.invite_list(
        round_=between.old.round,
        people=[actions.Named("mo@people.example", "", cast.chi.organisation)],
        groups=[group("2")],
        by=cast.bo.user,
        now=timezone.now(),
        address_of=str,
        join_address_of=str,
    )

    (new,) = between.change(between.old)

    there = Group.objects.get(instrument__edition=between.second, parent=None, ref="2").pk
    assert [(one.round, one.groups) for one in Awaited.objects.all()] == [(new.round, [there])]
    assert not Participant.objects.filter(member__user__email="mo@people.example").exists()


def begin_review(staged, cast):
    """Let Rey say something of a statement of each fate, and of both factors."""
    review = ask(staged, cast.rey)
    rate(review, {"1.a.1": 3, "1.a.2": 1, "1.b.1": 2, "2.a.1": 4, "2.a.2": 0, "2.b.1": 1})
    factors = dict.fromkeys(Group.objects.filter(pk__in=[group("1"), group("2")]), ("amber", "Why."))
    actions.judge_review(review=review, summary="In short.", judgements={None: ("red", "Why."), **factors})
    for about in factors:
        actions.add_finding(review=review, kind="concern", text=about.ref, group=about)
        actions.add_recommendation(
            review=review, priority="critical", text=about.ref, group=about, owner=None, due_on=None
        )
    return review


SAID_BY_REY = {
    "1.a.1": (3, "Comment of Rey"),
    "1.a.2": (1, "Comment of Rey"),  # reworded: still comparable
    "1.b.2": (None, "Comment of Rey"),  # one half of what was split
    "1.b.3": (None, "Comment of Rey"),
    "2.a.3": (None, "Comment of Rey\n\nComment of Rey"),  # merged of two
}


def said_in(review, edition) -> dict[str, tuple]:
    rows = ReviewRating.objects.filter(review=review, criterion__instrument__edition=edition)
    return {ref: (level, words) for ref, level, words in rows.values_list("criterion__ref", "level", "comment")}


def test_a_review_that_was_begun_goes_on_with_what_was_said(between, cast, sign_in):
    review = begin_review(between.old, cast)
    address = reverse("assessments:my-review", args=[cast.city.slug, between.old.assessment.pk])

    (new,) = between.change(between.old)

    review.refresh_from_db()
    assert (review.assessment, review.summary, review.submitted_at) == (new.assessment, "In short.", None)
    assert said_in(review, between.second) == SAID_BY_REY
    about = {
        (item.text, item.group.instrument.edition) for item in [*review.findings.all(), *review.recommendations.all()]
    }
    assert about == {("1", between.second), ("2", between.second)}
    sure = DeliveryConfidence.objects.filter(review=review).values_list("group__ref", "band")
    assert sorted(sure, key=str) == [("1", "amber"), ("2", "amber"), (None, "red")]
    assert [one.assessment for one in reviews_waiting_for(cast.rey)] == [new.assessment]
    assert sign_in(cast.rey).get(address).context["assessment"] == new.assessment  # the mail they have leads there


def test_a_review_of_a_draft_follows_it_there_and_back(between, cast):
    first = between.old.assessment.edition
    draft = stage_draft(cast, first)
    review = begin_review(draft, cast)

    (moved,) = between.change(draft)
    there = said_in(review, between.second)
    between.second = first
    between.change(moved)

    assert there == SAID_BY_REY
    back = said_in(review, first)
    assert back["2.b.1"] == (1, "Comment of Rey")  # dropped there, and kept
    assert {ref: level for ref, (level, _words) in back.items()} == {
        "1.a.1": 3,
        "1.a.2": 1,
        "1.b.1": 2,
        "2.a.1": 4,
        "2.a.2": 0,
        "2.b.1": 1,
    }


def test_nobody_is_asked_to_review_what_goes_on_elsewhere(between, cast):
    between.change(between.old)

    with pytest.raises(actions.StepRefused, match="goes on in another edition"):
        ask(between.old, cast.rey)


def test_evidence_goes_along_with_the_answer(between, cast):
    participant = between.old.participant(cast.chi)
    for ref in between.old.refs:
        rating = Rating.objects.get(participant=participant, criterion__ref=ref)
        Evidence.objects.create(
            city=cast.city,
            rating=rating,
            title=ref,
            url="https://evidence.example/",
            added_by=cast.chi.user,
            added_at=timezone.now(),
        )

    (new,) = between.change(between.old)

    went = Evidence.objects.filter(rating__round=new.round).values_list("title", "rating__criterion__ref")
    stayed = Evidence.objects.filter(rating__round=between.old.round).values_list("title", flat=True)
    assert sorted(went) == [("1.a.1", "1.a.1"), ("1.a.2", "1.a.2"), ("1.b.1", "1.b.2")]
    assert sorted(stayed) == ["2.a.1", "2.a.2", "2.b.1"]  # as the answers do


def test_what_goes_along_costs_the_same_for_few_and_for_many(between, cast):
    def fill(number):
        actions.invite_list(
            round_=between.old.round,
            people=[actions.Named(f"{number}-{n}@people.example", "", cast.chi.organisation) for n in range(number)],
            groups=[group("2")],
            by=cast.bo.user,
            now=timezone.now(),
            address_of=str,
            join_address_of=str,
        )
        ParticipantLink.objects.bulk_create(
            ParticipantLink(
                city=cast.city,
                participant=between.old.participant(cast.chi),
                token_hash=f"{number}-{n}",
                created_by=cast.bo.user,
                created_at=timezone.now(),
            )
            for n in range(number)
        )

    counts = []
    for number in (1, 2, 8):  # the first reads the editions too
        fill(number)
        with transaction.atomic():
            mark = transaction.savepoint()
            with CaptureQueriesContext(connection) as queries:
                between.change(between.old)
            counts.append(len(queries))
            transaction.savepoint_rollback(mark)

    assert counts[1] == counts[2]
