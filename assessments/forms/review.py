"""What a reviewer writes, and what the city answers to a recommendation."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.rating import CommentField, prefix_of
from assessments.models import COMMENT_LENGTH, FINDING_LENGTH, Finding, Recommendation, ReviewRating
from assessments.queries.recommendations import RecommendationFilter
from assessments.queries.words import BAND_WORDS
from cities.forms.dates import DateInput
from cities.models import Member
from framework.rules.outline import GroupOutline

State = ReviewRating.State
TOO_LONG = {"max_length": _("This has %(show_value)d characters and %(limit_value)d fit. Shorten it a little.")}


def text_field(
    label: Any, *, required: bool = True, length: int = FINDING_LENGTH, help_text: Any = "", rows: int = 4
) -> CommentField:
    """Return a field for text of several lines. The browser cuts nothing off: what is too long is said and kept."""
    field = CommentField(
        label=label,
        required=required,
        max_length=length,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows, "dir": "auto"}),
        error_messages=TOO_LONG,
    )
    field.widget.attrs.pop("maxlength", None)
    return field


class AskReviewersForm(forms.Form):
    """Which members to ask for a review. The page draws the boxes itself."""

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


class ReviewRatingForm(forms.Form):
    """What a reviewer says of one statement: a level, *not seen*, *not applicable*, or nothing; and why."""

    comment = text_field("", required=False, length=COMMENT_LENGTH)
    version = forms.IntegerField(required=False, min_value=0)

    def __init__(self, data: Any, *, values: Iterable[int], ref: str) -> None:
        super().__init__(data, prefix=prefix_of(ref))
        levels = [(str(value), str(value)) for value in values]
        others = [(state.value, state.label) for state in (State.DONT_KNOW, State.NOT_APPLICABLE)]
        self.fields["answer"] = forms.ChoiceField(
            choices=[*levels, *others],
            required=False,
            error_messages={"invalid_choice": _("This is not one of the answers offered. Choose one of them.")},
        )

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into a state and a level."""
        cleaned = super().clean() or {}
        answer = cleaned.pop("answer", "")
        is_level = answer.lstrip("-").isdigit()
        cleaned["level"] = int(answer) if is_level else None
        cleaned["state"] = State.RATED if is_level else State(answer) if answer else State.NOT_ANSWERED
        cleaned["version"] = cleaned.get("version") or 0
        return cleaned


class AboutForm(forms.Form):
    """What something is about: one top group of what the assessment asks, or the whole."""

    group = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, groups: Iterable[GroupOutline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.choices = [("", _("The whole")), *((str(group.id), group.name) for group in groups)]

    def clean_group(self) -> int | None:
        """Return the id of the group, or nothing for the whole."""
        return int(self.cleaned_data["group"]) if self.cleaned_data["group"] else None


class FindingForm(AboutForm):
    """A strength, a concern or an opportunity."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Finding.Kind.choices, widget=forms.RadioSelect)
    text = text_field(_("What you found"), help_text=_("What you saw, and what it rests on."))
    field_order = ["kind", "text", "group"]


class OwnerAndDayForm(forms.Form):
    """Who is to do something, of the city's members, and until when."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DateInput())

    def __init__(self, *args: Any, members: Iterable[Member], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.by_key = today, {str(member.pk): member for member in members}
        field: Any = self.fields["owner"]
        field.choices = [("", _("Nobody yet")), *((key, str(member)) for key, member in self.by_key.items())]

    def clean_owner(self) -> Member | None:
        """Return the member."""
        return self.by_key.get(self.cleaned_data["owner"])

    def clean_due_on(self) -> date | None:
        """Refuse a day that is over; one that was set before may stay."""
        due: date | None = self.cleaned_data["due_on"]
        if due and due < self.today and due != self.initial.get("due_on"):
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        return due


class RecommendationForm(AboutForm, OwnerAndDayForm):
    """What a reviewer recommends."""

    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=Recommendation.Priority.choices,
        widget=forms.RadioSelect,
        help_text=_("Critical: act at once. Essential: act soon. Recommended: the city gains by it."),
    )
    text = text_field(_("What you recommend"))
    field_order = ["priority", "text", "group", "owner", "due_on"]


class JudgementForm(forms.Form):
    """How confident a reviewer is that one thing will be delivered, and why. The page draws the bands itself."""

    band = forms.ChoiceField(required=False, choices=[(band.value, word) for band, word in BAND_WORDS.items()])
    reason = text_field(_("Why"), required=False, rows=2)


class SummaryForm(forms.Form):
    """The review in a few sentences."""

    summary = text_field(
        _("Summary"), required=False, help_text=_("What a mayor should know who reads nothing else of the review.")
    )


class FollowUpForm(forms.Form):
    """What became of a recommendation of before, as the reviewer sees it; nothing chosen is no verdict yet."""

    status = forms.ChoiceField(required=False, choices=Recommendation.Status.choices)
    note = text_field(_("Note"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """Ask for a verdict where there is a note."""
        cleaned = super().clean() or {}
        if cleaned.get("note") and not cleaned.get("status") and "status" not in self.errors:
            self.add_error("status", _("Choose where this stands, so that your note belongs to something."))
        return cleaned


class ProgressForm(OwnerAndDayForm):
    """Where the city stands with a recommendation. Only who runs assessments changes owner and day.

    `seen` is the newest entry of the history that the page showed.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Recommendation.Status.choices)
    note = text_field(_("Note"), required=False, help_text=_("What was done, or why not. It stays in the history."))
    field_order = ["status", "owner", "due_on", "note", "seen"]

    def __init__(self, *args: Any, runs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not runs:
            del self.fields["owner"], self.fields["due_on"]


class RecommendationFilterForm(forms.Form):
    """What of the worklist to show."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("All")),
            ("unfinished", _("Not closed")),
            ("overdue", _("Overdue")),
            *Recommendation.Status.choices,
        ],
    )
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("All")), *Recommendation.Priority.choices]
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def __init__(self, *args: Any, owners: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = [("", _("Everybody")), *((str(member.pk), str(member)) for member in owners)]

    def chosen(self) -> RecommendationFilter:
        """Return the filter as it is; with a fault in it, everything."""
        if not self.is_valid():
            return RecommendationFilter()
        data = self.cleaned_data
        owner = int(data["owner"]) if data["owner"] else None
        return RecommendationFilter(data["status"], data["priority"], owner, data["q"])
