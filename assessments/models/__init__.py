"""Tables of assessments: what is asked, who is asked, what they answered, what was agreed, what a reviewer says."""

from assessments.models.assessment import (
    Assessment,
    AssessmentGroup,
    Awaited,
    Participant,
    ParticipantLink,
    Phase,
    Revealed,
    Round,
    Stage,
)
from assessments.models.evidence import Evidence
from assessments.models.position import REASON_LENGTH, LockEvent, Position, PositionChange, PositionStatus
from assessments.models.rating import COMMENT_LENGTH, Carried, Confidence, Rating, RatingChange, RatingState
from assessments.models.review import (
    FINDING_LENGTH,
    DeliveryConfidence,
    Finding,
    Recommendation,
    RecommendationChange,
    Review,
    ReviewRating,
)
from assessments.models.shared import SharedFigures
from assessments.models.snapshot import Snapshot

__all__ = [
    "COMMENT_LENGTH",
    "FINDING_LENGTH",
    "REASON_LENGTH",
    "Assessment",
    "AssessmentGroup",
    "Awaited",
    "Carried",
    "Confidence",
    "DeliveryConfidence",
    "Evidence",
    "Finding",
    "LockEvent",
    "Participant",
    "ParticipantLink",
    "Phase",
    "Position",
    "PositionChange",
    "PositionStatus",
    "Rating",
    "RatingChange",
    "RatingState",
    "Recommendation",
    "RecommendationChange",
    "Revealed",
    "Review",
    "ReviewRating",
    "Round",
    "SharedFigures",
    "Snapshot",
    "Stage",
]
