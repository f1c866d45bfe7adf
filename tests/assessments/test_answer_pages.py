"""The participant's pages, with and without JavaScript: what is typed is saved or stays on the page."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Rating, RatingChange, Round

KEY = "success-factors"
CLOSED = "This assessment is closed and takes no more answers. What was saved before is kept and counts."
HANDED_IN = "You have handed in. To change something, take your answers back on the review page first."


@pytest.fixture
def chi(cast, sign_in):
    return sign_in(cast.chi)


@pytest.fixture
def address(open_assessment, cast):
    """Return a function that gives the address of one of the participant's pages."""
    return lambda name, *args: reverse(
        f"assessments:{name}", args=[cast.city.slug, open_assessment.assessment.pk, *args]
    )


@pytest.fixture
def participant(open_assessment, cast):
    return open_assessment.participant(cast.chi)


def stored(participant):
    """The answers by ref: level or state, and the comment; what is not answered is left out."""
    rows = Rating.objects.filter(participant=participant).exclude(state="not_answered", comment="")
    return {
        row.criterion.ref: (row.state if row.level is None else row.level, row.comment)
        for row in rows.select_related("criterion")
    }


def sent(version="0", **answers):
    """A page as the browser sends it: a version for each statement, an answer where one is chosen."""
    data = {}
    for name, (answer, comment) in answers.items():
        data |= {f"q-{name}-version": version, f"q-{name}-comment": comment}
        if answer is not None:
            data[f"q-{name}-answer"] = answer
    return data


def page_one(first=("", ""), second=("", ""), third=("", ""), version="0"):
    return sent(version, **{"1-a-1": first, "1-a-2": second, "1-b-1": third})


def rows_of(response):
    return [row for part in response.context["form"].parts for form in part.forms for row in form.rows]


def hand_in(participant):
    actions.submit_answers(participant=participant, by=participant.member.user, now=timezone.now())


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- The whole page, without JavaScript -----------------------------------------------------------------


def test_a_whole_page_is_saved_and_the_next_one_follows(chi, address, participant):
    response = chi.post(
        address("answer", KEY, "1"),
        page_one(("4", "We all met."), ("dont_know", ""), ("not_applicable", "No case.")) | {"go": "next"},
    )

    assert (response.status_code, response.url) == (302, address("answer", KEY, "2"))
    assert stored(participant) == {
        "1.a.1": (4, "We all met."),
        "1.a.2": ("dont_know", ""),
        "1.b.1": ("not_applicable", "No case."),
    }


@pytest.mark.parametrize(
    ("ref", "go", "name", "args"),
    [
        ("1", "stay", "answer", [KEY, "1"]),
        ("1", "next", "answer", [KEY, "2"]),
        ("1", "back", "review", []),  # nothing stands before the first
        ("2", "back", "answer", [KEY, "1"]),
        ("2", "next", "review", []),
        ("2", "sideways", "review", []),
    ],
)
def test_each_button_leads_where_it_says(chi, address, ref, go, name, args):
    response = chi.post(address("answer", KEY, ref), {"go": go})

    assert (response.status_code, response.url) == (302, address(name, *args))


def test_a_page_that_was_open_elsewhere_says_what_it_replaced(chi, address, participant, open_assessment):
    open_assessment.say(participant, {"1.a.1": 3, "1.a.2": 3})

    response = chi.post(address("answer", KEY, "1"), page_one(("1", ""), ("3", "")) | {"go": "next"})

    said = "Saved. What you had answered elsewhere in the meantime was replaced: 1.a.1 (Largely in place)."
    assert words(response) == [said]
    assert stored(participant) == {"1.a.1": (1, ""), "1.a.2": (3, "")}


def test_a_statement_that_was_not_sent_is_not_touched(chi, address, participant, open_assessment):
    open_assessment.say(participant, {"1.a.1": 3, "1.a.2": 2})

    chi.post(address("answer", KEY, "1"), {"q-1-a-2-version": "1", "q-1-a-2-answer": "4", "go": "next"})

    assert stored(participant) == {"1.a.1": (3, ""), "1.a.2": (4, "")}


def test_clearing_empties_one_answer_and_keeps_its_comment(chi, address, participant, open_assessment):
    open_assessment.say(participant, {"1.a.1": 3, "1.a.2": 2}, "Because.")

    response = chi.post(
        address("answer", KEY, "1"),
        sent("1", **{"1-a-1": ("3", "Because."), "1-a-2": ("2", "Because.")}) | {"clear": "1.a.1"},
    )

    assert response.url == f"{address('answer', KEY, '1')}#s-1.a.1"
    assert stored(participant) == {"1.a.1": ("not_answered", "Because."), "1.a.2": (2, "Because.")}


