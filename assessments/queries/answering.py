"""What one participant is asked and has answered. Reads that participant's ratings and nobody else's."""

from collections.abc import Mapping, Sequence

from assessments.models import Participant, Rating, RatingState
from assessments.queries.questionnaire import Earlier, Question, Questionnaire, QuestionPage, QuestionSection
from framework.queries import criterion_help, instrument_outline
from framework.queries.mapping import changes_between
from framework.rules.mapping import Fate, Kind, fates, origins
from framework.rules.outline import CriterionHelp, CriterionOutline, GroupOutline, InstrumentOutline

Helps = Mapping[int, CriterionHelp]
"""What helps to answer each criterion, by its id."""


def questionnaire_of(participant: Participant) -> Questionnaire:
    """Return all that a participant is asked: one query, and six for each instrument.

    As much again, and three more, for an assessment that continues another.
    """
    earlier = earlier_of(participant)
    return Questionnaire(participant, pages_of(participant, earlier), earlier)


def earlier_of(participant: Participant) -> Earlier:
    """Return what bears on the answers from the assessment that this one continues, if it does."""
    now = participant.round.assessment
    if now.continues_id is None:
        return Earlier()
    before = (
        Participant.objects.filter(member=participant.member_id, round__assessment=now.continues_id)
        .select_related("round__assessment")
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
    """Return the pages of what a participant is asked, in the framework's order."""
    ratings = list(Rating.objects.filter(participant=participant).select_related("criterion__instrument"))
    by_criterion = {rating.criterion_id: rating for rating in ratings}
    pages: list[QuestionPage] = []
    instruments = {rating.criterion.instrument for rating in ratings}
    for instrument in sorted(instruments, key=lambda instrument: instrument.key):
        outline, helps = instrument_outline(instrument.pk), criterion_help(instrument.pk)
        for group in outline.groups:
            sections = asked_sections(outline, group, by_criterion, helps, earlier)
            if sections:
                pages.append(QuestionPage(outline, group, sections))
    return tuple(pages)


def asked_sections(
    outline: InstrumentOutline, group: GroupOutline, ratings: dict[int, Rating], helps: Helps, earlier: Earlier
) -> tuple[QuestionSection, ...]:
    """Return the sections of a top group in which the participant is asked something."""
    sections = (
        QuestionSection(section, asked_questions(outline, section.criteria, ratings, helps, earlier))
        for section in group.sections
    )
    return tuple(section for section in sections if section.questions)


def asked_questions(
    outline: InstrumentOutline,
    criteria: Sequence[CriterionOutline],
    ratings: dict[int, Rating],
    helps: Helps,
    earlier: Earlier,
) -> tuple[Question, ...]:
    """Return the criteria that the participant is asked, with their answers."""
    return tuple(
        Question(
            criterion,
            outline.key,
            outline.levels,
            ratings[criterion.id],
            helps[criterion.id],
            earlier.by_criterion.get((outline.key, criterion.ref), ()),
        )
        for criterion in criteria
        if criterion.id in ratings
    )
