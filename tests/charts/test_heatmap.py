"""The heatmap: one path a colour, one text a row and colour, the table says the same."""

from charts.rules import COLUMN, NARROW
from charts.rules.heatmap import Note, heatmap
from charts.rules.heatmap.grid import fits
from charts.rules.palette import MUTED, ladder
from charts.rules.table import Noted

ROWS = ("Leadership", "Skills")
COLUMNS = ("Public", "Private", "All")
VALUES = ((100.0, 19.9, None), (20.0, 62.5, 99.9))


def draw(rows=ROWS, columns=COLUMNS, values=VALUES, **options):
    return heatmap(
        rows,
        columns,
        values,
        title="By sector",
        description="Public and private differ.",
        row_heading="Factor",
        withheld_label="Withheld",
        **options,
    )


def test_one_path_a_colour_by_steps_of_twenty():
    shades = draw().shades

    assert [shade.fill for shade in shades] == [ladder(5)[step].fill for step in (0, 1, 3, 4)]
    assert [shade.path.count("M") for shade in shades] == [1, 1, 1, 2]


def test_withheld_cells_are_blank_dashed_and_explained_once():
    figure = draw()

    assert figure.blanks.count("M") == 1
    assert [(numbers.text, numbers.ink) for numbers in figure.numbers if numbers.ink == MUTED] == [("–", MUTED)]
    assert [line.text for line in figure.foot] == ["– Withheld"]


def test_nothing_withheld_needs_no_explanation():
    figure = draw(values=((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)))

    assert (figure.blanks, figure.foot) == ("", ())
    assert figure.height == draw().height - 22


def test_every_character_of_the_numbers_has_its_place():
    numbers = draw().numbers

    assert [row.text for row in numbers] == ["100", "20", "–", "20", "63100"]
    assert [len(row.xs.split()) for row in numbers] == [3, 2, 1, 2, 5]


def test_numbers_are_centred_in_their_cells():
    figure = draw(rows=("A", "B"), columns=("One", "Two"), values=((50.0, 50.0), (0.0, None)))
    first, second = figure.columns
    digit = 12.5 * 0.62

    xs = [float(x) for x in figure.numbers[0].xs.split()]

    assert [round(x - first.x + digit, 1) for x in xs[:2]] == [0, 7.8]
    assert [round(x - second.x + digit, 1) for x in xs[2:]] == [0, 7.8]


def test_long_column_labels_take_lines_that_end_together():
    public, merged = draw(columns=("Public", "Academic and third sector"), values=((1.0, 2.0), (3.0, 4.0))).columns

    assert [line.text for line in merged.lines] == ["Academic and third", "sector"]
    assert public.lines[-1].y == merged.lines[-1].y


def test_the_heading_of_what_was_merged_is_whole():
    names = "Public sector + Private sector + Academic and research + Third sector + Citizens"
    _public, merged = draw(columns=("Public", names), values=((1.0, 2.0), (3.0, 4.0)), width=300).columns

    assert " ".join(line.text for line in merged.lines) == names
    assert len(merged.lines) > 3


def test_row_labels_stand_beside_their_cells():
    figure = draw()
    cells = float(figure.shades[-1].path.split()[0][1:])

    assert cells > figure.rows[0].x
    assert [row.lines[0].y for row in figure.rows] == [figure.numbers[0].y, figure.numbers[-1].y]


def test_row_labels_stand_above_where_columns_need_the_width():
    columns = ("Public sector", "Private", "Academic", "Third sector", "Citizens")
    values = ((50.0,) * 5, (50.0,) * 5)
    narrow = draw(rows=("Benefit realization", "Skills"), columns=columns, values=values)
    wide = draw(rows=("Benefit realization", "Skills"), columns=columns, values=values, width=COLUMN)

    assert narrow.width == NARROW
    assert narrow.shades[0].path.startswith("M0.0 ")
    assert [row.lines[-1].y < numbers.y for row, numbers in zip(narrow.rows, narrow.numbers, strict=True)] == [
        True,
        True,
    ]
    assert [row.lines[-1].y == numbers.y for row, numbers in zip(wide.rows, wide.numbers, strict=True)] == [True, True]


def test_headings_fit_where_every_word_has_a_column_for_it():
    assert fits(["Public sector", "Private sector", "Third sector"], NARROW)
    assert not fits(["Public sector", "Constantinople-Harbourside", "Northumberlandshire", "Third"], NARROW)
    assert fits(["A"] * 8, NARROW)
    assert not fits(["A"] * 9, NARROW)  # nine columns of 40 and the gaps between them are wider than a phone


def test_cells_reach_the_right_edge_and_no_further():
    x, _, width = draw(values=((0.0, 0.0, 90.0), (0.0, 0.0, None))).shades[-1].path.replace("h", " ").split()[:3]

    assert float(x[1:]) + float(width.split("v")[0]) == NARROW


def test_table_equals_the_data():
    table = draw().table

    assert table.caption == "By sector"
    assert table.head == ("Factor", "Public", "Private", "All")
    assert table.rows == (("Leadership", "100", "20", "Withheld"), ("Skills", "20", "63", "100"))


NOTES = ((Note("71%", "coverage 71%"), None, None), (Note("9%", "coverage 9%"), Note("100%", "coverage 100%"), None))


def test_notes_stand_below_their_numbers_and_are_explained_once():
    plain, figure = draw(), draw(notes=NOTES, notes_label="Below: coverage")

    below = {(note.text, note.ink) for note in figure.notes}
    assert below == {("71%", ladder(5)[4].text), ("9%", ladder(5)[1].text), ("100%", ladder(5)[3].text)}
    first, alone = figure.numbers[0], next(number for number in figure.numbers if number.ink == MUTED)
    assert [first.y + 13, alone.y + 6.5] == [figure.notes[0].y] * 2  # a number alone stays in the middle
    assert [line.text for line in figure.foot] == ["Below: coverage", "– Withheld"]
    assert figure.height == plain.height + 2 * 13 + 17


def test_notes_stand_in_the_table_in_words():
    table = draw(notes=NOTES, notes_label="Below: coverage").table

    assert table.rows[0] == ("Leadership", Noted("100", "coverage 71%"), "20", "Withheld")
    assert table.rows[1][3] == "100"


def test_without_any_note_nothing_is_explained():
    assert draw(notes=((None,) * 3,) * 2, notes_label="Below: coverage") == draw()
