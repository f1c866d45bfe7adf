"""Who said what, in a named assessment; of a confidential one there is nothing here."""

from collections.abc import Collection
from dataclasses import dataclass

from assessments.models import Carried, Participant, Rating, RatingState, Round
from assessments.queries.counting import people_in, ratings_until
from cities.permissions import Membership, Permission
from framework.rules.outline import LevelOutline


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person answered to a criterion; `answer` names the level, or the state."""

    name: str
    answer: str
    comment: str


def hears_names(membership: Membership, round_: Round) -> bool:
    """Tell whether a member sees who said what: in a named assessment those who run it and those who took part."""
    if not round_.assessment.is_named:
        return False
    return membership.may(Permission.RUN_ASSESSMENTS) or was_asked(membership, round_)


def was_asked(membership: Membership, round_: Round) -> bool:
    """Tell whether a member answers in a round or answered in one before it, and was not withdrawn."""
    asked: Collection[Participant] = people_in(round_).filter(member=membership.member)[:1]
    return bool(asked)


def voices_of(round_: Round, criteria: Collection[int], levels: Collection[LevelOutline]) -> dict[int, list[Voice]]:
    """Return what people answered last to criteria of a revealed named assessment, by the criterion's id and by name.

    One query. ValueError for a confidential one.
    """
    if not round_.assessment.is_named:
        message = f"assessment {round_.assessment_id} is confidential: nobody sees who said what"
        raise ValueError(message)
    labels = {level.value: level.label for level in levels}
    rows = (
        ratings_until(round_)
        .filter(criterion__in=criteria)
        .exclude(state=RatingState.NOT_ANSWERED, comment="")
        .exclude(carried=Carried.TO_CONFIRM)
        .select_related("participant__member__user")
        .order_by("participant__member__user__name", "participant__member", "round__number")
    )
    last: dict[tuple[int, int], Rating] = {(row.criterion_id, row.participant.person_id): row for row in rows}
    found: dict[int, list[Voice]] = {}
    for (criterion, _member), row in last.items():
        answer = str(RatingState(row.state).label) if row.level is None else labels[row.level]
        found.setdefault(criterion, []).append(Voice(str(row.participant.member), answer, row.comment))
    return found
