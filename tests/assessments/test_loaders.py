"""What a member gets to hold: their own, of their city, at a stage at which it exists."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django_scopes import scope

from assessments import access
from assessments.queries.answering import progress_of
from cities.access import find_membership
from tests.conftest import stage_assessment
from tests.factories import MemberFactory

EVERYBODY = ("alma", "bo", "chi", "rey", "ada", "ola")
RUNNERS = ("alma", "bo", "ada")


def membership(member):
    return find_membership(member.user, member.city.slug)


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_draft_exists_only_for_those_who_run_assessments(draft, cast, name):
    reader = membership(getattr(cast, name))

    if name in RUNNERS:
        assert access.load_round(reader, draft.assessment.pk) == draft.round
    else:
        with pytest.raises(Http404):
            access.load_round(reader, draft.assessment.pk)


@pytest.mark.parametrize("name", EVERYBODY)
def test_an_open_assessment_exists_for_every_member(open_assessment, cast, name):
    assert access.load_round(membership(getattr(cast, name)), open_assessment.assessment.pk) == open_assessment.round


def test_another_citys_assessment_does_not_exist(cast, edition):
    with scope(city=cast.other_city):
        theirs = stage_assessment(cast.other_city, cast.otto)
        theirs.leaders(4)
        theirs.open()
    bo = membership(cast.bo)

    for loader in (access.load_round, access.load_revealed_round, access.load_participant):
        with pytest.raises(Http404):
            loader(bo, theirs.assessment.pk)
    with pytest.raises(Http404):
        access.load_rating(bo, theirs.assessment.pk, "success-factors", "1.a.1")


def test_another_citys_assessment_does_not_exist_even_where_all_cities_are_in_view(cast, edition, everywhere):
    theirs = stage_assessment(cast.other_city, cast.otto)

    with pytest.raises(Http404):
        access.load_round(membership(cast.bo), theirs.assessment.pk)


@pytest.mark.parametrize("number", [0, 4711, 2**63, 10**40])
def test_a_number_that_no_assessment_has_is_not_found(open_assessment, cast, number):
    """Numbers beyond the database's integers included."""
    bo = membership(cast.bo)

    for loader in (access.load_round, access.load_revealed_round, access.load_participant):
        with pytest.raises(Http404):
            loader(bo, number)
    with pytest.raises(Http404):
        access.load_rating(bo, number, "success-factors", "1.a.1")
    with pytest.raises(Http404):
        access.load_other_participant(open_assessment.round, number)


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("stage", ["open", "closed"])
def test_results_exist_for_nobody_before_they_are_revealed(open_assessment, cast, name, stage):
    open_assessment.rate_as("public", people=9, level=1)
    if stage == "closed":
        open_assessment.close()

    with pytest.raises(Http404):
        access.load_revealed_round(membership(getattr(cast, name)), open_assessment.assessment.pk)


def test_results_exist_for_everybody_once_revealed(revealed, cast):
    found = {access.load_revealed_round(membership(getattr(cast, name)), revealed.assessment.pk) for name in EVERYBODY}

    assert found == {revealed.round}


def test_a_participant_gets_their_own_participation(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)

    assert access.load_participant(membership(cast.chi), open_assessment.assessment.pk) == chi
    assert access.find_participant(membership(cast.chi), open_assessment.round) == chi


def test_who_is_not_asked_may_not_answer(open_assessment, cast):
    other = MemberFactory(city=cast.city)

    assert access.find_participant(membership(other), open_assessment.round) is None
    with pytest.raises(PermissionDenied):
        access.load_participant(membership(other), open_assessment.assessment.pk)
    with pytest.raises(PermissionDenied):
        access.load_rating(membership(other), open_assessment.assessment.pk, "success-factors", "1.a.1")


def test_who_is_asked_in_a_draft_cannot_answer_yet(draft, cast):
    draft.invite(cast.chi, cast.bo)

    with pytest.raises(Http404):
        access.load_participant(membership(cast.chi), draft.assessment.pk)
    with pytest.raises(Http404):
        access.load_rating(membership(cast.chi), draft.assessment.pk, "success-factors", "1.a.1")
    with pytest.raises(PermissionDenied):
        access.load_participant(membership(cast.bo), draft.assessment.pk)


def test_a_rating_is_ones_own_and_progress_counts_what_one_has_answered(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 3, "1.a.2": "dont_know", "2.a.1": "not_applicable"})
    for other in open_assessment.leaders(2):
        open_assessment.say(other, {"1.b.1": 2})

    answered = access.load_rating(membership(cast.chi), open_assessment.assessment.pk, "success-factors", "1.a.1")
    open_one = access.load_rating(membership(cast.chi), open_assessment.assessment.pk, "success-factors", "1.b.1")

    assert (answered.participant, answered.level) == (chi, 3)
    assert (open_one.participant, open_one.level) == (chi, None)
    assert progress_of(chi) == (5, 3)


def test_at_first_nothing_is_answered(open_assessment, cast):
    assert progress_of(open_assessment.participant(cast.chi)) == (5, 0)


@pytest.mark.parametrize(("instrument", "ref"), [("success-factors", "9.z.9"), ("principles", "1.a.1")])
def test_a_criterion_that_is_not_asked_gives_no_rating(open_assessment, cast, instrument, ref):
    assert access.load_rating(membership(cast.chi), open_assessment.assessment.pk, instrument, ref) is None


def test_a_participant_of_another_round_is_not_found_in_this_one(open_assessment, cast):
    second = stage_assessment(cast.city, cast.bo, "Second")
    [elsewhere] = second.invite(cast.chi)
    here = open_assessment.participant(cast.chi)

    assert access.load_other_participant(open_assessment.round, here.pk) == here
    with pytest.raises(Http404):
        access.load_other_participant(open_assessment.round, elsewhere.pk)
