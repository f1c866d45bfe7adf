"""Answering criteria: the answers of one section, or of one criterion alone, as they are sent."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import COMMENT_LENGTH, Assessment, Confidence, Rating, RatingState

OTHER_ANSWERS = (RatingState.DONT_KNOW, RatingState.NOT_APPLICABLE)
PARTS = ("answer", "comment", "target", "confidence", "version")
NOT_OFFERED = _("This is not one of the answers offered. Choose one of them.")
NO_LEVEL = _("This is not one of the levels that can be aimed for. Choose one of them.")
NO_CONFIDENCE = _("This is not one of the words offered for how sure you are. Choose one of them.")
TOO_LONG = _("This comment has %(show_value)d characters and %(limit_value)d fit. Shorten it a little.")


class CommentField(forms.CharField):
    """Text of several lines; a line break counts as one character, as it does for the person typing.

    More than one empty line in a row becomes one: a page of them says nothing.
    """

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return re.sub(r"\n(\s*\n){2,}", "\n\n", text)


class AnswersForm(forms.Form):
    """Answers to several criteria: of each a level, *don't know*, *not applicable* or nothing, and what else is asked.

    `levels` are the values of the scale, by the reference of each criterion that can be answered here. Of these, those
    that were sent have fields: what the page left out is not touched.
    """

    def __init__(
        self, data: QueryDict | None, *, levels: Mapping[str, Collection[int]], assessment: Assessment
    ) -> None:
        super().__init__(data)
        self.assessment = assessment
        self.sent = [ref for ref in levels if data is not None and f"{prefix_of(ref)}-version" in data]
        for ref in self.sent:
            self.fields.update(fields_for(prefix_of(ref), levels[ref], assessment))

    def problems(self, ref: str) -> list[str]:
        """Return what is wrong with the answer to a criterion, in words."""
        names = [f"{prefix_of(ref)}-{part}" for part in PARTS]
        return [str(error) for name in names for error in self.errors.get(name, ())]

    def typed(self, ref: str, part: str) -> str:
        """Return a part of an answer as it was sent."""
        return str(self.data.get(f"{prefix_of(ref)}-{part}", ""))

    def given(self, rating: Rating, ref: str) -> dict[str, Any]:
        """Return the parts of a valid answer as `record_rating` takes them; what is not asked stays as it is."""
        parts = {part: self.cleaned_data.get(f"{prefix_of(ref)}-{part}") for part in PARTS}
        asks = self.assessment
        return {
            **choice_of(parts["answer"] or ""),
            "comment": parts["comment"] if asks.asks_comment else rating.comment,
            "target": (int(parts["target"]) if parts["target"] else None) if asks.asks_target else rating.target,
            "confidence": parts["confidence"] if asks.asks_confidence else rating.confidence,
            "version": parts["version"] or 0,
        }


def fields_for(prefix: str, values: Collection[int], assessment: Assessment) -> dict[str, forms.Field]:
    """Return the fields of one criterion, by the names under which they travel."""
    levels = [(str(value), str(value)) for value in values]
    states = [(state.value, state.value) for state in OTHER_ANSWERS]
    fields: dict[str, forms.Field] = {
        "answer": choice([*levels, *states], NOT_OFFERED),
        "version": forms.IntegerField(required=False, min_value=0),
    }
    if assessment.asks_comment:
        fields["comment"] = CommentField(
            required=False, max_length=COMMENT_LENGTH, error_messages={"max_length": TOO_LONG}
        )
    if assessment.asks_target:
        fields["target"] = choice(levels, NO_LEVEL)
    if assessment.asks_confidence:
        fields["confidence"] = choice([(word.value, word.value) for word in Confidence], NO_CONFIDENCE)
    return {f"{prefix}-{part}": field for part, field in fields.items()}


def choice(choices: list[tuple[str, str]], refusal: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, error_messages={"invalid_choice": refusal})


def choice_of(answer: str) -> dict[str, Any]:
    """Return the state and the level that a chosen answer stands for."""
    if answer.lstrip("-").isdigit():
        return {"state": RatingState.RATED, "level": int(answer)}
    return {"state": RatingState(answer) if answer else RatingState.NOT_ANSWERED, "level": None}


def prefix_of(ref: str) -> str:
    """Return the name under which the fields of a criterion travel: no dots, so that it is a plain identifier."""
    return f"q-{ref.replace('.', '-')}"
