"""What the round before says of each criterion, for people who rate it once more."""

from assessments.models import Participant, Rating, RatingState, Round
from assessments.queries.questionnaire import LastTime
from assessments.queries.results import asked_instruments, compute, counted
from assessments.queries.words import level_name
from framework.rules.outline import InstrumentOutline

Key = tuple[str, str]


def last_time_of(participant: Participant) -> dict[Key, LastTime]:
    """Return, by instrument key and reference, what was said in the round before; nothing in a first round.

    Only what is revealed, and of that only what the minimum-group rule shows; one's own answer in any case.
    """
    now = participant.round
    if now.number == 1:
        return {}
    before = (
        Round.objects.filter(assessment=now.assessment_id, number=now.number - 1, revealed_at__isnull=False)
        .select_related("assessment__edition", "city")
        .first()
    )
    if before is None:
        return {}
    outlines = asked_instruments(before)
    own, shown = own_answers(participant, before), shown_counts(before, outlines)
    found: dict[Key, LastTime] = {}
    for outline in outlines:
        for criterion in outline.all_criteria:
            key = (outline.key, criterion.ref)
            state, level = own.get(key, (RatingState.NOT_ANSWERED, None))
            without = "" if state == RatingState.NOT_ANSWERED else str(RatingState(state).label)
            said = level_name(level, outline.levels, without)
            if said or key in shown:
                counts = shown.get(key, ())
                found[key] = LastTime(tuple(zip(outline.levels, counts, strict=False)), said)
    return found


def own_answers(participant: Participant, before: Round) -> dict[Key, tuple[str, int | None]]:
    """Return the state and level of what the same person answered in a round."""
    rows = Rating.objects.filter(round=before, participant__member=participant.member_id).values_list(
        "criterion__instrument__key", "criterion__ref", "state", "level"
    )
    return {(key, ref): (state, level) for key, ref, state, level in rows}


def shown_counts(before: Round, outlines: list[InstrumentOutline]) -> dict[Key, tuple[int, ...]]:
    """Return how many people chose each level, of the criteria whose results are not withheld."""
    frozen = counted(before, outlines)
    return {
        (outline.key, result.key): tuple(result.figures.tally.levels)
        for outline in outlines
        for result in compute(frozen, outline).all_criteria
        if result.figures
    }
