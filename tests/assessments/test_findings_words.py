"""Findings in words and figures, as the results page and the report say them."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.queries import captions, figures
from assessments.queries import words as words_of
from assessments.queries.findings import findings_of
from assessments.rules.attention import Reason, Thresholds
from assessments.rules.bands import Limits
from assessments.rules.frozen import FrozenResults, FrozenRound
from assessments.rules.positions import Agreed
from assessments.rules.roll_up import Scale, figures_of
from assessments.rules.tally import Tally
from charts.rules.table import Noted
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

LABELS = ("Not started", "First steps", "Partly in place", "Largely in place", "Embedded")
LEVELS = tuple(LevelOutline(value, label, "") for value, label in enumerate(LABELS))


def criterion(ref):
    return CriterionOutline(id=0, ref=ref, title=f"Title {ref}", statement="", source="", weight=1)


def group(ref, name, *criteria, groups=()):
    return GroupOutline(id=0, ref=ref, name=name, summary="", source="", criteria=criteria, groups=groups)


VISION = group("1", "Vision", groups=(group("1.a", "Clear vision", criterion("1.a.1"), criterion("1.a.2")),))
BUYING = group("2", "Buying", criterion("2.1"))
OUTLINE = InstrumentOutline(
    id=1,
    key="checklist",
    name="Checklist",
    summary="",
    source="",
    edition_name="",
    edition_version="",
    edition_notice="",
    levels=LEVELS,
    groups=(VISION, BUYING),
)


def everybody_says(level, people):
    return Tally(levels=tuple(people if index == level else 0 for index in range(5)))


ANSWERS = {
    "1.a.1": {"public": Tally((0, 0, 0, 4, 1), dont_know=2), "private": everybody_says(1, 4)},
    "1.a.2": {"public": everybody_says(4, 3)},  # three people only: withheld
    "2.1": {"public": everybody_says(1, 5), "private": everybody_says(0, 4)},
}


def frozen(answers=ANSWERS, sizes=None, comments=None):
    return FrozenRound(
        title="Autumn",
        opened_on=date(2026, 1, 1),
        closed_on=date(2026, 2, 1),
        minimum_group=4,
        thresholds=Thresholds(),
        invited={"public": 7, "private": 6},
        answers={"checklist": answers},
        sizes={"checklist": sizes or {"public": 5, "private": 4}},
        comments={"checklist": comments or {}},
    )


def found(round_=None, previous=None):
    return findings_of(FrozenResults(round_ or frozen(), previous, (OUTLINE,)), OUTLINE)


def finding(ref, findings=None):
    return next(item for item in (findings or found()).all_criteria if item.outline.ref == ref)


def test_what_was_agreed_without_answers_has_a_change():
    """Two assessments in the room: nobody answered alone, so that only positions say what was asked."""
    then, now = (
        replace(frozen({}), agreed={"checklist": {ref: Agreed(level, None, "decided") for ref in ANSWERS}})
        for level in (1, 2)
    )
    partly = replace(then, agreed={"checklist": {"1.a.1": Agreed(1, None, "decided")}})

    assert (found(now, then).change, found(now, then).groups[0].change) == (25.0, 25.0)
    assert (found(now, partly).change, found(now, partly).groups[0].change) == (None, None)


@pytest.mark.parametrize(("value", "words"), [(None, "–"), (0.0, "0"), (62.5, "63"), (62.49, "62"), (100.0, "100")])
def test_scores_are_whole_numbers_and_halves_go_up(value, words):
    assert words_of.score(value) == words


@pytest.mark.parametrize(("value", "words"), [(None, "–"), (0.0, "0%"), (0.832, "83%"), (1.0, "100%")])
def test_shares_are_percentages(value, words):
    assert words_of.share(value) == words


@pytest.mark.parametrize(("value", "words"), [(None, ""), (0.0, "coverage 0%"), (0.832, "coverage 83%")])
def test_a_coverage_beside_a_figure_says_what_it_is(value, words):
    assert words_of.coverage(value) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 3, 0, 0), "Partly in place"),
        ((0, 2, 1, 0, 2), "First steps and Embedded"),
        ((2, 0, 2, 1, 2), "Not started, Partly in place and Embedded"),
        ((0, 0, 0, 2, 0), ""),  # too few for that
        ((1, 1, 1, 1, 1), ""),  # every level: nothing stands out
        ((0, 0, 0, 0, 0), ""),
    ],
)
def test_the_levels_chosen_most_often_are_named_where_that_says_something(counts, words):
    assert captions.modes_words(figures_of(Tally(counts, dont_know=9), Scale(5, Limits())), LEVELS) == words


@pytest.mark.parametrize(("value", "words"), [(None, "too few"), (0.0, "0.00"), (0.7257, "0.73")])
def test_consensus_has_two_decimals(value, words):
    assert words_of.consensus(value) == words


@pytest.mark.parametrize(
    ("value", "sign", "words"),
    [
        (None, "–", ""),
        (5.94, "+6", "up 6 points"),
        (1.0, "+1", "up 1 point"),
        (0.5, "+1", "up 1 point"),
        (-0.4, "±0", "no change"),
        (0.0, "±0", "no change"),
        (-8.64, "−9", "down 9 points"),
    ],
)
def test_changes_have_a_sign_and_words(value, sign, words):
    assert (words_of.change(value), words_of.change_words(value)) == (sign, words)


@pytest.mark.parametrize(
    ("median", "words"),
    [
        (None, ""),
        (0.0, "Not started"),
        (4.0, "Embedded"),
        (2.5, "between “Partly in place” and “Largely in place”"),
    ],
)
def test_a_median_is_named_by_its_level(median, words):
    assert captions.median_words(median, LEVELS) == words


@pytest.mark.parametrize(
    ("quartiles", "words"),
    [
        (None, ""),
        ((1.0, 3.0), "First steps to Largely in place"),
        ((2.0, 2.0), "Partly in place"),
        ((1.75, 2.25), "First steps to Largely in place"),
    ],
)
def test_the_middle_half_never_promises_more_agreement_than_there_is(quartiles, words):
    assert captions.range_words(quartiles, LEVELS) == words


def test_every_reason_has_a_name_and_a_meaning():
    assert [words_of.reason_word(reason) for reason in Reason] == [
        "Two camps",
        "Opinions differ",
        "Few could say",
        "The reviewer differs",
    ]
    assert len({words_of.reason_meaning(reason) for reason in Reason}) == 4


def test_a_statement_knows_its_factor_and_the_findings_their_people():
    findings = found()

    assert [item.factor.ref for item in findings.all_criteria] == ["1", "1", "2"]
    assert (findings.took_part, findings.invited, findings.withheld) == (9, 13, 1)


def test_comments_of_withheld_statements_do_not_exist():
    round_ = frozen(comments={"1.a.1": ("Well done.",), "1.a.2": ("It was me.",)})

    assert [item.comments for item in found(round_).all_criteria] == [("Well done.",), (), ()]


def test_a_statement_to_discuss_stands_under_its_first_reason_alone():
    round_ = frozen(
        {
            "1.a.1": {"public": Tally((3, 0, 0, 0, 3))},
            "2.1": {"public": Tally((0, 4, 0, 0, 0), dont_know=6)},
        }
    )
    findings = found(round_)

    assert finding("1.a.1", findings).result.reasons == (Reason.POLARISED, Reason.LOW_CONSENSUS)
    assert {reason: [item.outline.ref for item in items] for reason, items in findings.discussed_for.items()} == {
        Reason.POLARISED: ["1.a.1"],
        Reason.LOW_COVERAGE: ["2.1"],
    }


def test_the_profile_names_the_strongest_and_the_weakest_factor():
    chart = figures.profile_chart(found(previous=frozen({"2.1": {"public": everybody_says(2, 5)}})))

    assert chart.title == "Strongest on Vision, weakest on Buying"
    assert chart.table.rows == (("Vision", "56", "Amber", "–"), ("Buying", "14", "Red", "50"))


@pytest.mark.parametrize(
    "answers",
    [{}, {"2.1": ANSWERS["2.1"]}, {"1.a.1": {"public": everybody_says(2, 5)}, "2.1": {"public": everybody_says(2, 5)}}],
    ids=["no score", "one score", "equal scores"],
)
def test_the_profile_names_no_factor_where_none_is_ahead(answers):
    assert figures.profile_chart(found(frozen(answers))).title == "Scores by factor"


def test_the_heatmap_has_the_scores_of_the_parts_and_its_caption_the_widest_gap():
    findings = found()

    chart = figures.sector_chart(findings)
    assert chart.table.rows == (
        ("Vision", Noted("25", "coverage 100%"), Noted("80", "coverage 71%")),
        ("Buying", Noted("0", "coverage 100%"), Noted("25", "coverage 100%")),
    )
    assert [line.text for line in chart.foot] == ["Below each score: its coverage, where it may be shown"]
    assert captions.sectors_caption(findings) == "Furthest apart on Vision: Public sector 80, Private sector 25"


def test_there_is_no_heatmap_without_two_parts():
    findings = found(frozen(sizes={"public": 5}))

    assert figures.sector_chart(findings) is None
    assert captions.sectors_caption(findings) == ""


def test_merged_sectors_are_named_with_the_reason():
    sizes = {"public": 5, "private": 4, "third": 2, "community": 2}

    assert captions.merged_words(found(), 4) == ""
    assert captions.merged_words(found(frozen(sizes=sizes)), 4) == (
        "Community and Third sector are shown together, because a sector with fewer than 4 people is never shown by "
        "itself."
    )


def test_a_distribution_is_said_in_words():
    chart = figures.criterion_chart(finding("1.a.1"), found().outline.levels)

    assert chart.description == "9 ratings: First steps 4, Largely in place 4, Embedded 1."
    assert chart.table.rows == (*zip(LABELS, "04041", strict=True), ("Don’t know", "2"))


def test_a_withheld_distribution_says_so_and_nothing_else():
    withheld = finding("1.a.2")
    chart = figures.criterion_chart(withheld, found().outline.levels)

    assert (chart.segments, chart.dont_know, chart.description) == ((), "", "Nothing is shown here.")
    assert {cells[1] for cells in chart.table.rows} == {"Withheld: too few people answered"}


def test_nobody_rated_is_told_apart_from_withheld():
    findings = found(
        frozen(ANSWERS | {"2.1": {"public": Tally.empty(), "private": replace(Tally.empty(), not_answered=9)}})
    )
    chart = figures.criterion_chart(finding("2.1", findings), findings.outline.levels)

    assert chart.empty_label == "Nobody rated this"


def test_captions_name_what_stands_on_top():
    findings = found()

    assert captions.weakest_caption(findings.weakest(5)) == "Lowest of all: “Title 2.1”, 14 of 100"
    assert captions.disputed_caption(findings.most_disputed(5)) == "Leaders agree least on “Title 1.a.1”"
    assert (captions.weakest_caption([]), captions.disputed_caption([])) == ("", "")
