"""Strips over time: points to scale, gaps that stay gaps, the table says the same."""

from datetime import date

from charts.rules.trend import TrendRow, strips

DAYS = (date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1))
ROWS = (
    TrendRow("Overall", (0.0, 50.0, 100.0), ("0", "50", "100"), "+100"),
    TrendRow("Skills", (20.0, None, 62.5), ("20", "not asked", "63"), "+43"),
    TrendRow("Agility", (None, None, 40.0), ("not comparable", "not asked", "40"), "–"),
)


def draw(rows=ROWS, days=DAYS, **options):
    given = {"titles": [f"{day:%b %Y}" for day in days]} | options
    return strips(
        rows, days, title="Way", description="Up.", head=("Factor", "Change"), gap_label="nothing to compare", **given
    )


def xs(strip):
    return [spot.x for spot in strip.dots]


def test_points_are_to_scale_in_time_and_height():
    overall = draw().rows[0]

    assert xs(overall) == [34, 165.2, 296]  # 366 days of 731 to the second
    assert [spot.y - overall.y for spot in overall.dots] == [26, 15, 4]
    assert (overall.first, overall.last) == ("0", "100")


def test_a_gap_breaks_the_line_and_is_marked():
    skills, agility = draw().rows[1:]

    assert skills.line.count("M") == len(skills.dots) == 2
    assert "L" not in skills.line
    assert skills.gaps.startswith("M162.2")  # a cross around the place of its day
    assert (agility.first, agility.last, len(agility.dots)) == ("–", "40", 1)


def test_without_a_gap_nothing_explains_one():
    figure = draw(ROWS[:1])

    assert (figure.rows[0].line.count("M"), figure.rows[0].line.count("L")) == (1, 2)
    assert figure.gap_label == ""
    assert figure.height < draw(ROWS[:2]).height - draw(ROWS[1:2]).rows[0].y


def test_days_that_would_fall_on_each_other_stand_equally_far_apart():
    close = (date(2024, 1, 1), date(2024, 1, 1), date(2026, 1, 1))

    assert xs(draw(ROWS[:1], close).rows[0]) == [34, 165, 296]
    assert xs(draw([TrendRow("All", (1.0, 2.0), ("1", "2"), "")], close[:2]).rows[0]) == [34, 296]


def test_dates_between_are_named_where_there_is_room():
    assert [mark.text for mark in draw().dates] == ["Jan 2024", "Jan 2025", "Jan 2026"]
    near = (date(2024, 1, 1), date(2024, 3, 1), date(2026, 1, 1))
    assert [mark.text for mark in draw(days=near).dates] == ["Jan 2024", "Jan 2026"]


def test_table_equals_the_data():
    table = draw().table

    assert table.head == ("Factor", "Change", "Jan 2024", "Jan 2025", "Jan 2026")
    assert table.rows[1:] == (
        ("Skills", "+43", "20", "not asked", "63"),
        ("Agility", "–", "not comparable", "not asked", "40"),
    )


def test_everything_lies_inside_the_picture():
    figure = draw()

    assert figure.rows[-1].y + figure.strip < figure.dates_y < figure.gap_y < figure.height
    assert figure.right < figure.width
