"""What stands beside the answers in what is taken out: figures, rounds, what was agreed, reviews, the codebook."""

import csv
import io
import json
import re
from collections import Counter
from datetime import date
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Rating
from cities.models import Sector
from tests.assessments.test_reviewing import ask, submit, write
from tests.assessments.test_second_round import answer_again, ask_again
from tests.positions import agree, agreed_directly, lock, sent
from tests.taking_out import FILES, TABLES, fetch, offer, rows_in, texts_of


def test_the_figures_of_a_statement_are_those_of_the_results(open_assessment, cast, sign_in):
    """Targets, how sure people are and evidence are told of a statement, never beside an answer."""
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(
        asks_target=True, asks_confidence=True, asks_evidence=True
    )
    people = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    ratings = Rating.objects.filter(participant__in=people, criterion__ref="1.a.1")
    ratings.update(target=4, confidence="medium")
    ratings.filter(participant=people[0]).update(target=2, confidence="high")
    offer(ratings.get(participant=people[0]), date(2026, 3, 1))
    open_assessment.close_and_reveal()
    client = sign_in(cast.ola)

    [row] = [
        row for row in rows_in(fetch(client, cast, open_assessment, "statements.csv")) if row["criterion"] == "1.a.1"
    ]
    header = rows_in(fetch(client, cast, open_assessment))[0].keys()

    assert {key: value for key, value in row.items() if key not in ("edition", "instrument", "title")} == {
        **{"record": "result", "group": "1", "criterion": "1.a.1", "round": "1"},
        **{"rated": "5", "dont_know": "0", "not_applicable": "0", "not_answered": "4"},
        **{"score": "25", "median": "1", "modes": "1", "quartile_low": "1", "quartile_high": "1"},
        **{"consensus": "1", "coverage": "0.5556", "target": "4"},
        **{"confidence_told": "5", "confidence_sure": "1"},
        **{"evidence": "1", "evidence_newest": "2026-03-01", "evidence_oldest": "2026-03-01", "evidence_due": "0"},
    }
    assert {"target", "confidence", "evidence", "person"} & header == set()


def test_all_levels_that_most_chose_are_in_the_file(open_assessment, cast, sign_in):
    """In the file even where every level was chosen as often; of what is withheld there is none."""
    for people, level in ((2, 1), (2, 3)):
        open_assessment.rate_as(Sector.PUBLIC, people=people, level=level, refs=("1.a.1", "1.a.2", "1.b.1"))
    open_assessment.rate_as(Sector.PUBLIC, people=1, level=0, refs=("1.a.1",))
    for level, participant in enumerate(open_assessment.leaders(5)):
        open_assessment.say(participant, {"2.a.1": level})
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=2, refs=("2.a.2",))
    open_assessment.close_and_reveal()

    found = rows_in(fetch(sign_in(cast.ola), cast, open_assessment, "statements.csv"))

    assert {row["criterion"]: (row["record"], row["modes"]) for row in found} == {
        **dict.fromkeys(("1.a.1", "1.a.2", "1.b.1"), ("result", "1+3")),
        "2.a.1": ("result", "0+1+2+3+4"),
        "2.a.2": ("withheld", ""),
    }


def test_too_few_targets_and_too_few_who_say_how_sure_they_are_are_in_no_file(open_assessment, cast, sign_in):
    """Five rated, three of them named a target and said how sure they are: each of the three could be told."""
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(asks_target=True, asks_confidence=True)
    people = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    Rating.objects.filter(participant__in=people[:3], criterion__ref="1.a.1").update(target=3, confidence="high")
    open_assessment.close_and_reveal()
    client = sign_in(cast.bo)

    before = {name: fetch(client, cast, open_assessment, name).getvalue() for name in FILES}
    Rating.objects.filter(target=3).update(target=0, confidence="low")
    after = {name: fetch(client, cast, open_assessment, name).getvalue() for name in FILES}

    assert [name for name in FILES if before[name] != after[name]] == []


