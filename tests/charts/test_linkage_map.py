"""The linkage map: every label inside the picture, none over another, whatever the notes are."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from charts.rules import NARROW
from charts.rules.linkage_layout import MapGroup, MapNote
from charts.rules.linkage_map import BESIDE, WIDE, linkage_map
from charts.rules.palette import ACCENT, INK, MUTED, PAPER, READABLE, RULE, contrast
from charts.templatetags.charts import draw

NAME = "Transforming the operating model of the whole city"
LONG = "Unpronounceablylongwordsfromsomewhere and very many more of them than would ever fit into so little room"


def notes(count, *, first=1, prefix="B", name=NAME):
    return tuple(
        MapNote(f"{prefix}{number}", name, f"?note={prefix}{number}", f"{prefix}{number} {name}")
        for number in range(first, first + count)
    )


def group(count, label="Business management", **options):
    return MapGroup(label, notes(count, **options))


def chain(count, prefix="B"):
    """Each note leads to the next and the last to the first, and the first and the middle one to each other."""
    refs = [f"{prefix}{number}" for number in range(1, count + 1)]
    middle = refs[count // 2]
    extra = [(refs[0], middle), (middle, refs[0])] if middle not in refs[:2] + refs[-1:] else []
    return [pair for pair in zip(refs, [*refs[1:], refs[0]], strict=True) if pair[0] != pair[1]] + extra


def drawn(groups, edges=(), **options):
    return linkage_map(groups, edges, title="Linkages", description="Lines.", **options)


def labels(figure):
    return [*figure.headings, *(words for node in figure.nodes for words in node.words)]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


SHAPES = {
    "one": ([group(1)], []),
    "two": ([MapGroup("", notes(2))], chain(2)),
    "five": ([group(5)], chain(5)),
    "seventeen": (
        [group(1, "", prefix="A"), group(8), group(4, first=9), group(2, first=13), group(2, first=15)],
        chain(16),
    ),
    "sixty": ([group(60)], chain(60)),
    "sixty in groups": ([group(20), group(20, first=21), group(20, first=41)], chain(60)),
    "hostile": ([MapGroup(LONG, notes(7, prefix="A.VERY.LONG.REF.", name=LONG))], chain(7, "A.VERY.LONG.REF.")),
}


@pytest.mark.parametrize("width", [NARROW, BESIDE, WIDE])
@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_labels_overlap_and_all_are_inside(shape, focused, width):
    groups, edges = SHAPES[shape]
    focus = groups[-1].notes[0].ref if focused else ""

    figure = drawn(groups, edges, focus=focus, width=width)

    boxes = [words.box for words in labels(figure)]
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert [box for box in boxes if min(box[:2]) < 0 or box[2] > width or box[3] > figure.height] == []
    left, right = min(node.x for node in figure.nodes), max(node.x for node in figure.nodes)
    assert [box for box in boxes if box[0] < left < box[2] or (right > left and box[0] < right < box[2])] == []
    assert len(figure.nodes) == sum(len(one.notes) for one in groups)
    assert len(figure.edges) == len(edges)


@pytest.mark.parametrize("width", [NARROW, BESIDE, WIDE])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_line_stays_between_the_columns(shape, width):
    groups, edges = SHAPES[shape]

    figure = drawn(groups, edges, width=width)

    for edge in figure.edges:
        start, curve = edge.path[1:].split("C")
        points = [float(number) for number in (*start.split(), *curve.split())]
        assert min(points[::2]) >= width * 0.3
        assert max(points[::2]) <= width * 0.7
        assert min(points[1::2]) >= 0
        assert max(points[1::2]) <= figure.height


@pytest.mark.parametrize("shape", SHAPES)
def test_a_finger_finds_every_note(shape):
    groups, edges = SHAPES[shape]

    for node in drawn(groups, edges, width=NARROW).nodes:
        assert node.height >= 24
        assert node.width >= 100


def test_the_notes_stand_in_reading_order_in_two_columns_of_like_height():
    groups, edges = SHAPES["seventeen"]

    figure = drawn(groups, edges)

    left = [node.note.ref for node in figure.nodes if node.x < WIDE / 2]
    assert left == ["A1", *(f"B{number}" for number in range(1, 9))]
    assert [node.note.ref for node in figure.nodes][9:] == [f"B{number}" for number in range(9, 17)]
    assert [words.lines[0].text for words in figure.headings] == ["Business management"] * 4


def test_what_leads_from_the_focus_is_whole_and_what_leads_to_it_dashed():
    edges = [("B1", "B2"), ("B3", "B1"), ("B2", "B3")]

    figure = drawn([group(3)], edges, focus="B1")

    assert [(edge.start, edge.end, edge.colour, edge.dashes) for edge in figure.edges] == [
        ("B2", "B3", RULE, ""),
        ("B3", "B1", INK, "6 4"),
        ("B1", "B2", ACCENT, ""),
    ]
    said = {node.note.ref: [line.text for line in node.words[2].lines] for node in figure.nodes if len(node.words) > 2}
    assert said == {"B2": ["B1 → B2"], "B3": ["B3 → B1"]}


def test_a_note_that_leads_there_and_back_says_both():
    figure = drawn([group(2)], [("B1", "B2"), ("B2", "B1")], focus="B2")

    assert [line.text for line in figure.nodes[0].words[2].lines] == ["B1 → B2", "B2 → B1"]


def test_neighbours_stand_out_and_the_others_back_but_readable():
    figure = drawn([group(4)], [("B1", "B2"), ("B3", "B1")], focus="B1")

    assert [(node.note.ref, node.focused, node.colour) for node in figure.nodes] == [
        ("B1", True, ACCENT),
        ("B2", False, INK),
        ("B3", False, INK),
        ("B4", False, MUTED),
    ]
    assert min(contrast(node.colour, PAPER) for node in figure.nodes) >= READABLE


def test_lines_begin_and_end_at_their_notes_and_the_arrow_says_where_they_arrive():
    figure = drawn([group(1), group(1, first=2)], [("B1", "B2")], width=WIDE)
    one, two = figure.nodes

    assert figure.edges[0].path.startswith(f"M{one.x:.1f} {one.y - 4:.1f}C")
    assert figure.edges[0].path.endswith(f" {two.x - 12:.1f} {two.y + 4:.1f}")
    assert figure.edges[0].head == f"M{two.x - 5:.1f} {two.y + 4:.1f}l-8 -3.5v7z"


def test_the_drawing_is_links_with_names_and_nothing_hostile():
    hostile = MapNote("B1", "<script>alert('x')</script>", '?note="><b>', 'B1 "<script>"')

    markup = draw(drawn([MapGroup("<b>", (hostile,))], []), id="map")

    picture = ElementTree.fromstring(markup)  # noqa: S314 - our own markup, a moment old
    assert picture.get("role") == "group"
    assert picture.find(".//a").attrib == {"class": "map-note", "href": '?note="><b>', "aria-label": 'B1 "<script>"'}
    texts = [element.text for element in picture.iter() if element.tag.endswith("text")]
    assert texts == ["<b>", "B1", "<script>alert('x')</script>"]
    assert [element for element in picture.iter() if "style" in element.attrib or element.tag.endswith("script")] == []


def test_an_edition_without_linkages_is_names_alone():
    figure = drawn([group(3)])

    assert figure.edges == ()
    assert [[line.text for line in words.lines] for words in figure.nodes[0].words] == [
        ["B1"],
        ["Transforming the operating model of", "the whole city"],
    ]