def test_an_unknown_level_and_a_long_comment_stay_as_typed_while_the_rest_is_saved(chi, address, participant):
    long = "x" * 2001
    response = chi.post(
        address("answer", KEY, "1"), page_one(("9", "Typed with care."), ("3", long), ("2", "Saved.")) | {"go": "next"}
    )

    rows = {row.question.criterion.ref: row for row in rows_of(response)}
    assert response.status_code == 422
    assert stored(participant) == {"1.b.1": (2, "Saved.")}
    assert {ref: (row.value, row.comment, row.errors) for ref, row in rows.items()} == {
        "1.a.1": (
            "9",
            "Typed with care.",
            ["This is not one of the answers offered. Choose one of them."],
        ),
        "1.a.2": ("3", long, ["This comment has 2001 characters and 2000 fit. Shorten it a little."]),
        "1.b.1": ("2", "Saved.", []),
    }
    markup = response.content.decode()
    assert markup.count(f">{long}</textarea>") == 1
    assert markup.count(">Typed with care.</textarea>") == 1
    assert checked(markup) == {"q-1-a-2-answer": "3", "q-1-b-1-answer": "2"}


def checked(markup):
    """The chosen radio buttons of a page, by name."""
    inputs = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | {"tag": tag} for tag in re.findall(r"<input[^>]*>", markup)
    ]
    return {given["name"]: given["value"] for given in inputs if re.search(r"\schecked\b", given["tag"])}


def test_the_page_shows_what_is_saved(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 0, "1.a.2": "dont_know", "1.b.1": "not_applicable"}, "Because <b>.")

    response = chi.get(address("answer", KEY, "1"))

    markup = response.content.decode()
    assert checked(markup) == {
        "q-1-a-1-answer": "0",
        "q-1-a-2-answer": "dont_know",
        "q-1-b-1-answer": "not_applicable",
    }
    assert markup.count(">Because &lt;b&gt;.</textarea>") == 3


def test_statements_that_were_not_sent_are_not_touched(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 3}, "Mine.")

    chi.post(address("answer", KEY, "1"), sent(**{"1-a-2": ("1", "")}) | {"go": "next"})

    assert stored(participant) == {"1.a.1": (3, "Mine."), "1.a.2": (1, "")}


def test_a_statement_of_another_factor_cannot_be_smuggled_in(chi, address, participant):
    chi.post(address("answer", KEY, "1"), sent(**{"2-a-1": ("4", "")}) | {"go": "next"})

    assert stored(participant) == {}


def test_the_clear_button_takes_one_answer_back_and_keeps_its_comment(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 3, "1.a.2": 2}, "Mine.")

    response = chi.post(
        address("answer", KEY, "1"), page_one(("3", "Mine."), ("2", "Mine."), (None, ""), "1") | {"clear": "1.a.1"}
    )

    assert (response.status_code, response.url) == (302, address("answer", KEY, "1") + "#s-1.a.1")
    assert stored(participant) == {"1.a.1": ("not_answered", "Mine."), "1.a.2": (2, "Mine.")}


def test_an_unknown_clear_button_leads_nowhere_else(chi, address):
    response = chi.post(address("answer", KEY, "1"), page_one() | {"clear": "//elsewhere.example"})

    assert response.url == address("answer", KEY, "2")


@pytest.mark.parametrize("refusal", [CLOSED, HANDED_IN])
def test_a_page_that_comes_too_late_keeps_all_that_was_typed(chi, address, open_assessment, participant, refusal):
    open_assessment.say(participant, {"1.a.1": 1})
    if refusal == CLOSED:
        open_assessment.close()
    else:
        hand_in(participant)

    response = chi.post(address("answer", KEY, "1"), page_one(("4", "Late words."), ("2", "")) | {"go": "next"})

    assert (response.status_code, response.context["refusal"]) == (409, refusal)
    assert response.context["is_locked"] is False
    assert ">Late words.</textarea>" in response.content.decode()
    assert checked(response.content.decode()) == {"q-1-a-1-answer": "4", "q-1-a-2-answer": "2"}
    assert stored(participant) == {"1.a.1": (1, "")}