def test_both_rounds_are_in_the_file_and_what_was_said_first_is_marked(revealed, cast, sign_in):
    """Of the first round no sector: who answered in between could be told by it."""
    again = ask_again(revealed, "1.a.1")
    answer_again(again, [3] * 14 + [2] * 3)
    again.close()
    client = sign_in(cast.ola)

    def told(name):
        return [row for row in rows_in(fetch(client, cast, revealed, name)) if row["criterion"] == "1.a.1"]

    sealed = {(row["record"], row["round"]) for row in told("answers.csv")}
    again.reveal()
    answers = [(row["record"], row["round"], row["level"], row["sector"]) for row in told("answers.csv")]

    assert sealed == {("answer", "1"), ("comment", "")}
    assert Counter((record, round_, level) for record, round_, level, _sector in answers) == {
        ("earlier", "1", "1"): 9,
        ("earlier", "1", "2"): 1,
        ("earlier", "1", "3"): 4,
        ("earlier", "1", ""): 3,
        ("answer", "2", "2"): 3,
        ("answer", "2", "3"): 14,
        ("comment", "", ""): 1,
    }
    assert {sector for record, _round, _level, sector in answers if record == "earlier"} == {""}
    assert [(row["record"], row["round"], row["rated"], row["median"]) for row in told("statements.csv")] == [
        ("earlier", "1", "14", "1"),
        ("result", "2", "17", "3"),
    ]


def test_a_round_that_too_few_answered_again_is_in_no_file(revealed, cast, sign_in):
    again = ask_again(revealed, "1.a.1")
    answer_again(again, ["not_answered"] * 14 + [4] * 3)
    again.close_and_reveal()

    rows = [row for row in rows_in(fetch(sign_in(cast.bo), cast, revealed)) if row["criterion"] == "1.a.1"]

    assert {row["round"] for row in rows if row["record"] == "answer"} == {"1"}
    assert [row for row in rows if row["record"] == "earlier" or row["level"] == "4"] == []


def test_positions_are_in_the_file_as_the_results_show_them(revealed, cast, sign_in):
    """A draft is nobody's agreement yet; with the lock it is."""
    words = {"reason": "We looked again.", "dissent": "=Two hold it is less.", "target": 4}
    position = sent(revealed, cast.chi, "1.a.1", level=3, target_on=date(2027, 6, 30), **words)
    actions.accept_position(position=position, version=position.version, by=cast.chi, now=timezone.now())
    agree(revealed, "1.a.2", level=2, reason="A draft.")
    agree(revealed, "1.b.1", level=None, reason="No such case here.")
    client = sign_in(cast.ola)

    [row] = rows_in(fetch(client, cast, revealed, "positions.csv"))
    drafts = [name for name in FILES if "A draft." in texts_of(fetch(client, cast, revealed, name))]
    lock(revealed)
    locked = rows_in(fetch(client, cast, revealed, "positions.csv"))

    assert row == {
        **{"edition": "small", "instrument": "success-factors", "group": "1", "criterion": "1.a.1"},
        **{"title": "A vision made together", "applies": "yes", "level": "3", "level_label": "Largely in place"},
        **{"target": "4", "target_label": "Embedded", "target_on": "2027-06-30", "gap": "1", "state": "accepted"},
        **{"owner": "Chi", "reason": "We looked again.", "dissent": "'=Two hold it is less.", "decision": ""},
    }
    assert drafts == []
    assert [(row["criterion"], row["applies"], row["level"], row["state"]) for row in locked] == [
        ("1.a.1", "yes", "3", "accepted"),
        ("1.a.2", "yes", "2", "drafted"),
        ("1.b.1", "no", "", "drafted"),
    ]


