"""Answers as files: what stands in them, that nobody can be told from them, that nothing in them is run."""

import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Participant, Rating
from cities.models import Sector
from tests.factories import MemberFactory
from tests.positions import ask_again, criterion_of, latest_round
from tests.taking_out import FILES, TABLES, fetch, offer, rows_in, texts_of


@pytest.fixture
def two_sectors(open_assessment):
    """Five public leaders on level 1, four private ones on 3, two of the third sector on 4; comments on the first."""
    for participant in open_assessment.rate_as(Sector.PUBLIC, people=5, level=1):
        open_assessment.say(participant, {"1.a.1": 1}, "Said by the public sector.")
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.rate_as(Sector.THIRD, people=2, level=4)
    return open_assessment


def test_a_row_is_an_answer_with_its_sector_where_the_results_show_it(two_sectors, cast, sign_in):
    two_sectors.close_and_reveal()

    rows = [row for row in rows_in(fetch(sign_in(cast.ola), cast, two_sectors)) if row["criterion"] == "1.a.1"]

    answers = [(row["state"], row["level"], row["sector"]) for row in rows if row["record"] == "answer"]
    # the two of the third sector would be told by themselves, so that the private ones stand with them
    assert answers == [
        *[("rated", "1", "public")] * 5,
        *[("rated", "3", "private+third")] * 4,
        *[("rated", "4", "private+third")] * 2,
        *[("not_answered", "", "")] * 4,
    ]
    comments = [row for row in rows if row["record"] == "comment"]
    assert [(row["comment"], row["sector"], row["level"]) for row in comments] == [
        ("Said by the public sector.", "", "")
    ] * 5


@pytest.mark.parametrize("name", FILES)
def test_no_file_names_anybody_of_a_confidential_assessment(two_sectors, cast, sign_in, name):
    two_sectors.close_and_reveal()
    people = Participant.objects.filter(round=two_sectors.round).select_related("member__user", "organisation")
    told = {person.member.user.name for person in people} | {person.member.user.email for person in people}

    text = texts_of(fetch(sign_in(cast.bo), cast, two_sectors, name))

    assert [word for word in told if re.search(rf"\b{re.escape(word)}\b", text)] == []


def test_a_withheld_statement_has_neither_answers_nor_comments(open_assessment, cast, sign_in):
    """Three rated 1.a.2 and commented on it, four 1.a.1: three are too few."""
    for person, participant in enumerate(open_assessment.leaders(4)):
        open_assessment.say(participant, {"1.a.1": 2})
        if person < 3:
            open_assessment.say(participant, {"1.a.2": 2}, "Told in confidence.")
    open_assessment.close_and_reveal()
    client = sign_in(cast.bo)

    refs = {row["criterion"] for row in rows_in(fetch(client, cast, open_assessment))}
    figures = rows_in(fetch(client, cast, open_assessment, "statements.csv"))

    assert ("1.a.1" in refs, "1.a.2" in refs) == (True, False)
    [withheld] = [row for row in figures if row["criterion"] == "1.a.2"]
    said = {key for key, value in withheld.items() if value}
    assert (withheld["record"], said) == (
        "withheld",
        {"record", "edition", "instrument", "group", "criterion", "title"},
    )
    assert [
        name for name in FILES if "Told in confidence." in texts_of(fetch(client, cast, open_assessment, name))
    ] == []


def test_the_order_of_rows_joins_nothing(open_assessment, cast, sign_in):
    """Who was asked first is on top of one statement and at the bottom of another: by level, not by person."""
    invited = open_assessment.leaders(5)
    for place, participant in enumerate(invited):
        open_assessment.say(participant, {"1.a.1": place, "1.a.2": 4 - place})
    open_assessment.close_and_reveal()

    rows = rows_in(fetch(sign_in(cast.bo), cast, open_assessment))

    for ref in ("1.a.1", "1.a.2"):
        assert [row["level"] for row in rows if row["criterion"] == ref and row["level"]] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("name", FILES)
def test_before_the_results_are_revealed_there_is_no_file(two_sectors, cast, sign_in, name):
    client = sign_in(cast.bo)

    before = fetch(client, cast, two_sectors, name).status_code
    two_sectors.close()
    closed = fetch(client, cast, two_sectors, name).status_code

    assert (before, closed) == (404, 404)


def test_a_file_that_is_none_is_not_found(revealed, cast, sign_in):
    assert fetch(sign_in(cast.bo), cast, revealed, "answers.exe").status_code == 404


FORMULA = '=HYPERLINK("https://evil.example","See")'


