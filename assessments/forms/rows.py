"""The rows of the answer page: one crispy form, whose layout draws all its sections through one Jinja template.

A page has up to sixty rows of eight fields in thirty sections: field by field, crispy takes six times as long, and a
form a section a fifth longer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from assessments.forms.fixed_parts import FixedParts, template
from assessments.forms.rating import AnswersForm, prefix_of
from assessments.models import Assessment, Confidence, RatingState
from assessments.queries.questionnaire import LastTime, Question, QuestionPage, QuestionSection
from framework.queries.languages import reading_languages
from framework.rules.outline import GroupOutline
from framework.templatetags.library import lang


@dataclass(slots=True)
class Row:
    """One question as drawn: what is saved, or what was typed and could not be saved, with the reasons.

    `value` is the chosen answer as its radio button has it. `other_comment` was written on another page meanwhile.
    """

    question: Question
    prefix: str
    value: str
    comment: str
    target: str
    confidence: str
    version: int
    errors: list[str] = field(default_factory=list)
    is_unsaved: bool = False
    other_comment: str | None = None
    evidence: int = 0

    @property
    def has_more(self) -> bool:
        """Whether something stands behind “add more” already."""
        return bool(self.comment or self.target or self.confidence or self.evidence)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all rows of a page have in common. `among` is the language of the page's heading.

    `save_root` is the address below which each answer is saved; without it nothing is.
    """

    assessment: Assessment
    fixed: FixedParts
    among: str
    save_root: str = ""
    is_locked: bool = False
    evidence: Mapping[int, int] = field(default_factory=dict)
    last_time: Mapping[tuple[str, str], LastTime] = field(default_factory=dict)
    words: Mapping[str, object] = field(default_factory=lambda: words_for_a_page())


class SectionForm(AnswersForm):
    """The questions of one sub-factor: unbound as they are saved, bound as they were sent."""

    def __init__(self, data: QueryDict | None, *, section: QuestionSection, assessment: Assessment) -> None:
        self.section = section
        levels = {item.criterion.ref: [level.value for level in item.levels] for item in section.questions}
        super().__init__(data, levels=levels, assessment=assessment)
        self.other_comments: dict[str, str] = {}
        self.rows: list[Row] = []

    @property
    def group(self) -> GroupOutline:
        return self.section.group

    def sent_questions(self) -> list[Question]:
        """Return the questions whose answers were sent."""
        return [question for question in self.section.questions if question.criterion.ref in self.sent]

    def draw_in(self, surroundings: Surroundings) -> None:
        """Lay out the rows."""
        self.rows = [self.row_of(question, surroundings) for question in self.section.questions]

    def row_of(self, question: Question, surroundings: Surroundings) -> Row:
        rating, ref = question.rating, question.criterion.ref
        row = Row(
            question=question,
            prefix=prefix_of(ref),
            value="" if rating.state == RatingState.NOT_ANSWERED else str(rating.state),
            comment=rating.comment,
            target="" if rating.target is None else str(rating.target),
            confidence=rating.confidence,
            version=rating.version,
            evidence=surroundings.evidence.get(rating.pk, 0),
        )
        if rating.level is not None:
            row.value = str(rating.level)
        if ref in self.sent:
            self.put_typed(row, ref)
        return row

    def put_typed(self, row: Row, ref: str) -> None:
        """Draw what was typed in place of what is saved."""
        row.value, row.comment = self.typed(ref, "answer"), self.typed(ref, "comment")
        row.target, row.confidence = self.typed(ref, "target"), self.typed(ref, "confidence")
        row.errors, row.other_comment = self.problems(ref), self.other_comments.get(ref)
        row.is_unsaved = bool(row.errors) or row.other_comment is not None


@dataclass(frozen=True, slots=True)
class Part:
    """A factor on the page with the forms of its sections."""

    page: QuestionPage
    forms: Sequence[SectionForm]


class SheetForm(forms.Form):
    """All that a page asks, to be drawn: its sections hold the fields. `is_whole`: several factors, with headings."""

    def __init__(self, parts: Sequence[Part], surroundings: Surroundings, *, is_whole: bool) -> None:
        super().__init__()
        self.parts = parts
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the one token stands in the page's form
        self.helper.template = "assessments/_rows.html"
        self.helper.layout = Layout(Rows(parts, surroundings, is_whole=is_whole))


@dataclass(frozen=True, slots=True)
class Rows:
    """The layout object: draws the rows of all sections at once."""

    parts: Sequence[Part]
    surroundings: Surroundings
    is_whole: bool

    def render(self, form: forms.Form, context: Any, **options: Any) -> SafeString:
        """Return the rows as HTML."""
        context = {
            "parts": self.parts,
            "is_whole": self.is_whole,
            "page": self.surroundings,
            "asks": self.surroundings.assessment,
            "confidences": Confidence,
            **self.surroundings.words,
        }
        return SafeString(template("assessments/sheet.html").render(context))


def words_for_a_page() -> dict[str, object]:
    """Return what the template asks of each word, worked out once a page: its translation, and its language."""
    return {"_": cache(gettext), "lang": cache(lang), "own_languages": ("", *reading_languages())}
