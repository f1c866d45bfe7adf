"""The distribution: shares of one bar, nothing for nobody, the table says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.rules.distribution import BAR, distribution
from charts.rules.palette import ladder

LABELS = ("Not started", "First steps", "Partly in place", "Largely in place", "Embedded")


def draw(counts, dont_know=0, labels=LABELS, dont_know_label="Don’t know"):
    return distribution(
        counts,
        labels,
        dont_know=dont_know,
        title="Clear vision",
        description="Most say partly in place.",
        head=("Level", "Answers"),
        dont_know_label=dont_know_label,
        empty_label="No answers",
    )


def test_widths_are_shares_of_the_bar():
    figure = draw([6, 6, 12, 0, 0])

    assert [(segment.x, segment.width, segment.count) for segment in figure.segments] == [
        (0.5, 58.0, "6"),
        (58.5, 58.0, "6"),
        (116.5, 116.0, "12"),
    ]
    assert figure.empty_label == ""


@given(st.lists(st.integers(0, 400), min_size=2, max_size=7).filter(any))
def test_segments_fill_the_bar_without_gap_or_overlap(counts):
    segments = draw(counts, labels=[f"Level {level}" for level in range(len(counts))]).segments

    assert len(segments) == len([count for count in counts if count])
    assert sum(segment.width for segment in segments) == pytest.approx(BAR)
    assert [segment.x for segment in segments[1:]] == pytest.approx(
        [segment.x + segment.width for segment in segments[:-1]]
    )


def test_a_level_keeps_its_tone_whoever_is_missing():
    figure = draw([0, 0, 3, 0, 5])

    assert [segment.fill for segment in figure.segments] == [ladder(5)[2].fill, ladder(5)[4].fill]


def test_a_count_that_does_not_fit_is_left_out():
    assert [segment.count for segment in draw([1, 0, 0, 0, 39]).segments] == ["", "39"]


def test_those_who_do_not_know_stand_apart():
    figure = draw([6, 6, 12, 0, 0], dont_know=3)

    assert figure.dont_know == "Don’t know 3"
    assert figure.segments == draw([6, 6, 12, 0, 0]).segments


def test_nobody_who_does_not_know_leaves_no_box():
    assert draw([6, 6, 12, 0, 0]).dont_know == ""


def test_answers_of_many_people_to_many_statements_fit_beside_their_word():
    assert draw([6, 6, 12, 0, 0], dont_know=4161).dont_know == "Don’t know 4161"


def test_a_long_word_gives_way_to_its_count():
    assert draw([1, 0, 0, 0, 0], 12, dont_know_label="Could not say at all").dont_know == "Could not s… 12"


def test_table_equals_the_data():
    table = draw([4, 0, 12, 7, 3], dont_know=2).table

    assert table.caption == "Clear vision"
    assert table.head == ("Level", "Answers")
    assert table.rows == (
        ("Not started", "4"),
        ("First steps", "0"),
        ("Partly in place", "12"),
        ("Largely in place", "7"),
        ("Embedded", "3"),
        ("Don’t know", "2"),
    )


def test_nothing_to_show_is_said_in_words_and_never_as_zero():
    figure = draw([0, 0, 0, 0, 0])

    assert figure.segments == ()
    assert figure.separators == ""
    assert figure.empty_label == "No answers"
    assert {row[1] for row in figure.table.rows} == {"No answers"}


def test_zeros_are_facts_where_somebody_did_not_know():
    figure = draw([0, 0, 0, 0, 0], dont_know=2)

    assert figure.empty_label == "No answers"
    assert [row[1] for row in figure.table.rows] == ["0", "0", "0", "0", "0", "2"]


def test_counts_and_labels_must_match():
    with pytest.raises(ValueError, match="argument 2 is longer"):
        draw([1, 2, 3, 4, 5, 6])