@pytest.fixture
def with_formula(open_assessment):
    for participant in open_assessment.leaders(5):
        open_assessment.say(participant, {"1.a.1": 2}, FORMULA)
    open_assessment.close_and_reveal()
    return open_assessment


def test_a_comment_is_never_a_formula(with_formula, cast, sign_in):
    client = sign_in(cast.bo)

    comments = {row["comment"] for row in rows_in(fetch(client, cast, with_formula)) if row["comment"]}
    workbook = texts_of(fetch(client, cast, with_formula, "answers.xlsx"))

    assert comments == {f"'{FORMULA}"}
    assert ("<f>" in workbook, "<hyperlink" in workbook, "'=HYPERLINK(" in workbook) == (False, False, True)


def test_json_holds_the_same_rows_and_the_codebook(with_formula, cast, sign_in):
    client = sign_in(cast.bo)

    data = json.loads(fetch(client, cast, with_formula, "answers.json").getvalue())
    rows = rows_in(fetch(client, cast, with_formula))

    assert {name: len(data[name]) for name in TABLES} == {
        name: len(rows_in(fetch(client, cast, with_formula, f"{name}.csv"))) for name in TABLES
    }
    assert (data["assessment"], data["edition"], data["rounds"]) == ("Autumn check", "small", 1)
    assert (data["minimum_group"], data["has_names"]) == (4, False)
    assert data["answers"][0] == {
        "record": "answer",
        "edition": "small",
        "instrument": "success-factors",
        "criterion": "1.a.1",
        "title": rows[0]["title"],
        "round": 1,
        "state": "rated",
        "level": 2,
        "level_label": rows[0]["level_label"],
    }


def test_the_workbook_has_a_sheet_a_table_and_is_the_same_each_time(revealed, cast, sign_in):
    """Nothing is agreed and nobody reviewed: there is no empty sheet of that."""
    client = sign_in(cast.ola)

    first, second = (fetch(client, cast, revealed, "answers.xlsx").getvalue() for _ in range(2))

    with ZipFile(io.BytesIO(first)) as packed:
        sheets = re.findall(r'<sheet name="(\w+)"', packed.read("xl/workbook.xml").decode())
        columns = re.findall(r'<col min="(\d+)"[^>]* width="(\d+)', packed.read("xl/worksheets/sheet1.xml").decode())
    assert sheets == ["answers", "statements", "codebook"]
    assert first == second
    # the title and the comment are words: nobody has to pull them wide first
    assert {int(column): int(width) > 20 for column, width in columns}[5] is True
    assert {int(column): int(width) > 55 for column, width in columns}[11] is True


def test_no_file_tells_the_two_of_a_small_sector_from_those_they_stand_with(two_sectors, cast, sign_in):
    two_sectors.close_and_reveal()
    client = sign_in(cast.bo)
    before = {name: fetch(client, cast, two_sectors, name).getvalue() for name in FILES}

    # the two now say what two of the four said, and the other way round
    third = Rating.objects.filter(participant__sector=Sector.THIRD)
    private = Rating.objects.filter(participant__sector=Sector.PRIVATE)
    two = sorted(set(private.values_list("participant", flat=True)))[:2]
    third.update(level=3)
    private.filter(participant__in=two).update(level=4)

    after = {name: fetch(client, cast, two_sectors, name).getvalue() for name in FILES}
    assert [name for name in FILES if before[name] != after[name]] == []
    Rating.objects.filter(participant__sector=Sector.PUBLIC, level=1).update(level=2)
    assert fetch(client, cast, two_sectors).getvalue() != before["answers.csv"]


# --- Named assessments ----------------------------------------------------------------------------------


@pytest.fixture
def named(open_assessment, cast):
    """Chi and four others have answered; the assessment said from the beginning that names are shown."""
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(is_named=True)
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 3}, "Chi’s own words.")
    for participant in open_assessment.leaders(4):
        open_assessment.say(participant, {"1.a.1": 2})
    open_assessment.close_and_reveal()
    return open_assessment


