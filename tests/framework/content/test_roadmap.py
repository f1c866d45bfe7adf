"""What the roadmap and the action plans are filled from: phases with their key outputs, and starter actions."""

from collections import Counter

import pytest

from tests.framework.content.shipped import FILES, word_count

PHASES = [  # key, name, key outputs with the guidance notes that say how
    (
        "plan",
        "Plan",
        [
            ("guiding-principles", "A"),
            ("city-vision", "B1"),
            ("benefit-realization-framework", "C"),
            ("strategic-business-case", "C"),
            ("high-level-benefits-plan", "C"),
            ("roadmap", "B8"),
            ("governance-steps", "B3"),
            ("stakeholder-collaboration-plan", "B4"),
            ("procurement-strategy", "B5"),
            ("asset-and-architecture-plans", "B14 B2 B13"),
            ("interoperability-actions", "B6"),
            ("risk-strategy", "D"),
        ],
    ),
    (
        "initiate",
        "Initiate",
        [("quick-wins", "B8"), ("governance-embedded", "B3 B8"), ("confidence-measured", "B4 B8")],
    ),
    (
        "deliver",
        "Deliver",
        [("open-data-platform", "B9 B13"), ("one-stop-delivery", "B10 B11"), ("early-adopter-services", "B8 B9")],
    ),
    (
        "consolidate",
        "Consolidate",
        [("take-up", "B8 B11 C"), ("lessons-learnt", "B8 B10"), ("change-requests", "B2 B14")],
    ),
    (
        "transform",
        "Transform",
        [("wider-portfolio", "B8 B9 B10"), ("strategic-platform", "B14"), ("ways-of-working-handed-over", "B2 B3")],
    ),
]

STARTERS = {  # 26: what each note says to do, in its order, with the phase in which a city begins with it
    "b5-procurement-pipeline": "initiate",
    "b5-early-supplier-talks": "initiate",
    "b5-sme-innovation": "deliver",
    "b8-phased-roadmap": "plan",
    "b8-quick-wins": "plan",
    "b8-fast-low-risk-changes": "initiate",
    "b8-learn-from-early-users": "consolidate",
    "b8-early-adopters": "initiate",
    "b9-upstream-coalition": "initiate",
    "b9-upstream-business-case": "plan",
    "b9-upstream-data-principles": "plan",
    "b9-upstream-data-map": "plan",
    "b9-upstream-demonstrators": "initiate",
    "b9-downstream-rights-framework": "initiate",
    "b9-downstream-business-models": "deliver",
    "b9-downstream-developer-tools": "deliver",
    "b9-downstream-seed-funding": "deliver",
    "b10-franchise-teams": "deliver",
    "b10-staff-from-within": "deliver",
    "b10-empower-teams": "deliver",
    "b10-partnership-models": "transform",
    "b10-performance-framework": "consolidate",
    "b11-channel-audit": "plan",
    "b13-named-owners": "plan",
    "b13-city-wide-register": "initiate",
    "b13-reuse-policies": "initiate",
}


def test_the_roadmap_has_its_five_phases_with_their_key_outputs():
    assert [
        (phase.key, phase.name, [(output.key, " ".join(output.notes)) for output in phase.outputs])
        for phase in FILES.phases
    ] == PHASES


def test_each_phase_and_each_key_output_says_what_it_is_for():
    outputs = [output for phase in FILES.phases for output in phase.outputs]

    assert len({phase.purpose for phase in FILES.phases}) == 5
    assert len({output.name for output in outputs}) == len({output.what for output in outputs}) == 24
    assert [output.key for output in outputs if not 8 <= word_count(output.what) <= 40] == []


def test_first_wins_need_little_technology_or_none():
    initiate = FILES.phases[1]

    assert "little or no spending on technology" in initiate.purpose
    assert "little technology spending or none" in initiate.outputs[0].what


def test_26_starter_actions_come_from_six_notes():
    assert {action.key: action.phase for action in FILES.starter_actions} == STARTERS
    assert [action.key for action in FILES.starter_actions] == list(STARTERS)
    assert Counter(action.note for action in FILES.starter_actions) == {
        **{"B5": 3, "B8": 5, "B9": 9, "B10": 5, "B11": 1, "B13": 3}
    }


@pytest.mark.parametrize("action", FILES.starter_actions, ids=lambda action: action.key)
def test_a_starter_action_can_be_an_initiative_as_it_is(action):
    """Its key begins with its note; its title is an order, its owner a post and no person."""
    assert action.key.startswith(f"{action.note.lower()}-")
    assert word_count(action.title) <= 12
    assert action.title[0].isupper()
    assert action.title[-1] not in ".!:"
    assert 15 <= word_count(action.what) <= 50
    assert action.what.endswith(".")
    assert 2 <= word_count(action.owner) <= 8
