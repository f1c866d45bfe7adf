"""What a city agreed on, as figures need it, and when an owner's reply is still open. Pure; no clock."""

from dataclasses import dataclass
from datetime import date

SENT, CHALLENGED = "sent", "challenged"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A position on one criterion: levels as index, 0 the lowest.

    Without a level the criterion does not apply to the city, and is out of its group. `status` is where the position
    stands on its way to agreement, in the words of `models.PositionStatus`. `owner` is a name, empty without one;
    `decision` what was decided after a challenge, and why.
    """

    level: int | None
    target: int | None
    status: str
    reason: str = ""
    dissent: str = ""
    target_on: date | None = None
    owner: str = ""
    decision: str = ""

    @property
    def applies(self) -> bool:
        return self.level is not None


def is_overdue(status: str, reply_by: date | None, today: date) -> bool:
    """Tell whether the owner's last day is over without a word from them; the day counts in full."""
    return status == SENT and reply_by is not None and today > reply_by


def is_open_reply(status: str, reply_by: date | None, today: date) -> bool:
    """Tell whether the owner may still answer in time, or has challenged and nobody has decided."""
    return status == CHALLENGED or (status == SENT and not is_overdue(status, reply_by, today))


def may_decide(status: str, reply_by: date | None, today: date) -> bool:
    """Tell whether there is something to decide: a challenge, or an owner who let their last day pass."""
    return status == CHALLENGED or is_overdue(status, reply_by, today)
