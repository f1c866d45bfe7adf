"""What is typed on the way to agreement: a position, when owners are to answer, what they answer, why it ends."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.rating import CommentField
from assessments.models import REASON_LENGTH, Position, RatingState
from cities.forms.dates import DateInput
from cities.models import Member
from framework.rules.outline import LevelOutline

NOT_APPLICABLE = RatingState.NOT_APPLICABLE
DAYS_TO_REPLY = 7


class LongText(CommentField):
    """Several lines, as long as a position keeps them."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            max_length=REASON_LENGTH,
            error_messages={
                "required": kwargs.pop("missing", _("Write a sentence or two.")),
                "max_length": _("This has %(show_value)d characters and %(limit_value)d fit. Shorten it a little."),
            },
            **kwargs,
        )


class LevelForm(forms.Form):
    """An agreed level, and the one to reach. The page draws the levels itself, in large type."""

    target = forms.ChoiceField(label=_("Level to reach"), required=False)
    version = forms.IntegerField(label=_("Version"), widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, levels: Sequence[LevelOutline], position: Position | None, **kwargs: Any) -> None:
        kwargs["initial"] = self.initial_of(position)
        super().__init__(*args, **kwargs)
        choices = [(str(level.value), level.label) for level in levels]
        self.fields["level"] = forms.ChoiceField(
            choices=[*choices, (NOT_APPLICABLE.value, NOT_APPLICABLE.label)],
            error_messages={
                "required": _("Choose the level that you agree on, or “not applicable”."),
                "invalid_choice": _("This is not one of the levels offered. Choose one of them."),
            },
        )
        self.fields["target"].choices = [("", _("No target")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def initial_of(self, position: Position | None) -> dict[str, Any]:
        """Return the position as it is: nothing is chosen for the room."""
        if position is None:
            return {"version": 0}
        level = NOT_APPLICABLE.value if position.level is None else str(position.level)
        return {"level": level, "target": position.target, "version": position.version}

    def clean(self) -> dict[str, Any]:
        """Turn what was chosen into levels."""
        cleaned = super().clean() or {}
        if "level" not in cleaned or "target" not in cleaned:
            return cleaned
        applies, target = cleaned["level"] != NOT_APPLICABLE, cleaned["target"]
        cleaned["level"] = int(cleaned["level"]) if applies else None
        cleaned["target"] = int(target) if target else None
        if target and not applies:
            self.add_error("target", _("What does not apply has no level to reach. Choose “No target”."))
        return cleaned


class PositionForm(LevelForm):
    """What the room agrees on about a criterion. An owner who has left the city stays until another is chosen."""

    target_on = forms.DateField(label=_("By when"), widget=DateInput(), required=False)
    reason = LongText(label=_("Why"), required=False, rows=2)
    dissent = LongText(
        label=_("Who sees it otherwise, and why"),
        required=False,
        help_text=_("It stands in the record beside the position."),
        rows=2,
    )
    owner = forms.ChoiceField(
        label=_("Who answers for it"),
        required=False,
        help_text=_("They see this draft before it is locked, and can challenge it."),
    )
    field_order = ["level", "target", "target_on", "reason", "dissent", "owner"]

    def __init__(
        self, *args: Any, members: Iterable[Member], today: date, position: Position | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, position=position, **kwargs)
        self.today = today
        self.by_key = {str(member.pk): member for member in members}
        names = [(key, str(member)) for key, member in self.by_key.items()]
        owner = position.owner if position else None
        if owner and str(owner.pk) not in self.by_key:
            self.by_key[str(owner.pk)] = owner
            names.append((str(owner.pk), _("%(person)s (has left the city)") % {"person": owner}))
        self.fields["owner"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]  # a ChoiceField

    def initial_of(self, position: Position | None) -> dict[str, Any]:
        """Return all the words of the position."""
        initial = super().initial_of(position)
        if position is None:
            return initial
        words = {name: getattr(position, name) for name in ("target_on", "reason", "dissent")}
        return initial | words | {"owner": position.owner_id}

    def clean_target_on(self) -> date | None:
        """Refuse a day that is over, unless it was chosen when it was still to come."""
        day: date | None = self.cleaned_data["target_on"]
        if day and day < self.today and day != self.initial.get("target_on"):
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return day

    def clean_owner(self) -> Member | None:
        """Return the member themselves."""
        return self.by_key.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        """Refuse a day without a level to reach."""
        cleaned = super().clean()
        if cleaned.get("target_on") and "target" in cleaned and cleaned["target"] is None:
            self.add_error("target", _("Choose the level to reach by that day, or leave the day empty."))
        return cleaned


class DecisionForm(LevelForm):
    """A decision on a challenged position, with the level that holds from now on."""

    decision = LongText(
        label=_("Decision, and why"),
        help_text=_("The owner reads it, and everybody who may see the results."),
        missing=_("Say how you decide and why: the owner reads it."),
    )
    field_order = ["level", "target", "decision"]


class AcceptForm(forms.Form):
    """Which version of a position its owner has read."""

    version = forms.IntegerField(label=_("Version"), widget=forms.HiddenInput(), min_value=0)


class ChallengeForm(AcceptForm):
    """What an owner says against a position."""

    reply = LongText(
        label=_("What speaks against it"),
        rows=5,
        help_text=_("Say what the room did not see, and where it can be looked up."),
        missing=_("Say what speaks against it, or accept it."),
    )


class SendForm(forms.Form):
    """Which drafts go to their owners, and until when they can answer. The page draws the boxes itself."""

    reply_by = forms.DateField(
        label=_("Last day to answer"),
        widget=DateInput(),
        help_text=_("The day counts in full, in the city’s time zone."),
    )

    def __init__(self, *args: Any, positions: Iterable[Position], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reply_by"].initial = today + timedelta(days=DAYS_TO_REPLY)
        self.fields["reply_by"].widget.attrs["min"] = today.isoformat()
        self.fields["positions"] = forms.TypedMultipleChoiceField(
            choices=[(str(position.pk), str(position)) for position in positions],
            coerce=int,
            error_messages={
                "required": _("Tick at least one position."),
                "invalid_choice": _("One of these has changed in the meantime. Look at them once more."),
            },
        )

    def clean_reply_by(self) -> date:
        """Refuse a day that is over, and a year typed wrong."""
        day: date = self.cleaned_data["reply_by"]
        if day < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if day > self.today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day


class ReasonForm(forms.Form):
    """Why something is done that needs a reason."""

    reason = LongText(label=_("Reason"), missing=_("Say why: it is kept with the assessment."))
