"""What people do to assessments. Every write of this app is here."""

from assessments.actions.answering import (
    AlreadySubmitted,
    NotAsked,
    Overwritten,
    RoundClosed,
    Saved,
    check_takes_answers,
    record_rating,
    reopen_answers,
    submit_answers,
)
from assessments.actions.running import (
    StepRefused,
    change_last_day,
    close_round,
    create_assessment,
    invite,
    open_round,
    reveal_round,
    withdraw_invitation,
)
from assessments.actions.snapshots import take_snapshot

__all__ = [
    "AlreadySubmitted",
    "NotAsked",
    "Overwritten",
    "RoundClosed",
    "Saved",
    "StepRefused",
    "change_last_day",
    "check_takes_answers",
    "close_round",
    "create_assessment",
    "invite",
    "open_round",
    "record_rating",
    "reopen_answers",
    "reveal_round",
    "submit_answers",
    "take_snapshot",
    "withdraw_invitation",
]
