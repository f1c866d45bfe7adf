"""What one participant is asked and has answered. Reads that participant's ratings and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.models import Participant, Rating, RatingState
from framework.queries import instrument_outline
from framework.rules.outline import CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

SECONDS_PER_CRITERION = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion with the participant's answer to it."""

    criterion: CriterionOutline
    instrument_key: str
    levels: tuple[LevelOutline, ...]
    rating: Rating

    @property
    def is_answered(self) -> bool:
        return self.rating.state != RatingState.NOT_ANSWERED

    @property
    def state_label(self) -> str:
        """The answer in words: the level's label, or the state's."""
        if self.rating.level is None:
            return str(RatingState(self.rating.state).label)
        return next(level.label for level in self.levels if level.value == self.rating.level)


@dataclass(frozen=True, slots=True)
class QuestionSection:
    """The questions of one sub-factor."""

    group: GroupOutline
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The questions of one factor: one page to answer."""

    instrument: InstrumentOutline
    group: GroupOutline
    sections: tuple[QuestionSection, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def asked(self) -> int:
        return len(self.questions)

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def is_done(self) -> bool:
        return self.answered == self.asked

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if not question.is_answered)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything one participant is asked, page by page."""

    participant: Participant
    pages: tuple[QuestionPage, ...]

    @property
    def asked(self) -> int:
        return sum(page.asked for page in self.pages)

    @property
    def answered(self) -> int:
        return sum(page.answered for page in self.pages)

    @property
    def minutes_left(self) -> int:
        return minutes_for(self.asked - self.answered)

    def page(self, instrument_key: str, ref: str) -> QuestionPage | None:
        """Return the page of a top group, or None where it is not asked."""
        return next(
            (page for page in self.pages if (page.instrument.key, page.group.ref) == (instrument_key, ref)),
            None,
        )

    def neighbours(self, page: QuestionPage) -> tuple[QuestionPage | None, QuestionPage | None]:
        """Return the pages before and after."""
        place = self.pages.index(page)
        before = self.pages[place - 1] if place else None
        after = self.pages[place + 1] if place + 1 < len(self.pages) else None
        return before, after

    def siblings(self, page: QuestionPage) -> list[QuestionPage]:
        """Return the pages of the same instrument, this one included."""
        return [other for other in self.pages if other.instrument.key == page.instrument.key]

    @property
    def instruments(self) -> list[tuple[InstrumentOutline, list[QuestionPage]]]:
        """Each instrument with its pages, in order."""
        found: dict[str, list[QuestionPage]] = {}
        for page in self.pages:
            found.setdefault(page.instrument.key, []).append(page)
        return [(pages[0].instrument, pages) for pages in found.values()]

    @property
    def next_page(self) -> QuestionPage | None:
        """The first page with something unanswered: where to continue."""
        return next((page for page in self.pages if not page.is_done), None)


def minutes_for(criteria: int) -> int:
    """Return the whole minutes that answering takes, rounded up."""
    return -(-criteria * SECONDS_PER_CRITERION // 60)


def questionnaire_of(participant: Participant) -> Questionnaire:
    """Return all that a participant is asked: one query, and four for each instrument."""
    ratings = list(Rating.objects.filter(participant=participant).select_related("criterion__instrument"))
    by_criterion = {rating.criterion_id: rating for rating in ratings}
    pages: list[QuestionPage] = []
    instruments = {rating.criterion.instrument for rating in ratings}
    for instrument in sorted(instruments, key=lambda instrument: instrument.key):
        outline = instrument_outline(instrument.pk)
        for group in outline.groups:
            sections = asked_sections(outline, group, by_criterion)
            if sections:
                pages.append(QuestionPage(outline, group, sections))
    return Questionnaire(participant, tuple(pages))


def asked_sections(
    outline: InstrumentOutline, group: GroupOutline, ratings: dict[int, Rating]
) -> tuple[QuestionSection, ...]:
    """Return the sections of a top group in which the participant is asked something."""
    sections = (
        QuestionSection(section, asked_questions(outline, section.criteria, ratings)) for section in group.sections
    )
    return tuple(section for section in sections if section.questions)


def asked_questions(
    outline: InstrumentOutline, criteria: Sequence[CriterionOutline], ratings: dict[int, Rating]
) -> tuple[Question, ...]:
    """Return the criteria that the participant is asked, with their answers."""
    return tuple(
        Question(criterion, outline.key, outline.levels, ratings[criterion.id])
        for criterion in criteria
        if criterion.id in ratings
    )