def test_the_last_day_is_over_without_anybody_closing(chi, address, participant, cast):
    Round.objects.update(closes_on=cast.city.date_at(timezone.now()) - timedelta(days=1))

    response = chi.post(address("answer", KEY, "1"), page_one(("4", "")))

    assert (response.status_code, response.context["refusal"], stored(participant)) == (409, CLOSED, {})


@pytest.mark.parametrize(("instrument", "ref"), [(KEY, "9"), (KEY, "1.a"), ("principles", "1")])
def test_a_factor_that_is_not_asked_is_not_found(chi, address, instrument, ref):
    assert chi.get(address("answer", instrument, ref)).status_code == 404


def test_who_is_not_asked_gets_403(address, cast, sign_in):
    client = sign_in(cast.bo)  # may answer, but is not invited here

    statuses = [
        client.get(address("answer", KEY, "1")).status_code,
        client.post(address("answer", KEY, "1"), page_one(("4", ""))).status_code,
        client.post(address("save", KEY, "1.a.1"), sent(**{"1-a-1": ("4", "")})).status_code,
        client.get(address("review")).status_code,
    ]

    assert statuses == [403, 403, 403, 403]
    assert not RatingChange.objects.exists()


# --- One answer that saves itself -----------------------------------------------------------------------


def autosave(client, address, answer="3", comment="", ref="1.a.1", version="0", **extra):
    prefix = f"q-{ref.replace('.', '-')}"
    data = {f"{prefix}-answer": answer, f"{prefix}-comment": comment, f"{prefix}-version": version}
    return client.post(address("save", KEY, ref), data, headers={"HX-Request": "true"}, **extra)


