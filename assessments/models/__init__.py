"""Tables of assessments: what is asked, who is asked, what they answered."""

from assessments.models.assessment import Assessment, AssessmentGroup, Participant, Round, Stage
from assessments.models.rating import COMMENT_LENGTH, Rating, RatingChange, RatingState
from assessments.models.snapshot import Snapshot

__all__ = [
    "COMMENT_LENGTH",
    "Assessment",
    "AssessmentGroup",
    "Participant",
    "Rating",
    "RatingChange",
    "RatingState",
    "Round",
    "Snapshot",
    "Stage",
]