def test_with_names_the_answers_that_count_are_those_in_the_figures(named, cast, sign_in):
    """Of the round that counts everybody's, silence too; what was said before is marked as such."""
    criterion = criterion_of(named, "1.a.1")
    actions.propose_round(
        round_=latest_round(named),
        criteria=[criterion.pk],
        closes_on=timezone.now().date() + timedelta(days=7),
        by=cast.bo.user,
        now=timezone.now(),
    )
    again = latest_round(named)
    others = again.participants.exclude(member=cast.chi)
    deputy = MemberFactory(city=cast.city, organisation=cast.chi.organisation)
    stood_for = others.earliest("pk")
    stood_for.stands_in_for, stood_for.member = stood_for.member, deputy
    stood_for.save()
    Rating.objects.filter(participant__in=others).update(state="rated", level=4)
    actions.close_round(round_=again, by=cast.bo.user, now=timezone.now())
    actions.reveal_round(round_=latest_round(named), by=cast.bo.user, now=timezone.now())

    rows = [row for row in rows_in(fetch(sign_in(cast.bo), cast, named)) if row["criterion"] == "1.a.1"]

    answers = [row for row in rows if row["record"] == "answer"]
    said = {row["person"]: (row["state"], row["level"], row["comment"]) for row in answers}
    [figures] = [
        row
        for row in rows_in(fetch(sign_in(cast.bo), cast, named, "statements.csv"))
        if (row["record"], row["criterion"]) == ("result", "1.a.1")
    ]
    assert {row["round"] for row in answers} == {"2"} == {figures["round"]}
    assert Counter(row["state"] for row in answers) == {
        state: int(figures[state]) for state in ("rated", "not_answered") if figures[state] != "0"
    }
    assert said[str(cast.chi)] == ("not_answered", "", "")
    assert said[str(deputy)] == ("rated", "4", "")
    before = [row for row in rows if row["record"] == "earlier"]
    assert Counter(row["level"] for row in before) == {"2": 4, "3": 1}
    assert {(row["round"], row["comment"]) for row in before if row["person"] == "Chi"} == {("1", "Chi’s own words.")}


def test_with_names_a_later_round_that_too_few_answered_is_marked_as_such(named, cast, sign_in):
    again = ask_again(named, "1.a.1")
    for participant in again.round.participants.order_by("pk")[:2]:
        again.say(again.participant(participant.member), {"1.a.1": 4})
    again.close_and_reveal()

    rows = [row for row in rows_in(fetch(sign_in(cast.bo), cast, named)) if row["criterion"] == "1.a.1"]

    assert Counter((row["record"], row["round"], row["level"]) for row in rows if row["state"] == "rated") == {
        ("answer", "1", "2"): 4,
        ("answer", "1", "3"): 1,
        ("later", "2", "4"): 2,
    }


@pytest.mark.parametrize("reader", ["bo", "chi"])
def test_facilitator_and_participants_of_a_named_assessment_see_who_said_what(named, cast, sign_in, reader):
    rows = rows_in(fetch(sign_in(getattr(cast, reader)), cast, named))

    assert [
        (row["person"], row["organisation"], row["level"], row["comment"])
        for row in rows
        if row["criterion"] == "1.a.1" and row["person"] == "Chi"
    ] == [("Chi", "City hall", "3", "Chi’s own words.")]


def test_with_names_the_file_says_what_each_named_as_target_how_sure_they_are_and_what_they_offered(
    open_assessment, cast, sign_in
):
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(
        is_named=True, asks_target=True, asks_confidence=True, asks_evidence=True
    )
    open_assessment.rate_as(Sector.PUBLIC, people=4, level=2)
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 3})
    rating = Rating.objects.get(participant=chi, criterion__ref="1.a.1")
    Rating.objects.filter(pk=rating.pk).update(target=4, confidence="high")
    offer(rating, date(2026, 3, 1))
    offer(rating, None)
    offer(rating, date(2026, 9, 1), removed_at=timezone.now())
    open_assessment.close_and_reveal()
    told = ("target", "target_label", "confidence", "evidence", "evidence_newest")

    rows = [row for row in rows_in(fetch(sign_in(cast.bo), cast, open_assessment)) if row["criterion"] == "1.a.1"]
    others = rows_in(fetch(sign_in(cast.ola), cast, open_assessment))

    [of_chi] = [row for row in rows if row["person"] == "Chi"]
    assert [of_chi[name] for name in told] == ["4", "Embedded", "high", "2", "2026-03-01"]
    assert {tuple(row[name] for name in told) for row in rows if row is not of_chi} == {("",) * 5}
    assert set(told) & others[0].keys() == set()


@pytest.mark.parametrize("name", FILES)
def test_others_see_no_names_of_a_named_assessment_either(named, cast, sign_in, name):
    text = texts_of(fetch(sign_in(cast.ola), cast, named, name))

    assert (re.search(r"\bChi\b", text.replace("Chi’s own words.", "")), '"person"' in text) == (None, False)


def test_who_was_withdrawn_is_not_in_the_file(named, cast, sign_in):
    Participant.objects.filter(round=named.round, member=cast.chi).update(withdrawn_at=named.round.closed_at)

    rows = rows_in(fetch(sign_in(cast.bo), cast, named))

    assert [row for row in rows if row["person"] == "Chi"] == []
    assert "person" not in rows_in(fetch(sign_in(cast.chi), cast, named))[0]