def line(response):
    """What the line beside the statement says."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_choice_saves_itself_and_the_progress_moves(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.2": "dont_know"})

    response = autosave(chi, address, "3", "Because.")

    assert response.status_code == 200
    assert stored(participant) == {"1.a.1": (3, "Because."), "1.a.2": ("dont_know", "")}
    context = response.context
    assert (context["asked"], context["answered"], context["minutes_left"]) == (5, 2, 1)
    markup = response.content.decode()
    assert "<html" not in markup
    assert 'id="q-1-a-1-seen"' in markup
    assert re.search(r'name="q-1-a-1-version"\s+value="1"', markup)
    assert 'data-state="saved"' in markup


def test_taking_an_answer_back_moves_the_progress_back(chi, address, participant):
    autosave(chi, address, "3")

    response = autosave(chi, address, "", version="1")

    assert (response.context["answered"], stored(participant)) == (0, {})


def test_a_level_that_a_save_replaced_unseen_can_be_brought_back(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 1}, "From my phone.")

    response = autosave(chi, address, "4", "", version="0")

    assert stored(participant) == {"1.a.1": (4, "From my phone.")}
    assert response.context["undo"] == {"words": "First steps", "controls": {"answer": "1"}}
    assert line(response).count("It replaced an answer you gave elsewhere: First steps Undo") == 1
    assert re.search(r'<button type="button"\s+data-undo\s+data-answer="1"', response.content.decode())


def test_of_two_comments_both_are_shown_and_none_is_overwritten(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 1}, "From my <b>phone</b>.")

    response = autosave(chi, address, "1", "From my laptop.", version="0")

    markup = response.content.decode()
    assert (response.status_code, stored(participant)) == (200, {"1.a.1": (1, "From my <b>phone</b>.")})
    assert 'data-version="1" data-other="From my &lt;b&gt;phone&lt;/b&gt;."' in markup
    assert "From my &lt;b&gt;phone&lt;/b&gt;." in markup.partition("<blockquote")[2]
    assert "data-state" not in markup
    assert 'id="q-1-a-1-seen"' not in markup  # the page goes on from what it saw, until the person has chosen


def test_without_a_script_both_comments_stand_on_the_page_and_the_next_press_decides(
    chi, address, open_assessment, participant
):
    open_assessment.say(participant, {"1.a.1": 1}, "From my phone.")

    shown = chi.post(address("answer", KEY, "1"), page_one(("1", "From my laptop.")) | {"go": "next"})
    row = rows_of(shown)[0]
    kept = stored(participant)["1.a.1"]
    again = page_one((row.value, row.comment), version=str(row.version)) | {"go": "next"}
    chosen = chi.post(address("answer", KEY, "1"), again)

    assert (shown.status_code, kept, chosen.status_code) == (422, (1, "From my phone."), 302)
    assert (row.comment, row.other_comment, row.version) == ("From my laptop.", "From my phone.", 1)
    assert ">From my laptop.</textarea>" in shown.content.decode()
    assert stored(participant)["1.a.1"] == (1, "From my laptop.")


def test_a_save_of_what_was_seen_replaces_nothing(chi, address):
    first = autosave(chi, address, "1")
    second = autosave(chi, address, "4", version="1")

    assert [first.context["undo"], second.context["undo"]] == [None, None]
    assert "replaced" not in line(second)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"answer": "9"}, "This is not one of the answers offered. Choose one of them."),
        ({"comment": "x" * 2001}, "This comment has 2001 characters and 2000 fit. Shorten it a little."),
        ({"ref": "9.z.9"}, "This statement is not part of this assessment. Reload the page."),
    ],
)
def test_an_answer_that_cannot_be_saved_says_why(chi, address, participant, given, refusal):
    response = autosave(chi, address, **given)

    assert (response.status_code, line(response)) == (422, f"Not saved: {refusal}")
    assert stored(participant) == {}


def test_a_statement_of_a_factor_that_is_not_asked_cannot_be_saved(cast, sign_in, draft):
    """It is in the instrument, but not in this assessment."""
    draft.assessment.asked_groups.filter(group__ref="1").delete()
    draft.invite(cast.chi)
    draft.leaders(3)
    draft.open()
    name = reverse("assessments:save", args=[cast.city.slug, draft.assessment.pk, KEY, "1.a.1"])

    response = sign_in(cast.chi).post(name, sent(**{"1-a-1": ("3", "")}))

    assert (response.status_code, line(response)) == (
        422,
        "Not saved: This statement is not part of this assessment. Reload the page.",
    )


@pytest.mark.parametrize("refusal", [CLOSED, HANDED_IN])
def test_an_answer_that_comes_too_late_says_so(chi, address, open_assessment, participant, refusal):
    if refusal == CLOSED:
        open_assessment.close()
    else:
        hand_in(participant)

    response = autosave(chi, address)

    assert (response.status_code, line(response)) == (409, f"Not saved: {refusal}")
    assert stored(participant) == {}


def test_a_page_whose_reader_is_signed_out_is_told_so(address, participant):
    response = autosave(Client(), address)

    assert (response.status_code, stored(participant)) == (401, {})
    assert "Location" not in response


def test_what_somebody_else_typed_in_this_browser_is_not_saved_as_ones_own(chi, address, participant, cast):
    """Alma's page was open when she signed out and Chi came in: it still sends what she typed."""
    alone = chi.post(
        address("save", KEY, "1.a.1"),
        sent(**{"1-a-1": ("3", "Hers.")}) | {"person": cast.alma.user.pk},
        headers={"HX-Request": "true"},
    )
    whole = chi.post(address("answer", KEY, "1"), page_one(("3", "Hers.")) | {"person": cast.alma.user.pk})
    own = chi.post(address("answer", KEY, "1"), page_one(("2", "Mine.")) | {"person": cast.chi.user.pk})

    assert (alone.status_code, whole.status_code, own.status_code) == (401, 403, 302)
    assert "Hers." not in alone.content.decode() + whole.content.decode()
    assert stored(participant) == {"1.a.1": (2, "Mine.")}


def test_without_a_token_nothing_is_saved(cast, address, participant):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.chi.user)

    responses = [
        autosave(client, address),
        client.post(address("answer", KEY, "1"), page_one(("4", ""))),
        client.post(address("review")),
    ]

    assert [response.status_code for response in responses] == [403, 403, 403]
    assert {response.templates[0].name for response in responses} == {"403_csrf.html"}
    assert stored(participant) == {}
    participant.refresh_from_db()
    assert participant.submitted_at is None


def test_with_the_pages_token_the_script_saves(cast, address, participant):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.chi.user)
    page = client.get(address("answer", KEY, "1")).content.decode()
    token = re.search(r'hx-headers=\'\{"X-CSRFToken": "(\w+)"\}\'', page).group(1)

    response = client.post(
        address("save", KEY, "1.a.1"),
        sent(**{"1-a-1": ("3", "")}),
        headers={"HX-Request": "true", "X-CSRFToken": token},
    )

    assert (response.status_code, stored(participant)) == (200, {"1.a.1": (3, "")})


def test_an_answer_is_only_saved_by_a_post(chi, address):
    assert chi.get(address("save", KEY, "1.a.1")).status_code == 405


