"""What one participant is asked and has answered, as plain data. Reading it is `answering`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.models import Assessment, Carried, Participant, Rating, RatingState
from assessments.queries.words import level_name
from assessments.rules.merging import Answer
from framework.rules.outline import CriterionHelp, CriterionOutline, GroupOutline, InstrumentOutline, LevelOutline

SECONDS_PER_CRITERION = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion with the participant's answer to it."""

    criterion: CriterionOutline
    instrument_key: str
    levels: tuple[LevelOutline, ...]
    rating: Rating
    help: CriterionHelp
    earlier: tuple["Question", ...] = ()

    @property
    def described_levels(self) -> list[tuple[LevelOutline, str, str]]:
        """Each level with what it looks like for this criterion, or with the words of the scale, and their language."""
        return [
            (level, anchor, self.criterion.language)
            if (anchor := self.help.anchors.get(level.value))
            else (level, level.descriptor, level.language)
            for level in self.levels
        ]

    @property
    def anchored_levels(self) -> list[tuple[LevelOutline, str]]:
        """The levels of which the framework says what they look like here: mostly lowest, middle and highest."""
        return [(level, self.help.anchors[level.value]) for level in self.levels if level.value in self.help.anchors]

    @property
    def is_answered(self) -> bool:
        return self.rating.state != RatingState.NOT_ANSWERED and not self.is_to_confirm

    @property
    def is_to_confirm(self) -> bool:
        """Whether the answer was carried over and does not count before the participant says that it should."""
        return self.rating.carried == Carried.TO_CONFIRM

    @property
    def is_reworded(self) -> bool:
        return self.rating.carried == Carried.REWORDED

    @property
    def needs_a_look(self) -> bool:
        """Whether an answer came from the edition before, or could not come and nothing is answered here yet."""
        return bool(self.rating.carried or (self.earlier and not self.rating.version))

    @property
    def state_label(self) -> str:
        return self.words_for(self.rating)

    def words_for(self, answer: Rating | Answer) -> str:
        """Return an answer to this question in words: the level's label, or the state's."""
        return level_name(answer.level, self.levels, str(RatingState(answer.state).label))


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the room said in the round before, as far as it may be shown: people by level, and one's own answer."""

    counts: tuple[tuple[LevelOutline, int], ...]
    own: str

    @property
    def people(self) -> int:
        return sum(count for _level, count in self.counts)


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
        return tuple(item for item in self.questions if not item.is_answered and not item.is_to_confirm)

    @property
    def to_confirm(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.is_to_confirm)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is asked on one page of the browser: one factor, or all factors of an instrument."""

    pages: tuple[QuestionPage, ...]
    is_whole: bool = False

    @property
    def instrument(self) -> InstrumentOutline:
        return self.pages[0].instrument

    @property
    def sections(self) -> tuple[QuestionSection, ...]:
        return tuple(section for page in self.pages for section in page.sections)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for page in self.pages for question in page.questions)

    @property
    def to_look_at(self) -> tuple[Question, ...]:
        """The questions with something from the edition before: an answer carried over, or one that could not be."""
        return tuple(question for question in self.questions if question.needs_a_look)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything one participant is asked, page by page."""

    participant: Participant
    pages: tuple[QuestionPage, ...]
    earlier: "Earlier" = field(default_factory=lambda: Earlier())

    @property
    def asked(self) -> int:
        return sum(page.asked for page in self.pages)

    @property
    def answered(self) -> int:
        return sum(page.answered for page in self.pages)

    @property
    def to_confirm(self) -> int:
        return sum(len(page.to_confirm) for page in self.pages)

    @property
    def minutes_left(self) -> int:
        return minutes_for(self.asked - self.answered)

    def sheet(self, instrument_key: str, ref: str) -> Sheet | None:
        """Return the sheet of a top group, or None where it is not asked."""
        pages = [page for page in self.pages if (page.instrument.key, page.group.ref) == (instrument_key, ref)]
        return Sheet(tuple(pages)) if pages else None

    def whole_sheet(self, instrument_key: str) -> Sheet | None:
        """Return the sheet of all that is asked of an instrument, or None where nothing is."""
        pages = tuple(page for page in self.pages if page.instrument.key == instrument_key)
        return Sheet(pages, is_whole=True) if pages else None

    def neighbours(self, sheet: Sheet) -> tuple[Sheet | None, Sheet | None]:
        """Return the sheets of the same kind before and after."""
        first = self.pages.index(sheet.pages[0])
        before, after = self.pages[:first][-1:], self.pages[first + len(sheet.pages) :][:1]
        return self.like(sheet, before), self.like(sheet, after)

    def like(self, sheet: Sheet, pages: tuple[QuestionPage, ...]) -> Sheet | None:
        """Return the sheet with a page, of the same kind as another; none without a page."""
        if pages and sheet.is_whole:
            return self.whole_sheet(pages[0].instrument.key)
        return Sheet(pages) if pages else None

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


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the participant had answered in the assessment that this one continues.

    `by_criterion` holds, by instrument key and reference of now, the answers that bear on a criterion and stand for
    other words than its own; `dropped` those of which nothing is asked any more.
    """

    assessment: Assessment | None = None
    by_criterion: Mapping[tuple[str, str], tuple[Question, ...]] = field(default_factory=dict)
    dropped: tuple[Question, ...] = ()
