"""The linkage map: every linkage drawn and in words, one note at a time, in the order that was asked for."""

import re

import pytest
from django.urls import reverse

from framework.actions import store_edition
from framework.queries.guide import guide_of
from tests.editions import read_edition


def address(edition="small", **query):
    return reverse("framework:map", args=[edition], query=query)


def text_of(response):
    return response.content.decode()


def cells(response):
    """The refs of the table's rows: from, to."""
    body = text_of(response).partition("<tbody>")[2].partition("</tbody>")[0]
    return [tuple(re.findall(r">\[([^\]]+)\]<", row)) for row in body.split("</tr>")[:-1]]


def test_every_linkage_of_the_shipped_edition_is_drawn_and_in_the_table(client, whole_framework):
    guide = guide_of(whole_framework)

    page = client.get(address("scf-2013"))

    place = {note.ref: at for at, note in enumerate(guide.notes)}
    edges = sorted(
        ((edge.start, edge.end) for edge in guide.linkages), key=lambda edge: (place[edge[0]], place[edge[1]])
    )
    assert len(edges) == 61
    assert cells(page) == edges
    for figure in (page.context["wide"], page.context["narrow"]):
        assert sorted((edge.start, edge.end) for edge in figure.edges) == sorted(edges)
        assert [node.note.ref for node in figure.nodes] == [note.ref for note in guide.notes]
    assert "61 linkages" in text_of(page)
    assert [
        reason for reason in (edge.why for edge in guide.linkages) if reason.replace("'", "&#x27;") not in text_of(page)
    ] == []


def test_the_table_is_sorted_by_where_linkages_lead_in_the_order_of_the_notes(client, whole_framework):
    place = {note.ref: at for at, note in enumerate(guide_of(whole_framework).notes)}

    page = client.get(address("scf-2013", sort="to"))

    rows = cells(page)
    assert rows == sorted(rows, key=lambda row: (place[row[1]], place[row[0]]))
    assert (rows[0][1], rows[-1][1]) == ("A", "D")
    assert text_of(page).count('aria-sort="ascending"') == 1
    assert 'href="?sort=from#linkages"' in text_of(page)
    # whoever sorts it on a phone has it unfolded
    assert '<details class="more linkage-fold" open>' in text_of(page)
    assert '<details class="more linkage-fold" >' in text_of(client.get(address("scf-2013")))


def test_a_note_in_focus_shows_its_own_linkages_both_ways(client, whole_framework):
    guide = guide_of(whole_framework)

    page = client.get(address("scf-2013", note="B8"))

    own = [(edge.start, edge.end) for edge in guide.linkages if "B8" in (edge.start, edge.end)]
    assert [other.ref for other, _ in page.context["leading_from"]] == ["D"]
    assert [other.ref for other, _ in page.context["leading_to"]] == [start for start, end in own if end == "B8"]
    reasons = re.findall(r'<ul class="map-reasons.*?</ul>', text_of(page), re.DOTALL)
    assert [ref for found in reasons for ref in re.findall(r">\[([^\]]+)\] <", found)] == [
        *(end for start, end in own if start == "B8"),
        *(start for start, end in own if end == "B8"),
    ]
    assert "<table" not in text_of(page)  # the lists say all of it
    assert f'href="{reverse("framework:note", args=["scf-2013", "B8"])}"' in text_of(page)


def test_a_click_looks_at_a_note_and_another_looks_away(client, edition):
    plain, focused = client.get(address()), client.get(address(note="B1"))

    def links(page):
        return {node.note.ref: node.note.href for node in page.context["wide"].nodes}

    assert links(plain) == {"A": f"{address(note='A')}#map", "B1": f"{address(note='B1')}#map"}
    assert links(focused) == {"A": f"{address(note='A')}#map", "B1": f"{address()}#map"}
    assert (
        len(re.findall(r'class="map-note"[^>]*aria-current', text_of(focused))) == 2
    )  # in the drawing for wide windows, and for narrow ones


def test_a_link_says_how_many_linkages_there_are(client, edition):
    titles = [node.note.title for node in client.get(address()).context["wide"].nodes]

    assert titles == [
        "A Guiding principles, leads to 1 note, 1 note leads here",
        "B1 City vision, leads to 1 note, 1 note leads here",
    ]


@pytest.mark.parametrize(
    "query", [{"note": "Z9"}, {"note": "<b>"}, {"note": "\x00"}, {"note": "x" * 5000}, {"sort": "why"}]
)
def test_what_is_no_note_is_not_looked_at(client, edition, query):
    page = client.get(address(**query))

    assert page.status_code == 200
    assert (page.context["note"], page.context["sort"]) == (None, "from")
    assert cells(page) == [("A", "B1"), ("B1", "A")]


def test_an_edition_without_notes_says_that_there_is_nothing_to_draw(client, folder, db):
    for file in ("notes/A.yaml", "notes/B1.yaml", "glossary.yaml", "starter-actions.yaml"):
        folder.remove(file)
    checklist = (folder.path / "instruments/success-factors.yaml").read_text()
    folder.write("instruments/success-factors.yaml", checklist.replace(', notes: ["B1"]', ""))
    phases = (folder.path / "phases.yaml").read_text()
    folder.write("phases.yaml", re.sub(r", notes: \[[^\]]*\]", "", phases))
    store_edition(files=read_edition(folder.path))

    page = client.get(address())

    assert "This edition has no guidance notes" in text_of(page)
    assert '<svg class="chart-svg"' not in text_of(page)


def test_an_edition_without_linkages_draws_the_notes_alone(client, folder, db):
    for file, linkages in (
        ("notes/A.yaml", 'linkages:\n  - {to: "B1", why: "A vision rests on values."}\n'),
        ("notes/B1.yaml", 'linkages:\n  - {to: "A", why: "Values come first."}\n'),
    ):
        folder.replace(file, linkages, "")
    store_edition(files=read_edition(folder.path))

    everything, one = client.get(address()), client.get(address(note="A"))

    assert (cells(everything), cells(one)) == ([], [])
    assert "There are no linkages between the notes." in text_of(everything)
    assert "No linkage leads from this note or to it." in text_of(one)
    assert "There are no linkages between the notes." not in text_of(one)


def test_inside_a_city_links_stay_inside(cast, edition, sign_in):
    page = sign_in(cast.alma).get(reverse("library:map", args=[cast.city.slug, "small"], query={"note": "A"}))

    links = re.findall(r'href="(/[^"]*framework/[^"]*)"', text_of(page).partition("<main")[2])
    assert links
    assert [link for link in links if not link.startswith(f"/c/{cast.city.slug}/framework/small/")] == []