# --- Where to continue, review, hand in -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "name", "args"),
    [
        ([], "answer", [KEY, "1"]),
        (["1.a.1", "1.a.2"], "answer", [KEY, "1"]),
        (["1.a.1", "1.a.2", "1.b.1"], "answer", [KEY, "2"]),
        (["2.a.1", "2.a.2"], "answer", [KEY, "1"]),
        (["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"], "review", []),
    ],
)
def test_continue_leads_to_the_first_factor_with_something_unanswered(
    chi, address, open_assessment, participant, answered, name, args
):
    open_assessment.say(participant, dict.fromkeys(answered, "dont_know"))

    response = chi.get(address("continue"))

    assert (response.status_code, response.url) == (302, address(name, *args))


def test_continue_leads_to_the_review_once_handed_in(chi, address, participant):
    hand_in(participant)

    assert chi.get(address("continue")).url == address("review")


def test_the_review_shows_what_is_missing_and_what_is_answered(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 0, "2.a.1": "dont_know"}, "So it is.")

    response = chi.get(address("review"))

    questionnaire = response.context["questionnaire"]
    missing = [item.criterion.ref for page in questionnaire.pages for item in page.unanswered]
    assert missing == ["1.a.2", "1.b.1", "2.a.2"]
    assert (questionnaire.answered, questionnaire.asked, questionnaire.minutes_left) == (2, 5, 1)
    markup = response.content.decode()
    # what is missing stands first, each with a link to its place
    places = [markup.index(title) for title in ("Understood by all", "Outcomes we measure", "Money stays")]
    assert max(places) < min(markup.index(title) for title in ("A vision made together", "Leaders stay"))
    assert f"{address('answer', KEY, '1')}#s-1.a.2" in markup
    assert markup.count("So it is.") == 2
    assert "Not started" in markup


def test_a_comment_without_an_answer_is_read_before_handing_in(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 2})
    open_assessment.say(participant, {"2.a.1": "not_answered"}, "Ask me <again>.")

    markup = chi.get(address("review")).content.decode()

    missing = markup.partition('aria-labelledby="unanswered"')[2].partition("</section>")[0]
    assert re.findall(r'<p class="answers-comment" dir="auto">([^<]+)<', missing) == ["Ask me &lt;again&gt;."]


@pytest.mark.parametrize(
    ("given", "filled", "outlined"),
    [
        (["1.a.1"], ["Answer the rest"], ["Hand in now"]),
        (["1.a.1", "1.a.2", "1.b.1", "2.a.1", "2.a.2"], ["Hand in"], []),
    ],
)
def test_the_filled_button_of_the_review_is_the_next_step(
    given, filled, outlined, chi, address, open_assessment, participant
):
    open_assessment.say(participant, dict.fromkeys(given, 2))

    markup = chi.get(address("review")).content.decode()

    assert re.findall(r'class="btn btn-primary"[^>]*>([^<]+)<', markup) == filled
    assert re.findall(r'class="btn btn-outline-primary"[^>]*>([^<]+)<', markup) == outlined


def test_handing_in_and_taking_back(chi, address, participant):
    handed_in = chi.post(address("review"))
    participant.refresh_from_db()
    first = participant.submitted_at
    taken_back = chi.post(address("reopen"))
    participant.refresh_from_db()

    assert (handed_in.url, words(handed_in)) == (address("review"), ["Thank you. Your answers are handed in."])
    assert first is not None
    assert taken_back.url == address("review")
    assert words(taken_back)[-1:] == ["You can change your answers. Hand them in again when you are done."]
    assert participant.submitted_at is None


def test_nothing_is_handed_in_or_taken_back_after_closing(chi, address, open_assessment, participant):
    open_assessment.close()

    responses = [chi.post(address("review")), chi.post(address("reopen"))]

    participant.refresh_from_db()
    assert participant.submitted_at is None
    assert [(response.status_code, words(response)[-1]) for response in responses] == [(302, CLOSED), (302, CLOSED)]


def test_the_answer_page_can_still_be_read_after_handing_in(chi, address, open_assessment, participant):
    open_assessment.say(participant, {"1.a.1": 2})
    hand_in(participant)

    response = chi.get(address("answer", KEY, "1"))

    assert (response.context["refusal"], response.context["is_locked"]) == (HANDED_IN, True)
    assert 'type="submit" name="go"' not in response.content.decode().replace(
        '<button type="submit" name="go" value="next" hidden></button>', ""
    )