def test_what_reviewers_say_is_in_the_file_once_they_submit_it(revealed, cast, sign_in):
    review = ask(revealed, cast.rey)
    write(review, {"1.a.1": 0, "1.b.1": 1})
    client = sign_in(cast.ola)

    before = [name for name in FILES if "of Rey" in texts_of(fetch(client, cast, revealed, name))]
    submit(review)
    rows = rows_in(fetch(client, cast, revealed, "review.csv"))
    data = json.loads(fetch(client, cast, revealed, "answers.json").getvalue())

    assert before == []
    told = [
        (row["record"], row["criterion"], row["level"], row["judgement"], row["state"], row["text"]) for row in rows
    ]
    assert told == [
        ("summary", "", "", "", "", "Summary of Rey"),
        ("confidence", "", "", "amber-red", "", "Reason of Rey"),
        ("rating", "1.a.1", "0", "", "", "Comment of Rey"),
        ("rating", "1.b.1", "1", "", "", "Comment of Rey"),
        ("finding", "", "", "concern", "", "Finding of Rey"),
        ("recommendation", "", "", "critical", "open", "Advice of Rey"),
    ]
    assert {row["reviewer"] for row in rows} == {"Rey"}
    assert len(data["review"]) == len(rows)


def test_levels_agreed_without_answers_are_a_file_too(cast, edition, sign_in):
    staged = agreed_directly(cast.city, cast.bo, {"1.a.1": 3, "2.a.1": None})
    client = sign_in(cast.ola)

    page = client.get(reverse("assessments:take-out", args=[cast.city.slug, staged.assessment.pk]))
    results = client.get(reverse("assessments:results", args=[cast.city.slug, staged.assessment.pk]))
    with ZipFile(io.BytesIO(fetch(client, cast, staged, "answers.xlsx").getvalue())) as packed:
        sheets = re.findall(r'<sheet name="(\w+)"', packed.read("xl/workbook.xml").decode())

    assert reverse("assessments:take-out", args=[cast.city.slug, staged.assessment.pk]) in results.content.decode()
    assert re.findall(r">(\w+\.csv)<", page.content.decode()) == ["positions.csv", "codebook.csv"]
    assert "Who can be told from it" not in page.content.decode()
    assert sheets == ["positions", "codebook"]
    assert [row["criterion"] for row in rows_in(fetch(client, cast, staged, "positions.csv"))] == ["1.a.1", "2.a.1"]
    assert (rows_in(fetch(client, cast, staged)), rows_in(fetch(client, cast, staged, "statements.csv"))) == ([], [])


CODED = ("record", "state", "sector", "confidence", "applies", "judgement")


@pytest.mark.parametrize("reader", ["ola", "bo"])
def test_the_codebook_says_what_every_table_column_and_code_means(revealed, cast, sign_in, reader):
    """Of a named assessment, so that Bo gets the columns that Ola does not."""
    Assessment.objects.filter(pk=revealed.assessment.pk).update(is_named=True)
    Rating.objects.filter(state="rated").update(confidence="low")
    review = ask(revealed, cast.rey)
    write(review)
    submit(review)
    agree(revealed, "1.a.1", level=2)
    lock(revealed)
    client = sign_in(getattr(cast, reader))
    tables = {name: fetch(client, cast, revealed, f"{name}.csv").getvalue().decode("utf-8-sig") for name in TABLES[:-1]}

    book = rows_in(fetch(client, cast, revealed, "codebook.csv"))

    assert [row["code"] for row in book if row["kind"] == "table"] == list(tables)
    assert [(row["table"], row["code"]) for row in book if row["kind"] == "column"] == [
        (name, column) for name, text in tables.items() for column in text.splitlines()[0].split(",")
    ]
    assert [row for row in book if not row["meaning"]] == []
    explained = {(row["table"], row["kind"], row["code"]) for row in book}
    used = {
        (name, column, code)
        for name, text in tables.items()
        for row in csv.DictReader(io.StringIO(text))
        for column in CODED
        for code in row.get(column, "").split("+")
        if code
    }
    assert {(name, column) for name, column, _code in used} >= {
        *(("answers", column) for column in ("record", "state", "sector")),
        *(("statements", "record"), ("positions", "applies"), ("positions", "state")),
        *(("review", column) for column in ("record", "judgement", "state")),
    }
    assert used - explained == set()
