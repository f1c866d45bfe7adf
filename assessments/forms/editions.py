"""Changing the edition of assessments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Round


class EditionForm(forms.Form):
    """Which assessments go on in the edition chosen. The page draws the boxes itself, beside what becomes of each."""

    def __init__(self, *args: Any, rounds: Iterable[Round], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(round_.assessment_id): round_ for round_ in rounds}
        self.fields["assessments"] = forms.MultipleChoiceField(
            choices=[(key, str(round_.assessment)) for key, round_ in self.by_key.items()],
            required=False,
            error_messages={
                "invalid_choice": _("One of these assessments has changed in the meantime. Look at them once more.")
            },
        )

    def clean_assessments(self) -> list[Round]:
        """Return the rounds themselves."""
        return [self.by_key[key] for key in self.cleaned_data["assessments"]]
