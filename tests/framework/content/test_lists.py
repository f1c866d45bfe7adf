"""The lists and tables that other parts of the portal find by their key."""

import re

from tests.framework.content.shipped import FILES, NOTES, lists, tables

SOCIAL, POLITICAL, ENVIRONMENT = "Socio-economic", "Political", "Environmental"
CHALLENGES = [
    (SOCIAL, "Growing population"),
    (SOCIAL, "Ageing population"),
    (SOCIAL, "Economic prosperity"),
    (SOCIAL, "Health and inequality"),
    (SOCIAL, "Skills and market access"),
    (SOCIAL, "Job creation and retention"),
    (SOCIAL, "Infrastructure stress"),
    (POLITICAL, "Public sector budgets"),
    (POLITICAL, "Changing service needs"),
    (ENVIRONMENT, "Climate change"),
    (ENVIRONMENT, "Resource scarcity"),
    (ENVIRONMENT, "Energy resilience"),
]
CHARACTERISTICS = [
    *("Connected", "Transparent", "Open-minded", "Academically rich", "Joined up", "In harmony"),
    *("Easy and friendly", "Intelligent", "Better informed", "Liveable and sustainable", "Inclusive", "Interconnected"),
    *("Creative", "Confident", "In balance", "Led by results", "Agile", "Ready for the future"),
]
PRINCIPLES = [
    *("User control", "Transparency", "Multiplicity", "Data minimization", "Data quality"),
    *("Service user access and portability", "Governance and certification", "Problem resolution"),
    "Exceptional circumstances",
]
MATRIX = {  # the guidance notes named in each cell: business management, service management, technology and data
    "Policy": ("B1 A C", "B9 B11", "B13"),
    "Legal": ("B3 B5", "B9 B12", "B13"),
    "Organisational": ("B3 B4 B8 C", "B10 B11", "B13"),
    "Semantic": ("B7", "B10", "B9 B14"),
    "Technical": ("B5 B6", "B12", "B14"),
}


def points(ref, key):
    """Return the points of the one list that has this key, as term and text."""
    (found,) = (part for part in lists(NOTES[ref]) if part.key == key)
    return [(point.term, point.text) for point in found.items]


def table(ref, key):
    (found,) = (part for part in tables(NOTES[ref]) if part.key == key)
    return found


def terms(ref, key):
    """Return the names of the points, each of which says something of its own in a sentence."""
    found = points(ref, key)
    assert len({text for _, text in found}) == len(found)
    assert [text for _, text in found if not re.fullmatch(r"[A-Z].{15,}\.", text)] == []
    return [term for term, _ in found]


def test_each_key_stands_once_in_the_note_it_belongs_to():
    keys = [(note.ref, part.key) for note in FILES.notes for part in (*lists(note), *tables(note)) if part.key]

    assert sorted(keys) == [
        ("B1", "city-challenges"),
        ("B1", "vision-characteristics"),
        ("B1", "vision-themes"),
        ("B11", "channel-pitfalls"),
        ("B12", "identity-privacy-principles"),
        ("B4", "stakeholder-roles"),
        ("B5", "procurement-shift"),
        ("B6", "interoperability-matrix"),
    ]


def test_every_table_has_a_key_and_a_caption_that_says_what_it_shows():
    found = [part for note in FILES.notes for part in tables(note)]

    assert [part.key for part in found if not part.key] == []
    assert [part.caption for part in found if len(part.caption.split()) < 8] == []


def test_twelve_challenges_of_cities_each_ask_for_something():
    challenges = table("B1", "city-challenges")

    assert challenges.columns == ("Kind", "Challenge", "What it asks of the city")
    assert [row[:2] for row in challenges.rows] == CHALLENGES
    assert len({asks for _, _, asks in challenges.rows}) == 12
    assert [asks for _, _, asks in challenges.rows if not re.fullmatch(r"[A-Z].{20,}\.", asks)] == []


def test_the_visions_have_four_themes_and_18_characteristics():
    assert terms("B1", "vision-themes") == ["Quality of life", "Economic opportunity", "Community", "Environment"]
    assert terms("B1", "vision-characteristics") == CHARACTERISTICS
    assert len(CHARACTERISTICS) == 18


def test_stakeholders_have_five_roles_and_one_may_work_against_the_programme():
    roles = dict(points("B4", "stakeholder-roles"))

    assert terms("B4", "stakeholder-roles") == ["Promoters", "Investors", "Deliverers", "Consumers", "External"]
    assert "negative promoter" in roles["Promoters"]


def test_procurement_shifts_in_16_pairs():
    shift = table("B5", "procurement-shift")

    assert shift.columns == ("From", "To")
    assert len(shift.rows) == 16
    assert len({cell for row in shift.rows for cell in row}) == 32
    assert [cell for row in shift.rows for cell in row if not re.fullmatch(r"[A-Z].{20,}\.", cell)] == []


def test_the_pairs_follow_one_another_as_in_the_source():
    """One word of each pair’s aim, so that none can be lost or changed places."""
    found = [to.lower() for _, to in table("B5", "procurement-shift").rows]
    aims = [
        *("strategy", "budgets", "what should change", "several rounds", "pipeline", "buy together", "joint ventures"),
        *("long term", "service", "short spells", "standard parts", "open standards", "fair, reasonable", "reward"),
        *("small suppliers", "innovation ecosystem"),
    ]

    assert [aim for aim, to in zip(aims, found, strict=True) if aim not in to] == []


def test_the_interoperability_matrix_is_five_domains_by_three_areas():
    matrix = table("B6", "interoperability-matrix")

    assert matrix.columns == ("Domain", "Business management", "Service management", "Technology and data")
    assert {
        domain: tuple(" ".join(re.findall(r"\[(\w+)\]", cell)) for cell in cells) for domain, *cells in matrix.rows
    } == (MATRIX)
    assert len({cell for row in matrix.rows for cell in row}) == 20


def test_channels_have_eight_pitfalls():
    assert len(terms("B11", "channel-pitfalls")) == 8


def test_identity_and_privacy_have_nine_principles_in_the_voice_of_the_user():
    assert terms("B12", "identity-privacy-principles") == PRINCIPLES
    spoken = [term for term, text in points("B12", "identity-privacy-principles") if re.search(r"\b(I|me|my)\b", text)]
    assert spoken == PRINCIPLES[:-1]
