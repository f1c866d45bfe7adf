"""What may be typed: answers, comments, the last day, the smallest group shown."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from assessments.forms.people import InviteForm
from assessments.forms.rating import AnswersForm, prefix_of
from assessments.forms.setting_up import AssessmentForm, LastDayForm
from assessments.models import Assessment, Rating
from cities.models import Member
from framework.queries import GroupChoice, InstrumentChoice
from tests.factories import MemberFactory

TODAY = date(2027, 3, 12)


def rating_form(levels=range(5), **given):
    data = QueryDict(mutable=True)
    data.update({f"q-1-a-1-{key}": value for key, value in {"version": "", **given}.items()})
    return AnswersForm(data, levels={"1.a.1": levels}, assessment=Assessment())


def given_by(form):
    """What an answer says, without what is not asked beside it."""
    parts = form.given(Rating(), "1.a.1")
    return {key: parts[key] for key in ("state", "level", "comment", "version")}


def test_the_fields_of_a_criterion_travel_under_a_name_without_dots():
    assert prefix_of("1.a.1") == "q-1-a-1"


@pytest.mark.parametrize(
    ("answer", "state", "level"),
    [
        ("0", "rated", 0),
        ("1", "rated", 1),
        ("2", "rated", 2),
        ("3", "rated", 3),
        ("4", "rated", 4),
        ("dont_know", "dont_know", None),
        ("not_applicable", "not_applicable", None),
        ("", "not_answered", None),
    ],
)
def test_every_answer_offered_becomes_a_state_and_a_level(answer, state, level):
    form = rating_form(answer=answer, comment="Why.", version="7")

    assert form.is_valid()
    assert given_by(form) == {"state": state, "level": level, "comment": "Why.", "version": 7}


def test_nothing_sent_is_not_answered():
    form = rating_form()

    assert form.is_valid()
    assert given_by(form) == {"state": "not_answered", "level": None, "comment": "", "version": 0}


def test_levels_may_start_below_zero():
    form = rating_form(range(-2, 3), answer="-2")

    assert form.is_valid()
    assert (given_by(form)["state"], given_by(form)["level"]) == ("rated", -2)


@pytest.mark.parametrize("answer", ["5", "-1", "1.5", "²", "true", "not_answered", "rated", "1 "])
def test_an_answer_that_is_not_offered_is_refused(answer):
    form = rating_form(answer=answer, comment="Keep me.")

    assert form.errors == {"q-1-a-1-answer": ["This is not one of the answers offered. Choose one of them."]}
    assert form.problems("1.a.1") == ["This is not one of the answers offered. Choose one of them."]
    assert form.typed("1.a.1", "comment") == "Keep me."


@pytest.mark.parametrize(
    ("comment", "length"),
    [
        ("x" * 2000, 2000),
        ("x" * 1999 + "é", 2000),
        # a browser sends two characters for a line break; the person typed one
        ("x\r\n" * 999 + "xx", 2000),
        (" padded \r\n", 6),
    ],
)
def test_a_comment_of_up_to_2000_characters_is_taken(comment, length):
    form = rating_form(comment=comment)

    assert form.is_valid()
    assert len(given_by(form)["comment"]) == length
    assert "\r" not in given_by(form)["comment"]


@pytest.mark.parametrize("comment", ["x" * 2001, "x\r\n" * 1000 + "x"])
def test_a_longer_comment_is_refused_with_both_lengths(comment):
    form = rating_form(answer="2", comment=comment)

    assert form.errors == {
        "q-1-a-1-comment": ["This comment has 2001 characters and 2000 fit. Shorten it a little."],
    }


def test_a_version_that_is_no_number_is_refused():
    assert list(rating_form(version="new").errors) == ["q-1-a-1-version"]


@pytest.mark.parametrize(
    ("day", "errors"),
    [
        (TODAY - timedelta(days=1), ["This day has passed. Choose today or a later day."]),
        (TODAY, []),
        (TODAY + timedelta(days=366), []),
        (TODAY + timedelta(days=367), ["Choose a day within the next twelve months."]),
        (date(2207, 3, 12), ["Choose a day within the next twelve months."]),
        ("12 March", ["Enter a valid date."]),
        ("", ["This field is required."]),
    ],
)
def test_the_last_day_lies_between_today_and_a_year_from_now(day, errors):
    form = LastDayForm({"closes_on": day}, today=TODAY)

    assert form.errors.get("closes_on", []) == errors


def test_the_last_day_is_drawn_as_an_iso_date_field():
    form = LastDayForm(today=TODAY, initial={"closes_on": date(2027, 4, 1)})

    assert str(form["closes_on"]) == (
        '<input type="date" name="closes_on" value="2027-04-01" min="2027-03-12" required'
        ' aria-describedby="id_closes_on_helptext" id="id_closes_on">'
    )


@pytest.mark.parametrize(
    ("minimum", "errors"),
    [
        ("2", ["Ensure this value is greater than or equal to 3."]),
        ("3", []),
        ("50", []),
        ("51", ["Ensure this value is less than or equal to 50."]),
        ("", ["This field is required."]),
    ],
)
def test_the_smallest_group_shown_has_a_floor(minimum, errors):
    form = AssessmentForm({"title": "Check", "closes_on": TODAY, "minimum_group": minimum}, today=TODAY, instruments=[])

    assert form.errors.get("minimum_group", []) == errors


def test_a_new_assessment_suggests_three_weeks_and_groups_of_four():
    form = AssessmentForm(today=TODAY, instruments=[])

    assert (form["closes_on"].value(), form["minimum_group"].value()) == (date(2027, 4, 2), 4)
    assert (form["kind"].value(), form["is_named"].value()) == ("self", "confidential")
    assert [name for name in AssessmentForm.EXTRAS if form[name].value()] == ["asks_comment"]


@pytest.mark.parametrize(
    ("title", "errors"),
    [
        ("x" * 150, []),
        ("x" * 151, ["Ensure this value has at most 150 characters (it has 151)."]),
        ("  ", ["This field is required."]),
    ],
)
def test_a_title_has_up_to_150_characters(title, errors):
    form = AssessmentForm({"title": title, "closes_on": TODAY, "minimum_group": "4"}, today=TODAY, instruments=[])

    assert form.errors.get("title", []) == errors


def test_only_what_is_offered_can_be_asked():
    offer = InstrumentChoice("checklist", "Checklist", "", (GroupChoice(7, "1", "Leadership", 5),))
    given = {"title": "Check", "closes_on": TODAY, "minimum_group": "4"}

    def form(groups):
        return AssessmentForm(given | {"groups": groups}, today=TODAY, instruments=[offer])

    assert form(["7"]).is_valid()
    assert form([]).errors == {"groups": ["Tick at least one part of what can be asked."]}
    assert form(["8"]).errors == {"groups": ["Select a valid choice. 8 is not one of the available choices."]}


def test_an_invitation_needs_somebody_who_can_be_invited(cast):
    listed, stranger = MemberFactory(city=cast.city), MemberFactory(city=cast.city)
    members = Member.objects.filter(pk=listed.pk)

    assert InviteForm({"members": [listed.pk]}, members=members, fitting=members, instruments=[]).is_valid()
    assert InviteForm({"members": []}, members=members, fitting=members, instruments=[]).errors == {
        "members": ["Tick at least one person."]
    }
    assert InviteForm(
        {"members": [listed.pk, stranger.pk]}, members=members, fitting=members, instruments=[]
    ).errors == {"members": [f"Select a valid choice. {stranger.pk} is not one of the available choices."]}
