"""Forms of assessments. They check what people type; `actions` does the writing."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import COMMENT_LENGTH, Assessment, RatingState
from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP, MINIMUM_GROUP_FLOOR
from cities.forms.dates import DateInput
from cities.models import Member
from framework.queries import InstrumentChoice

DEFAULT_DAYS_OPEN = 21


class LastDayForm(forms.Form):
    """Until when answers are taken."""

    closes_on = forms.DateField(
        label=_("Last day to answer"),
        widget=DateInput(),
        help_text=_("The day counts in full, in the city’s time zone."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["closes_on"].widget.attrs["min"] = today.isoformat()

    def clean_closes_on(self) -> date:
        """Refuse a day that is over, and a year typed wrong."""
        closes_on: date = self.cleaned_data["closes_on"]
        if closes_on < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if closes_on > self.today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return closes_on


class AssessmentForm(LastDayForm):
    """A new assessment: what it is called, what it asks, until when. The page draws the boxes of groups itself."""

    title = forms.CharField(
        label=_("Title"),
        max_length=Assessment._meta.get_field("title").max_length,
        help_text=_("As leaders will see it, for example “Leadership self-assessment 2027”."),
    )
    minimum_group = forms.IntegerField(
        label=_("Smallest group shown"),
        min_value=MINIMUM_GROUP_FLOOR,
        max_value=50,
        initial=DEFAULT_MINIMUM_GROUP,
        help_text=_(
            "Answers are confidential. Nothing is shown that fewer people than this have answered,"
            " nor anything from which such answers could be worked out."
        ),
    )
    field_order = ["title", "closes_on", "minimum_group"]

    def __init__(self, *args: Any, today: date, instruments: Iterable[InstrumentChoice], **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["closes_on"].initial = today + timedelta(days=DEFAULT_DAYS_OPEN)
        self.fields["groups"] = forms.TypedMultipleChoiceField(
            label=_("What to ask"),
            choices=[(str(group.id), group.name) for item in instruments for group in item.groups],
            coerce=int,
            error_messages={"required": _("Tick at least one part of what can be asked.")},
        )


class InviteForm(forms.Form):
    """Which members to ask. The page draws the boxes itself, by sector."""

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(member.pk): member for member in members}
        self.fields["members"] = forms.MultipleChoiceField(
            choices=[(key, str(member)) for key, member in self.by_key.items()],
            error_messages={"required": _("Tick at least one person.")},
        )

    def clean_members(self) -> list[Member]:
        """Return the members themselves."""
        return [self.by_key[key] for key in self.cleaned_data["members"]]


class CommentField(forms.CharField):
    """Text of several lines; a line break counts as one character, as it does for the person typing.

    More than one empty line in a row becomes one: a page of them says nothing.
    """

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return re.sub(r"\n(\s*\n){2,}", "\n\n", text)


class RatingForm(forms.Form):
    """One answer: a level, *don't know*, *not applicable*, or nothing; and a comment."""

    comment = CommentField(
        required=False,
        max_length=COMMENT_LENGTH,
        error_messages={
            "max_length": _("This comment has %(show_value)d characters and %(limit_value)d fit. Shorten it a little.")
        },
    )
    version = forms.IntegerField(required=False, min_value=0)

    def __init__(self, data: QueryDict, *, values: Iterable[int], ref: str) -> None:
        super().__init__(data, prefix=prefix_of(ref))
        levels = [(str(value), str(value)) for value in values]
        states = [(state.value, state.label) for state in (RatingState.DONT_KNOW, RatingState.NOT_APPLICABLE)]
        self.fields["answer"] = forms.ChoiceField(
            choices=[*levels, *states],
            required=False,
            error_messages={"invalid_choice": _("This is not one of the answers offered. Choose one of them.")},
        )

    def clean(self) -> dict[str, Any]:
        """Turn the chosen answer into a state and a level."""
        cleaned = super().clean() or {}
        answer = cleaned.pop("answer", "")
        is_level = answer.lstrip("-").isdigit()
        cleaned["level"] = int(answer) if is_level else None
        if is_level:
            cleaned["state"] = RatingState.RATED
        else:
            cleaned["state"] = RatingState(answer) if answer else RatingState.NOT_ANSWERED
        cleaned["version"] = cleaned.get("version") or 0
        return cleaned


def prefix_of(ref: str) -> str:
    """Return the name under which the fields of a criterion travel: no dots, so that it is a plain identifier."""
    return f"q-{ref.replace('.', '-')}"
