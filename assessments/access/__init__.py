"""Loaders that find and check: a view never holds an object that its reader may not have.

They ask for `assessment__pk`: with `assessment_id` a number beyond the database's integers is an error, not a miss.
"""

from assessments.access.evidence import load_evidence, load_own_evidence
from assessments.access.participants import (
    ANSWERING_ROLES,
    find_participant,
    is_from_somebody_else,
    is_of_another_round,
    load_awaited,
    load_delegable,
    load_other_participant,
    load_participant,
    load_personal_link,
    load_rating,
)
from assessments.access.positions import load_position
from assessments.access.reviews import (
    load_other_review,
    load_own_finding,
    load_own_recommendation,
    load_own_review,
    load_recommendation,
    load_review_round,
    load_reviewed_round,
)
from assessments.access.rounds import (
    load_asked_criterion,
    load_closed_round,
    load_edition,
    load_lock,
    load_moderated,
    load_revealed_round,
    load_round,
)

__all__ = [
    "ANSWERING_ROLES",
    "find_participant",
    "is_from_somebody_else",
    "is_of_another_round",
    "load_asked_criterion",
    "load_awaited",
    "load_closed_round",
    "load_delegable",
    "load_edition",
    "load_evidence",
    "load_lock",
    "load_moderated",
    "load_other_participant",
    "load_other_review",
    "load_own_evidence",
    "load_own_finding",
    "load_own_recommendation",
    "load_own_review",
    "load_participant",
    "load_personal_link",
    "load_position",
    "load_rating",
    "load_recommendation",
    "load_revealed_round",
    "load_review_round",
    "load_reviewed_round",
    "load_round",
]
