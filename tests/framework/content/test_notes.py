"""The 17 guidance notes: their names and places, what they say and advise, and the edges between them."""

import re

import pytest

from tests.framework.content.shipped import DOCUMENTS, FILES, INSTRUMENTS, NOTES, REFS, lists, word_count, words

BUSINESS, SERVICE, TECHNOLOGY = "business-management", "service-management", "technology-and-data"
PLACES = [  # note, name, component, area
    ("A", "Guiding principles", "A", None),
    ("B1", "City vision", "B", BUSINESS),
    ("B2", "Transforming the city’s operating model", "B", BUSINESS),
    ("B3", "Leadership and governance", "B", BUSINESS),
    ("B4", "Stakeholder collaboration", "B", BUSINESS),
    ("B5", "Procurement and supplier management", "B", BUSINESS),
    ("B6", "Mapping the city’s interoperability needs", "B", BUSINESS),
    ("B7", "Common terminology and reference model", "B", BUSINESS),
    ("B8", "Smart city roadmap", "B", BUSINESS),
    ("B9", "Empowering stakeholder-led service transformation", "B", SERVICE),
    ("B10", "Delivering city-led service transformation", "B", SERVICE),
    ("B11", "Digital inclusion and channel management", "B", SERVICE),
    ("B12", "Identity and privacy management", "B", SERVICE),
    ("B13", "Resources mapping and management", "B", TECHNOLOGY),
    ("B14", "Open, service-oriented, city-wide IT architecture", "B", TECHNOLOGY),
    ("C", "Benefit realization", "C", None),
    ("D", "Critical success factors", "D", None),
]

EDGES = {  # 61, each from a note's section on linkages
    "A": "B3 B1 B8",
    "B1": "A B4",
    "B2": "B3 B9 B10 B13 B14",
    "B3": "A B1 B4 B8 C",
    "B4": "B8 C B1 B3 B5 B9 B10 B12",
    "B5": "B4 B14",
    "B6": "B14 B8",
    "B7": "",
    "B8": "D",
    "B9": "B2 B12 B5 B13 B14",
    "B10": "B2 B4 B11 B12 B13 B14",
    "B11": "B10 B9 B6 B14 B8",
    "B12": "B10 B9 B14 B8",
    "B13": "B8 B9 B10 B12 B14",
    "B14": "B8 B5 B9 B13",
    "C": "B8 D",
    "D": "B3 B8",
}

LEAVES = {  # 54, what each note advises and a city scores
    "A": "a.1 a.2 a.3 a.4 b",
    "B1": "a b c",
    "B2": "1",
    "B3": "a b c d e f g",
    "B4": "a b c",
    "B5": "a b.1 b.2 b.3 b.4 c.1 c.2 c.3",
    "B6": "a b c",
    "B7": "a b",
    "B8": "a b c d e",
    "B9": "1",
    "B10": "a b c",
    "B11": "a b.1 b.2 b.3",
    "B12": "a b c",
    "B13": "1",
    "B14": "1",
    "C": "a b c",
    "D": "1",
}

POINTS = {  # the lists of a discussion in their order; a dot is a point that has no letter
    "A": ["a b c d", "· ·", "· · · ·"],
    "B1": ["· · · ·", " ".join("·" * 18)],
    "B2": ["a b c c.1 c.2 d d.1 d.2 e"],
    "B3": ["1 2", "1 2 3"],
    "B4": ["a b c d e"],
    "B6": ["· · · · ·"],
    "B8": ["· ·.· ·.· ·.· ·.·.· ·.·.· ·.· ·.·.· ·.·.· ·.·.· ·.·.· ·.·.· ·.·.· · ·.· ·.· · ·.· ·.· ·.· · ·"],
    "B9": ["a b c d e", "a a.1 a.2 a.3 b b.· b.· b.· c d", "· · ·"],
    "B10": ["a b c c.1 c.2 c.3 d e"],
    "B11": ["a b c d e f g h"],
    "B12": ["a b c", " ".join("·" * 9)],
    "B13": ["a b c", "a b c"],
    "B14": ["· ·", "a a.1 a.2 a.3 a.4 a.5 b b.1 b.2 b.3", "a b c c.1 c.2 c.3 c.4 c.5"],
    "C": ["· ·", "· · · ·", "a b c"],
    "D": ["1 2 3 4 5 6 7 8 9"],
}

