"""The answer page in depth: what is asked beside the level, the promise, the long page, a preview, a further round."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Participant, Rating, RatingChange, Round
from assessments.queries.last_time import last_time_of
from cities.models import Sector

KEY = "success-factors"


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


@pytest.fixture
def address(open_assessment, cast):
    return lambda name, *args: reverse(
        f"assessments:{name}", args=[cast.city.slug, open_assessment.assessment.pk, *args]
    )


@pytest.fixture
def participant(open_assessment, cast):
    return open_assessment.participant(cast.chi)


def names_in(markup):
    """The names of the controls of the first statement."""
    return set(re.findall(r'name="q-1-a-1-(\w+)"', markup))


# --- What is asked ----------------------------------------------------------------------------------------


def test_a_leader_is_asked_for_a_level_and_may_comment_and_nothing_else(chi, address):
    assert names_in(chi.get(address("answer", KEY, "1")).content.decode()) == {"version", "answer", "comment"}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"asks_comment": False}, {"version", "answer"}),
        ({"asks_target": True}, {"version", "answer", "comment", "target"}),
        ({"asks_confidence": True}, {"version", "answer", "comment", "confidence"}),
    ],
)
def test_the_facilitator_decides_what_else_is_asked(chi, address, asked, names):
    Assessment.objects.update(**asked)

    assert names_in(chi.get(address("answer", KEY, "1")).content.decode()) == names


def more(target="", confidence="", version="0", answer="2"):
    return {
        "q-1-a-1-answer": answer,
        "q-1-a-1-version": version,
        "q-1-a-1-target": target,
        "q-1-a-1-confidence": confidence,
    }


@pytest.mark.parametrize("name", ["answer", "save"])
def test_target_and_confidence_are_saved_where_they_are_asked(chi, address, participant, name):
    Assessment.objects.update(asks_target=True, asks_confidence=True)

    chi.post(address(name, KEY, "1" if name == "answer" else "1.a.1"), more("4", "low"))
    page = chi.get(address("answer", KEY, "1")).content.decode()

    rating = Rating.objects.get(participant=participant, version=1)
    assert (rating.level, rating.target, rating.confidence) == (2, 4, "low")
    assert re.findall(r'<option value="(\w+)" selected>', page) == ["4", "low"]


def test_what_is_not_asked_is_not_taken_and_what_was_given_stays(chi, address, participant):
    Assessment.objects.update(asks_target=True)
    chi.post(address("save", KEY, "1.a.1"), more("3", "high"))
    Assessment.objects.update(asks_target=False, asks_confidence=True)

    chi.post(address("save", KEY, "1.a.1"), more("4", "low", "1"))

    rows = RatingChange.objects.values_list("target", "confidence")
    assert list(rows) == [(3, ""), (3, "low")]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (more(target="9"), "This is not one of the levels that can be aimed for. Choose one of them."),
        (
            more(confidence="surely"),
            "This is not one of the words offered for how sure you are. Choose one of them.",
        ),
    ],
)
def test_a_target_or_a_confidence_that_is_not_offered_is_refused(chi, address, participant, given, fault):
    Assessment.objects.update(asks_target=True, asks_confidence=True)

    alone = chi.post(address("save", KEY, "1.a.1"), given)
    whole = chi.post(address("answer", KEY, "1"), given)

    assert (alone.status_code, whole.status_code) == (422, 422)
    assert fault in alone.content.decode()
    assert fault in whole.content.decode()
    assert not RatingChange.objects.exists()


def test_evidence_is_reached_from_the_statement_and_all_that_was_typed_is_saved_first(chi, address, participant):
    Assessment.objects.update(asks_evidence=True)

    response = chi.post(
        address("answer", KEY, "1"),
        {"q-1-a-1-version": "0", "q-1-a-1-answer": "3", "q-1-a-1-comment": "So.", "evidence": "1.a.1"},
    )

    assert response.url == address("evidence", KEY, "1.a.1")
    assert Rating.objects.get(participant=participant, version=1).comment == "So."


def test_the_page_says_how_much_evidence_stands_behind_an_answer(chi, address, participant, cast):
    Assessment.objects.update(asks_evidence=True)
    rating = Rating.objects.select_related("city", "participant__round", "participant__city").get(
        participant=participant, criterion__ref="1.a.1"
    )
    for title in ("One", "Two"):
        actions.add_evidence(rating=rating, title=title, url="https://a.example", by=cast.chi.user, now=timezone.now())

    page = chi.get(address("answer", KEY, "1")).content.decode()

    assert page.count("Evidence: 2") == 1


def test_somebody_withdrawn_is_told_so_and_can_change_nothing(chi, address, participant):
    Participant.objects.filter(pk=participant.pk).update(withdrawn_at=timezone.now())
    told = "You were taken out of this assessment and can answer nothing in it any more."

    page = chi.get(address("answer", KEY, "1"))
    saved = chi.post(address("save", KEY, "1.a.1"), more())
    whole = chi.post(address("answer", KEY, "1"), more())
    review = chi.get(address("review")).content.decode()

    assert (page.status_code, saved.status_code, whole.status_code) == (200, 409, 409)
    assert all(told in response.content.decode() for response in (page, saved, whole))
    assert "Hand in" not in review
    assert not RatingChange.objects.exists()


# --- The promise ------------------------------------------------------------------------------------------

PROMISES = {
    True: "Answers are given by name: once this is closed, the facilitator and everybody who takes part can see who",
    False: "Your answers are confidential: nobody sees who said what.",
}


@pytest.mark.parametrize("is_named", [True, False])
def test_the_promise_says_whether_answers_are_given_by_name(chi, address, is_named):
    Assessment.objects.update(is_named=is_named)

    pages = [chi.get(address(*args)).content.decode() for args in (("answer", KEY, "1"), ("review",))]

    assert [PROMISES[is_named] in " ".join(page.split()) for page in pages] == [True, True]
    assert [PROMISES[not is_named] in " ".join(page.split()) for page in pages] == [False, False]


# --- All on one page --------------------------------------------------------------------------------------


def statements_in(markup):
    return re.findall(r'class="statement" id="s-([\w.]+)"', markup)


def test_all_of_an_instrument_stands_on_one_page_and_is_saved_from_there(chi, address, participant):
    page = chi.get(address("answer-all", KEY)).content.decode()
    response = chi.post(
        address("answer-all", KEY),
        {"q-1-a-1-version": "0", "q-1-a-1-answer": "3", "q-2-a-2-version": "0", "q-2-a-2-answer": "dont_know"},
    )

    assert statements_in(page) == ["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"]
    assert response.url == address("review")
    saved = Rating.objects.filter(participant=participant, version=1).values_list("criterion__ref", "state", "level")
    assert sorted(saved) == [("1.a.1", "rated", 3), ("2.a.2", "dont_know", None)]


def test_what_is_wrong_on_the_long_page_stands_at_its_statement(chi, address):
    response = chi.post(address("answer-all", KEY), {"q-2-a-2-version": "0", "q-2-a-2-answer": "9"})

    faulty = [row.question.criterion.ref for row in response.context["faulty"]]
    assert (response.status_code, faulty) == (422, ["2.a.2"])


def test_an_instrument_that_is_not_asked_has_no_page(chi, address):
    assert chi.get(address("answer-all", "principles")).status_code == 404


def test_every_statement_is_saved_at_its_own_address(chi, address):
    page = chi.get(address("answer-all", KEY)).content.decode()

    assert re.findall(r'data-save="([^"]+)"', page) == [
        address("save", KEY, ref) for ref in ("1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2")
    ]


# --- The preview ------------------------------------------------------------------------------------------


def test_a_preview_shows_what_participants_will_see_and_keeps_nothing(draft, cast, sign_in):
    draft.assessment.asks_target = True
    draft.assessment.save()
    bo = sign_in(cast.bo)
    arguments = [cast.city.slug, draft.assessment.pk]

    first = bo.get(reverse("assessments:preview", args=arguments), follow=True)
    second = bo.get(reverse("assessments:preview-page", args=[*arguments, KEY, "2"])).content.decode()

    page = first.content.decode()
    assert first.redirect_chain == [(reverse("assessments:preview-page", args=[*arguments, KEY, "1"]), 302)]
    assert statements_in(page) == ["1.a.1", "1.a.2", "1.b.1"]
    assert statements_in(second) == ["2.a.1", "2.a.2"]
    assert "This is a preview: what participants will see." in page
    assert names_in(page) == {"version", "answer", "comment", "target"}
    assert ("data-save" in page, "answer.js" in page, 'method="post" id="answers"' in page) == (False, False, False)
    assert not Rating.objects.exists()


def test_a_preview_differs_from_the_page_in_nothing_that_is_asked(open_assessment, cast, sign_in):
    arguments = [cast.city.slug, open_assessment.assessment.pk, KEY, "1"]
    pages = [
        sign_in(reader).get(reverse(f"assessments:{name}", args=arguments)).content.decode()
        for reader, name in ((cast.chi, "answer"), (cast.bo, "preview-page"))
    ]

    asked = [re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL) for page in pages]
    plain = [[re.sub(r'\s+data-save="[^"]+"', "", part) for part in found] for found in asked]
    assert plain[0] == plain[1]


def test_a_preview_of_a_group_that_is_not_asked_is_not_there(draft, cast, sign_in):
    draft.assessment.asked_groups.filter(group__ref="1").delete()
    address = reverse("assessments:preview-page", args=[cast.city.slug, draft.assessment.pk, KEY, "1"])

    assert sign_in(cast.bo).get(address).status_code == 404


# --- A further round --------------------------------------------------------------------------------------


def second_round(first: Round, member, refs) -> Participant:
    """Open a second round in which one member is asked some criteria once more."""
    now = timezone.now()
    second = Round.objects.create(
        city=first.city, assessment=first.assessment, number=2, closes_on=first.closes_on, opened_at=now
    )
    former = first.participants.get(member=member)
    again = Participant.objects.create(
        city=first.city,
        round=second,
        member=member,
        organisation=former.organisation,
        sector=former.sector,
        invited_at=now,
    )
    for rating in former.ratings.filter(criterion__ref__in=refs):
        Rating.objects.create(city=first.city, round=second, participant=again, criterion=rating.criterion)
    return again


@pytest.fixture
def before(open_assessment, cast):
    """Chi said 4 and 0; five others 1 and, to the second statement, two alone."""
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 4, "1.a.2": 0})
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PUBLIC, people=2, level=2, refs=("1.a.2",))
    return open_assessment


def counts(found, ref):
    return [people for _level, people in found[KEY, ref].counts]


def test_a_further_round_asks_only_what_was_proposed_and_shows_what_was_said(before, chi, cast, address):
    before.close_and_reveal()
    again = second_round(before.round, cast.chi, ["1.a.1", "1.a.2"])

    page = chi.get(address("answer", KEY, "1")).content.decode()
    found = last_time_of(again)

    assert statements_in(page) == ["1.a.1", "1.a.2"]
    assert (counts(found, "1.a.1"), found[KEY, "1.a.1"].own) == ([0, 5, 0, 0, 1], "Embedded")
    shown = re.search(r'<ul class="last-time-levels">.*?</ul>', page, re.DOTALL)[0]
    assert re.findall(r'<span class="num">(\d+)</span>', shown) == ["0", "5", "0", "0", "1"]
    assert page.count("last-time-levels") == 1


def test_a_further_round_shows_nothing_that_is_withheld(before, chi, cast, address):
    """Three people rated the second statement where four are needed: their levels would be known."""
    before.close_and_reveal()
    again = second_round(before.round, cast.chi, ["1.a.2"])

    page = chi.get(address("answer", KEY, "1")).content.decode()
    found = last_time_of(again)

    assert (found[KEY, "1.a.2"].counts, found[KEY, "1.a.2"].own) == ((), "Not started")
    assert "last-time-levels" not in page
    assert "How the others answered is not shown: too few answered, or it is not revealed yet." in page


def test_a_round_that_is_not_revealed_as_a_whole_tells_nothing(before, cast):
    """No round follows such a one; were there one, what the room has not seen would be told to who answers."""
    before.close()
    again = second_round(before.round, cast.chi, ["1.a.1", "1.a.2"])

    assert last_time_of(again) == {}


def test_a_first_round_has_nothing_before_it(participant, count_queries):
    with count_queries() as statements:
        found = last_time_of(participant)

    assert (found, statements) == ({}, [])
