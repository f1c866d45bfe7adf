"""What people do to assessments. Every write of this app is here."""

from assessments.actions.agreeing import (
    OwnerAsked,
    PositionChanged,
    accept_position,
    challenge_position,
    decide_position,
    offer_evidence,
    record_position,
    send_positions,
    take_evidence_back,
)
from assessments.actions.answering import (
    AlreadySubmitted,
    AnswersRefused,
    NotAsked,
    RoundClosed,
    Saved,
    Withdrawn,
    check_takes_answers,
    confirm_rating,
    record_rating,
    reopen_answers,
    submit_answers,
)
from assessments.actions.asking_reviewers import ask_reviewers, hand_back_review, take_back_review
from assessments.actions.awaiting import invite_again, invite_all_again
from assessments.actions.deputies import end_deputy, name_deputy
from assessments.actions.editions import change_edition
from assessments.actions.evidence import MOST_EACH, TooMuchEvidence, Upload, add_evidence, remove_evidence
from assessments.actions.inviting import ask_again, change_groups, invite, replace_participant, withdraw_invitation
from assessments.actions.links import SignInFirst, remind, send_link, sign_in_by_link
from assessments.actions.lists import ListInvited, Named, forget_awaited, invite_list, take_up_awaited
from assessments.actions.locking import (
    ReplyOpen,
    archive_assessment,
    bring_back_assessment,
    lock_assessment,
    reopen_assessment,
)
from assessments.actions.moderating import propose_round, reveal_criterion
from assessments.actions.recommending import RecommendationChanged, update_recommendation
from assessments.actions.reviewing import (
    ReviewOver,
    add_finding,
    add_recommendation,
    change_finding,
    change_recommendation,
    follow_up,
    judge_review,
    rate_for_review,
    remove_from_review,
    submit_review,
)
from assessments.actions.running import StepRefused, change_last_day, close_round, open_round, reveal_round
from assessments.actions.setting_up import change_draft, change_thresholds, create_assessment
from assessments.actions.sharing import figures_of_quarter
from assessments.actions.snapshots import take_snapshot
from assessments.actions.telling import tell_decision, tell_results

__all__ = [
    "MOST_EACH",
    "AlreadySubmitted",
    "AnswersRefused",
    "ListInvited",
    "Named",
    "NotAsked",
    "OwnerAsked",
    "PositionChanged",
    "RecommendationChanged",
    "ReplyOpen",
    "ReviewOver",
    "RoundClosed",
    "Saved",
    "SignInFirst",
    "StepRefused",
    "TooMuchEvidence",
    "Upload",
    "Withdrawn",
    "accept_position",
    "add_evidence",
    "add_finding",
    "add_recommendation",
    "archive_assessment",
    "ask_again",
    "ask_reviewers",
    "bring_back_assessment",
    "challenge_position",
    "change_draft",
    "change_edition",
    "change_finding",
    "change_groups",
    "change_last_day",
    "change_recommendation",
    "change_thresholds",
    "check_takes_answers",
    "close_round",
    "confirm_rating",
    "create_assessment",
    "decide_position",
    "end_deputy",
    "figures_of_quarter",
    "follow_up",
    "forget_awaited",
    "hand_back_review",
    "invite",
    "invite_again",
    "invite_all_again",
    "invite_list",
    "judge_review",
    "lock_assessment",
    "name_deputy",
    "offer_evidence",
    "open_round",
    "propose_round",
    "rate_for_review",
    "record_position",
    "record_rating",
    "remind",
    "remove_evidence",
    "remove_from_review",
    "reopen_answers",
    "reopen_assessment",
    "replace_participant",
    "reveal_criterion",
    "reveal_round",
    "send_link",
    "send_positions",
    "sign_in_by_link",
    "submit_answers",
    "submit_review",
    "take_back_review",
    "take_evidence_back",
    "take_snapshot",
    "take_up_awaited",
    "tell_decision",
    "tell_results",
    "update_recommendation",
    "withdraw_invitation",
]
