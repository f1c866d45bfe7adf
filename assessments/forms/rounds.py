"""Asking a second time."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.setting_up import LastDayForm
from assessments.queries.moderation import Item

DAYS_TO_RATE_AGAIN = 5


class RoundForm(LastDayForm):
    """What is asked again, and until when. The page draws the boxes itself; those to discuss are ticked."""

    def __init__(self, *args: Any, items: Sequence[Item], today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.items = items
        self.fields["closes_on"].initial = today + timedelta(days=DAYS_TO_RATE_AGAIN)
        self.fields["criteria"] = forms.TypedMultipleChoiceField(
            choices=[(str(item.criterion.id), item.criterion.title) for item in items],
            coerce=int,
            error_messages={"required": _("Tick at least one statement.")},
        )

    @property
    def chosen(self) -> list[str]:
        """Return the boxes that are ticked: as sent, or at first those to discuss."""
        if self.is_bound:
            return list(self["criteria"].value() or [])
        return [str(item.criterion.id) for item in self.items if item.is_to_discuss]