FACTS = {  # figures, names and documents that carry over as they are
    "A": ["UK"],
    "B1": ["29 UK cities", "Future City Demonstrator", "Technology Strategy Board", "2012", "BSI", "2013"],
    "B3": ["SFIA", "Skills Framework for the Information Age"],
    "B4": ["BS 8900, Guidance for managing sustainable development"],
    "B5": ["16 pairs", "G-Cloud", "UK, European and international law", "BSI"],
    "B6": ["European Interoperability Framework (EIF)", "Open Standards Principles", "Standards Hub", "Cabinet Office"],
    "B7": ["PAS 180, Smart cities – Vocabulary"],
    "B9": ["30 UK cities", "these, 23 proposed", "2012", "Technology Strategy Board", "Five Star Rating"],
    "B10": ["Transformational Government Framework (OASIS)"],
    "B12": ["UK’s Government Digital Service", "March 2012", "in Britain, Parliament"],
    "B13": ["Internet of Things"],
    "B14": ["A.4.2", "A.4.4", "The Reference Model for Service-Oriented Architecture"],
    "C": ["29 UK cities", "Future City Demonstrator", "Solutions for cities"],
    "D": ["nine critical success factors", "47 statements"],
}


def marks(points, above=""):
    """Write the points of a list as the table above does."""
    found = []
    for point in points:
        mark = f"{above}{point.ref or '·'}"
        found += [mark, *marks(point.items, f"{mark}.")]
    return found


def test_four_components_with_three_areas_in_the_second():
    assert [(part.ref, part.name, [(area.key, area.name) for area in part.areas]) for part in FILES.components] == [
        ("A", "Guiding principles", []),
        (
            "B",
            "Key city-wide governance and delivery processes",
            [
                (BUSINESS, "Business management"),
                (SERVICE, "Service management"),
                (TECHNOLOGY, "Technology and digital asset management"),
            ],
        ),
        ("C", "Benefit realization framework", []),
        ("D", "Critical success factors", []),
    ]


def test_17_notes_stand_in_order_with_their_names_and_places():
    assert [(note.ref, note.name, note.component, note.area) for note in FILES.notes] == PLACES
    assert [note.source for note in FILES.notes] == [f"PAS 181 draft, [{ref}]" for ref in REFS]


@pytest.mark.parametrize("ref", REFS)
def test_a_note_has_a_context_a_short_need_and_a_discussion_of_the_right_length(ref):
    note = NOTES[ref]
    prose = sum(word_count(block.text) for block in note.discussion if block.text)

    assert 15 <= word_count(note.context) <= 70
    assert 10 <= word_count(note.need) <= 60
    assert 150 <= prose <= (700 if ref in ("B5", "B9") else 350)


def test_61_edges_lead_from_note_to_note():
    assert {note.ref: " ".join(edge.to for edge in note.linkages) for note in FILES.notes} == EDGES
    assert sum(len(edges.split()) for edges in EDGES.values()) == 61


def test_every_edge_has_a_reason_of_its_own_in_a_sentence():
    reasons = [edge.why for note in FILES.notes for edge in note.linkages]

    assert len(set(reasons)) == 61
    assert [why for why in reasons if not re.fullmatch(r"[A-Z].{25,158}\.", why)] == []


def test_the_notes_advise_what_the_54_criteria_ask_note_by_note():
    advised = {note.ref: [leaf.ref for leaf in note.recommendations.leaves] for note in FILES.notes}
    asked = {group.ref: [item.ref for item in group.criteria] for group in INSTRUMENTS["recommendations"].groups}

    assert advised == asked
    assert advised == {ref: [f"{ref}.{leaf}" for leaf in leaves.split()] for ref, leaves in LEAVES.items()}
    assert sum(map(len, advised.values())) == 54


def test_a_branch_of_advice_is_named_as_its_leaves_are():
    branches = {item.ref for note in FILES.notes for item in note.recommendations.items if item.items}

    assert branches == {"A.a", "B5.b", "B5.c", "B11.b"}
    for note in FILES.notes:
        for branch in note.recommendations.items:
            assert [item.ref for item in branch.items if item.ref.rpartition(".")[0] != branch.ref] == []


def test_stakeholder_engagement_has_a_senior_lead_and_means():
    """Three of [B4]’s points can be scored; what leads in to them asks for this, and stands with the help as well."""
    lead = NOTES["B4"].recommendations.lead
    help_texts = " ".join(
        f"{item.help.meaning} {item.help.evidence}"
        for group in INSTRUMENTS["recommendations"].groups
        if group.ref == "B4"
        for item in group.criteria
    )

    assert "senior executive leads it" in lead
    assert "enough people and money" in lead
    assert "senior executive" in help_texts
    assert "enough money" in help_texts


@pytest.mark.parametrize("ref", REFS)
def test_every_point_of_a_discussion_is_there(ref):
    assert [" ".join(marks(part.items)) for part in lists(NOTES[ref])] == POINTS.get(ref, [])


@pytest.mark.parametrize("ref", FACTS)
def test_the_facts_of_a_note_carry_over(ref):
    text = " ".join(words_here for _, words_here, _ in words(DOCUMENTS[f"note {ref}"], (ref,)))

    assert [fact for fact in FACTS[ref] if fact not in text] == []
