"""What one person leaves behind never stands alone, and is never thrown away."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from assessments import actions
from assessments.forms.rating import AnswersForm
from assessments.models import Assessment, Participant, Rating, RatingChange, RatingState
from assessments.queries.findings import findings_of
from assessments.queries.overview import completion_of
from assessments.queries.results import freeze_results
from assessments.rules.anonymity import is_withheld
from assessments.rules.tally import Tally
from cities.models import Sector


def finding(staged, ref):
    frozen = freeze_results(staged.round)
    [findings] = [findings_of(frozen, outline) for outline in frozen.instruments]
    return next(item for item in findings.all_criteria if item.outline.ref == ref)


@pytest.mark.parametrize(
    ("tally", "withheld"),
    [
        (Tally((0, 0, 0, 0, 0), dont_know=1, not_answered=35), True),
        (Tally((0, 0, 0, 0, 0), dont_know=2, not_applicable=1, not_answered=33), True),
        (Tally((0, 0, 0, 0, 0), dont_know=4, not_answered=32), False),
        (Tally((0, 0, 0, 0, 0), not_answered=36), False),
        (Tally((0, 3, 0, 0, 0), dont_know=9), True),
        (Tally((0, 4, 0, 0, 0), dont_know=1), False),
    ],
)
def test_a_few_answers_without_a_level_are_withheld_like_a_few_ratings(tally, withheld):
    assert is_withheld(tally, 4) is withheld


def test_one_persons_dont_know_and_comment_are_not_shown(open_assessment, cast):
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=2, refs=("1.a.1",))
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.2": "dont_know"}, "Nobody told me.")
    open_assessment.close_and_reveal()

    alone = finding(open_assessment, "1.a.2")

    assert (alone.figures, alone.comments) == (None, ())


def test_a_comment_where_nobody_answered_is_not_shown(open_assessment, cast):
    open_assessment.rate_as(Sector.PUBLIC, people=6, level=2, refs=("1.a.1",))
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.2": "not_answered"}, "I will not say.")
    open_assessment.close_and_reveal()

    assert finding(open_assessment, "1.a.2").comments == ()


def touch_and_clear(staged, participant):
    staged.say(participant, {"1.a.1": 3})
    staged.say(participant, {"1.a.1": "not_answered"})


def only_comment(staged, participant):
    staged.say(participant, {"1.a.1": "not_answered"}, "Only a thought.")


@pytest.mark.parametrize("leave", [touch_and_clear, only_comment])
def test_who_has_saved_anything_counts_as_started_and_stays_invited(open_assessment, cast, leave):
    chi = open_assessment.participant(cast.chi)
    leave(open_assessment, chi)

    with pytest.raises(actions.StepRefused) as refused:
        actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=timezone.now())

    assert str(refused.value) == "This person has answered something in the meantime. Look again, then decide."
    assert sum(part.started for part in completion_of(open_assessment.round)) == 1
    assert RatingChange.objects.filter(rating__participant=chi).exists()


def test_who_handed_in_empty_stays_invited(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    actions.submit_answers(participant=open_assessment.participant(cast.chi), by=cast.chi.user, now=timezone.now())

    with pytest.raises(actions.StepRefused):
        actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=timezone.now())

    assert Participant.objects.filter(pk=chi.pk).exists()


def test_an_answer_to_an_invitation_just_taken_back_is_refused_by_name(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    rating = Rating.objects.select_related("participant__round", "participant__city", "city").get(
        participant=chi, criterion__ref="1.a.1"
    )
    actions.withdraw_invitation(participant=chi, by=cast.bo.user, now=timezone.now())

    with pytest.raises(actions.NotAsked):
        actions.record_rating(
            rating=rating,
            state=RatingState.RATED,
            level=1,
            comment="",
            version=0,
            by=cast.chi.user,
            now=timezone.now(),
        )


def test_nobody_hands_in_while_the_round_is_being_closed(open_assessment, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.close()

    with pytest.raises(actions.RoundClosed):
        actions.submit_answers(participant=chi, by=cast.chi.user, now=timezone.now())

    assert Participant.objects.get(pk=chi.pk).submitted_at is None


def test_a_page_of_empty_lines_becomes_one(db):
    data = QueryDict(mutable=True)
    data.update({"q-1-a-1-comment": "First.\r\n\r\n" + "\r\n" * 500 + "Second.\r\nThird.", "q-1-a-1-version": "0"})

    form = AnswersForm(data, levels={"1.a.1": range(5)}, assessment=Assessment())

    assert form.is_valid()
    assert form.given(Rating(), "1.a.1")["comment"] == "First.\n\nSecond.\nThird."
