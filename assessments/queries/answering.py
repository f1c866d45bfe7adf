"""What one participant is asked and has answered. Reads that participant's ratings and nobody else's."""

from collections.abc import Mapping, Sequence

from assessments.models import Carried, Participant, Rating, RatingState, Round
from assessments.queries.questionnaire import Earlier, Question, Questionnaire, QuestionPage, QuestionSection
from framework.models import Edition
from framework.queries.annotated import AnnotatedInstrument, instruments_of
from framework.queries.mapping import changes_between
from framework.rules.mapping import Fate, Kind, fates, origins
from framework.rules.outline import CriterionOutline, GroupOutline

Ratings = Mapping[tuple[str, str], Rating]
"""The answers of one participant by instrument key and reference: ids may be those of a draft that was loaded anew."""


def questionnaire_of(participant: Participant) -> Questionnaire:
    """Return all that a participant is asked: one query, and three more for an assessment that continues another."""
    earlier = earlier_of(participant)
    return Questionnaire(participant, pages_of(participant, earlier), earlier)


def progress_of(participant: Participant) -> tuple[int, int]:
    """Return how many criteria a participant is asked, and how many of them they have answered. One query."""
    rows = list(Rating.objects.filter(participant=participant).values_list("state", "carried"))
    answered = [state != RatingState.NOT_ANSWERED and carried != Carried.TO_CONFIRM for state, carried in rows]
    return len(rows), sum(answered)


def earlier_of(participant: Participant) -> Earlier:
    """Return what bears on the answers from the assessment that this one continues, if it does."""
    now = participant.round.assessment
    if now.continues_id is None:
        return Earlier()
    before = (
        Participant.objects.filter(member=participant.member_id, round__assessment=now.continues_id)
        .select_related("round__assessment__edition")
        .order_by("-round__number")
        .first()
    )
    if before is None:  # invited since
        return Earlier()
    old = before.round.assessment
    changes = changes_between(old.edition_id, now.edition_id) or ()
    given = {
        (question.instrument_key, question.criterion.ref): question
        for page in pages_of(before, Earlier())
        for question in page.questions
        if question.rating.state != RatingState.NOT_ANSWERED or question.rating.comment
    }
    shown = {
        key: tuple(given[key[0], ref] for ref in fate.refs if (key[0], ref) in given)
        for key, fate in origins(changes).items()
        if fate.kind != Kind.SAME
    }
    became = fates(changes)
    dropped = [item for key, item in given.items() if became.get(key, Fate(Kind.DROPPED)).kind == Kind.DROPPED]
    return Earlier(old, shown, tuple(dropped))


def pages_of(participant: Participant, earlier: Earlier) -> tuple[QuestionPage, ...]:
    """Return the pages of what a participant is asked, in the framework's order. One query once the words are read."""
    rows = Rating.objects.filter(participant=participant).select_related("criterion__instrument")
    ratings = {(row.criterion.instrument.key, row.criterion.ref): row for row in rows}
    return pages_with(ratings, participant.round.assessment.edition, earlier)


def preview_of(round_: Round) -> Questionnaire:
    """Return all that an assessment asks, for somebody who answers nothing: none of it is stored."""
    assessment = round_.assessment
    asked = set(assessment.asked_groups.values_list("group__instrument__key", "group__ref"))
    ratings = {
        (instrument.outline.key, criterion.ref): Rating(state=RatingState.NOT_ANSWERED)
        for instrument in instruments_of(assessment.edition)
        for group in instrument.outline.groups
        if (instrument.outline.key, group.ref) in asked
        for criterion in group.all_criteria
    }
    return Questionnaire(
        Participant(round=round_, city=round_.city), pages_with(ratings, assessment.edition, Earlier())
    )


def pages_with(ratings: Ratings, edition: Edition, earlier: Earlier) -> tuple[QuestionPage, ...]:
    """Return the pages on which what has a rating is asked."""
    keys = {key for key, _ref in ratings}
    pages: list[QuestionPage] = []
    for instrument in instruments_of(edition):
        if instrument.outline.key in keys:
            for group in instrument.outline.groups:
                sections = asked_sections(instrument, group, ratings, earlier)
                if sections:
                    pages.append(QuestionPage(instrument.outline, group, sections))
    return tuple(pages)


def asked_sections(
    instrument: AnnotatedInstrument, group: GroupOutline, ratings: Ratings, earlier: Earlier
) -> tuple[QuestionSection, ...]:
    """Return the sections of a top group in which the participant is asked something."""
    sections = (
        QuestionSection(section, asked_questions(instrument, section.criteria, ratings, earlier))
        for section in group.sections
    )
    return tuple(section for section in sections if section.questions)


def asked_questions(
    instrument: AnnotatedInstrument, criteria: Sequence[CriterionOutline], ratings: Ratings, earlier: Earlier
) -> tuple[Question, ...]:
    """Return the criteria that the participant is asked, with their answers."""
    outline = instrument.outline
    return tuple(
        Question(
            criterion,
            outline.key,
            outline.levels,
            ratings[outline.key, criterion.ref],
            instrument.helps[criterion.ref],
            earlier.by_criterion.get((outline.key, criterion.ref), ()),
        )
        for criterion in criteria
        if (outline.key, criterion.ref) in ratings
    )
