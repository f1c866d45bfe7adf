"""The profile: bars to scale, the tick where the score was, the table says the same."""

import pytest

from charts.rules import COLUMN, NARROW
from charts.rules.profile import ProfileRow, profile

ROWS = (
    ProfileRow("Leadership", 62.5, 50.0, "Amber-green"),
    ProfileRow("Skills", 100.0, None, "Green"),
    ProfileRow("User focus", None, None, ""),
    ProfileRow("Agility", 0.0, 0.0, "Red"),
)


def draw(rows=ROWS, **options):
    return profile(
        rows,
        title="Nine factors",
        description="Skills lead.",
        head=("Factor", "Score", "Rating"),
        previous_label="March 2024",
        empty_label="Withheld",
        **options,
    )


def test_bars_are_to_scale():
    figure = draw()

    assert figure.length == 300
    assert [bar.length for bar in figure.bars] == [187.5, 300, 0, 0]
    assert [bar.number for bar in figure.bars] == ["63", "100", "–", "0"]
    assert [bar.empty_label for bar in figure.bars] == ["", "", "Withheld", ""]


def test_a_wider_figure_has_longer_bars():
    assert draw(width=COLUMN).length - draw().length == COLUMN - NARROW


def test_the_tick_stands_where_the_score_was_and_inside_the_picture():
    assert [bar.tick_x for bar in draw().bars] == [148, None, None, 1]


def test_nothing_earlier_leaves_no_tick_no_explanation_and_no_column():
    figure = draw([ProfileRow("Skills", 40.0, None, "Amber")])

    assert figure.previous_label == ""
    assert figure.height < draw([ProfileRow("Skills", 40.0, 30.0, "Amber")]).height
    assert figure.table.head == ("Factor", "Score", "Rating")
    assert figure.table.rows == (("Skills", "40", "Amber"),)


def test_guides_cross_the_bars_that_have_a_score():
    guides = draw(ROWS[1:3]).guides

    assert [move.split()[0] for move in guides.split("M")[1:]] == ["60", "120", "180", "240"]


def test_a_long_label_takes_a_second_line_and_moves_what_follows():
    row = ProfileRow("The involvement of partners from every sector of the city", 20.0, None, "Amber-red")
    long, short = draw([row]), draw([ProfileRow("Skills", 20.0, None, "Amber-red")])

    assert [line.text for line in long.bars[0].label] == [
        "The involvement of partners from every",
        "sector of the city",
    ]
    assert long.bars[0].y - short.bars[0].y == long.height - short.height == 16


def test_the_outermost_numbers_of_the_axis_stay_inside():
    assert [(mark.x, mark.text, mark.anchor) for mark in draw().axis] == [
        (0, "0", "start"),
        (60, "20", "middle"),
        (120, "40", "middle"),
        (180, "60", "middle"),
        (240, "80", "middle"),
        (300, "100", "end"),
    ]


def test_table_equals_the_data():
    table = draw().table

    assert table.caption == "Nine factors"
    assert table.head == ("Factor", "Score", "Rating", "March 2024")
    assert table.rows == (
        ("Leadership", "63", "Amber-green", "50"),
        ("Skills", "100", "Green", "–"),
        ("User focus", "Withheld", "", "–"),
        ("Agility", "0", "Red", "0"),
    )


@pytest.mark.parametrize("rows", [ROWS[:1], ROWS])
def test_everything_lies_inside_the_picture(rows):
    figure = draw(rows)

    assert figure.bars[-1].y + figure.bar < figure.axis_y < figure.previous_y
    assert figure.previous_y + figure.tick_height < figure.height
