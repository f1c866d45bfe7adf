"""Setting an assessment up and taking it from draft to revealed results."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from assessments import actions
from assessments.models import Assessment, Participant, Rating, RatingChange, RatingState, Round, Stage
from cities.models import AuditEntry, ForeignCity, Sector
from framework.queries import current_instrument, top_groups
from tests.conftest import stage_assessment
from tests.factories import MemberFactory, OrganisationFactory

NOON = datetime(2027, 3, 12, 12, tzinfo=UTC)
REFS = ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]


def audit_of(target):
    """The audit rows of an object, oldest first, without the actor and the instant."""
    rows = AuditEntry.objects.filter(object_type=target._meta.label_lower, object_id=target.pk).order_by("pk")
    return [(row.verb, row.fields) for row in rows]


def create(cast, **changes):
    given = {
        "city": cast.city,
        "groups": top_groups(current_instrument("success-factors")),
        "title": "Spring check",
        "closes_on": date(2027, 3, 26),
        "minimum_group": 5,
        "by": cast.bo.user,
        "now": NOON,
    }
    return actions.create_assessment(**given | changes)


def test_a_new_assessment_is_a_draft_with_one_round_that_asks_every_factor(cast, edition):
    round_ = create(cast)

    assessment = round_.assessment
    assert (round_.number, round_.stage, round_.closes_on) == (1, Stage.DRAFT, date(2027, 3, 26))
    assert (assessment.title, assessment.kind, assessment.minimum_group) == ("Spring check", "self", 5)
    assert (assessment.edition, assessment.created_by, assessment.created_at) == (edition, cast.bo.user, NOON)
    assert (assessment.consensus_threshold, assessment.coverage_threshold) == (0.6, 0.6)
    assert [asked.group.ref for asked in assessment.asked_groups.order_by("group__ref")] == ["1", "2"]
    assert not round_.participants.exists()


def test_an_invitation_asks_every_criterion_and_answers_none(draft, cast):
    invited = actions.invite(round_=draft.round, members=[cast.chi, cast.ada], by=cast.bo.user, now=NOON)

    rows = Rating.objects.filter(participant__member=cast.chi).order_by("criterion__ref")
    assert invited == 2
    assert [(row.criterion.ref, row.state, row.level, row.comment, row.version) for row in rows] == [
        (ref, RatingState.NOT_ANSWERED, None, "", 0) for ref in REFS
    ]
    assert not RatingChange.objects.exists()


def test_only_the_criteria_of_asked_groups_are_asked(draft, cast):
    draft.assessment.asked_groups.filter(group__ref="1").delete()

    draft.invite(cast.chi)

    assert sorted(draft.round.ratings.values_list("criterion__ref", flat=True)) == ["2.a.1", "2.a.2"]


def test_organisation_and_sector_stay_as_they_were_when_invited(draft, cast):
    college = OrganisationFactory(city=cast.city, sector=Sector.ACADEMIC)
    member = MemberFactory(city=cast.city, organisation=college)
    draft.invite(member)

    member.organisation = OrganisationFactory(city=cast.city, sector=Sector.PRIVATE)
    member.save()
    college.sector = Sector.THIRD
    college.save()

    participant = draft.participant(member)
    assert (participant.organisation, participant.sector) == (college, Sector.ACADEMIC)


def test_inviting_twice_adds_nothing(draft, cast):
    draft.invite(cast.chi)
    before = audit_of(draft.round)

    again = actions.invite(round_=draft.round, members=[cast.chi], by=cast.bo.user, now=NOON)

    assert (again, draft.round.participants.count(), draft.round.ratings.count()) == (0, 1, 5)
    assert audit_of(draft.round) == before


def test_inviting_again_adds_those_who_are_new_and_keeps_answers(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 3})

    added = actions.invite(
        round_=open_assessment.round, members=[cast.chi, cast.ada], by=cast.bo.user, now=timezone.now()
    )

    assert (added, open_assessment.round.participants.count()) == (1, 5)
    assert chi.ratings.get(criterion__ref="1.a.1").level == 3


def test_somebody_of_another_city_cannot_be_invited(draft, cast, everywhere):
    with pytest.raises(ForeignCity):
        actions.invite(round_=draft.round, members=[cast.otto], by=cast.bo.user, now=NOON)

    assert not draft.round.participants.exists()


@pytest.mark.parametrize(
    ("until", "stage"),
    [
        (["close"], "Closed"),
        (["close", "reveal"], "Results revealed"),
    ],
)
def test_nobody_is_invited_or_taken_off_once_a_round_is_closed(open_assessment, cast, until, stage):
    for step in until:
        getattr(open_assessment, step)()
    words = f"^Somebody has changed this assessment in the meantime. It is now: {stage}.$"

    with pytest.raises(actions.StepRefused, match=words):
        open_assessment.invite(cast.ada)
    with pytest.raises(actions.StepRefused, match=words):
        actions.withdraw_invitation(
            participant=open_assessment.participant(cast.chi), by=cast.bo.user, now=timezone.now()
        )

    assert open_assessment.round.participants.count() == 4


def test_an_unanswered_invitation_can_be_taken_back(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)

    actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=timezone.now())

    assert not Participant.objects.filter(member=cast.chi).exists()
    assert open_assessment.round.ratings.count() == 3 * 5


@pytest.mark.parametrize("answer", [0, "dont_know", "not_applicable"])
def test_an_invitation_stays_once_anything_is_answered(open_assessment, cast, answer):
    """Level 0 and the answers without a level are answers too."""
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"2.a.2": answer})

    with pytest.raises(
        actions.StepRefused,
        match=r"^This person has answered something in the meantime\. Look again, then decide\.$",
    ):
        actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=timezone.now())

    assert chi.ratings.count() == 5


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (
            1,
            "Results of fewer than 4 people are never shown, and so far only one is invited. Invite more people.",
        ),
        (
            3,
            "Results of fewer than 4 people are never shown, and so far only 3 are invited. Invite more people.",
        ),
    ],
)
def test_a_round_does_not_open_below_the_minimum_group(draft, people, words):
    draft.leaders(people)

    with pytest.raises(actions.StepRefused) as refused:
        draft.open()

    draft.round.refresh_from_db()
    assert (str(refused.value), draft.round.opened_at) == (words, None)


def test_a_round_opens_with_exactly_the_minimum_group(draft):
    draft.leaders(4)

    draft.open()

    assert draft.round.stage == Stage.OPEN


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # London is an hour ahead of UTC in summer: at 23:30 UTC on the last day it is tomorrow there
        (datetime(2027, 7, 9, 22, 59, tzinfo=UTC), True),
        (datetime(2027, 7, 9, 23, 0, tzinfo=UTC), False),
    ],
)
def test_a_round_does_not_open_after_its_last_day_in_the_city(draft, cast, now, opens):
    draft.leaders(4)
    Round.objects.filter(pk=draft.round.pk).update(closes_on=date(2027, 7, 9))

    if opens:
        actions.open_round(round_=draft.round, by=cast.bo.user, now=now)
    else:
        with pytest.raises(
            actions.StepRefused, match=r"^The last day has already passed\. Choose a later one first\.$"
        ):
            actions.open_round(round_=draft.round, by=cast.bo.user, now=now)

    draft.round.refresh_from_db()
    assert draft.round.opened_at == (now if opens else None)


STEPS = {"open": actions.open_round, "close": actions.close_round, "reveal": actions.reveal_round}


@pytest.mark.parametrize(
    ("taken", "step", "stage"),
    [
        ([], "close", "Draft"),
        ([], "reveal", "Draft"),
        (["open"], "open", "Open"),
        (["open"], "reveal", "Open"),
        (["open", "close"], "open", "Closed"),
        (["open", "close"], "close", "Closed"),
        (["open", "close", "reveal"], "close", "Results revealed"),
        (["open", "close", "reveal"], "reveal", "Results revealed"),
    ],
)
def test_a_step_from_a_stale_page_is_refused_and_changes_nothing(draft, cast, taken, step, stage):
    draft.leaders(4)
    stale = Round.objects.get(pk=draft.round.pk)
    for name in taken:
        getattr(draft, name)()
    before = Round.objects.values().get(pk=stale.pk)

    with pytest.raises(actions.StepRefused) as refused:
        STEPS[step](round_=stale, by=cast.bo.user, now=NOON)

    assert str(refused.value) == f"Somebody has changed this assessment in the meantime. It is now: {stage}."
    assert Round.objects.values().get(pk=stale.pk) == before


def test_each_step_leaves_its_instant(draft, cast):
    draft.leaders(4)
    hours = [timezone.now() + timedelta(hours=hour) for hour in range(3)]

    for step, now in zip(STEPS.values(), hours, strict=True):
        step(round_=draft.round, by=cast.bo.user, now=now)

    draft.round.refresh_from_db()
    assert [draft.round.opened_at, draft.round.closed_at, draft.round.revealed_at] == hours
    assert draft.round.stage == Stage.REVEALED


def test_the_last_day_moves_while_the_round_is_open_and_not_after(open_assessment, cast):
    later = open_assessment.round.closes_on + timedelta(days=7)

    actions.change_last_day(round_=open_assessment.round, closes_on=later, by=cast.bo.user, now=timezone.now())
    open_assessment.close()
    with pytest.raises(actions.StepRefused):
        actions.change_last_day(
            round_=open_assessment.round, closes_on=later + timedelta(days=1), by=cast.bo.user, now=timezone.now()
        )

    open_assessment.round.refresh_from_db()
    assert open_assessment.round.closes_on == later


def test_every_step_is_audited_with_names_of_fields_and_no_values(draft, cast):
    chi, *_ = draft.invite(cast.chi)
    draft.leaders(4)
    actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=NOON)
    actions.change_last_day(
        round_=draft.round, closes_on=draft.round.closes_on + timedelta(days=1), by=cast.bo.user, now=NOON
    )
    draft.open()
    draft.close_and_reveal()

    assert audit_of(draft.assessment) == [("created", ["title", "minimum_group", "groups"])]
    assert audit_of(draft.round) == [
        ("invited participants", ["participants"]),
        ("invited participants", ["participants"]),
        ("withdrew an invitation", ["participants"]),
        ("changed the last day", ["closes_on"]),
        ("opened", ["opened_at"]),
        ("closed", ["closed_at"]),
        ("revealed results", ["revealed_at"]),
    ]
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {cast.bo.user.pk}


def test_a_refused_step_leaves_no_audit_row(draft, cast):
    before = AuditEntry.objects.count()

    with pytest.raises(actions.StepRefused):
        draft.open()

    assert AuditEntry.objects.count() == before


def test_two_cities_can_run_the_same_checklist_apart(cast, edition, everywhere):
    ours = stage_assessment(cast.city, cast.bo)
    with scope(city=cast.other_city):
        theirs = stage_assessment(cast.other_city, cast.otto)
        theirs.leaders(4)

    assert set(Assessment.objects.values_list("pk", "city")) == {
        (ours.assessment.pk, cast.city.pk),
        (theirs.assessment.pk, cast.other_city.pk),
    }
    assert set(theirs.round.ratings.values_list("city", flat=True)) == {cast.other_city.pk}
    assert ours.round.ratings.count() == 0
