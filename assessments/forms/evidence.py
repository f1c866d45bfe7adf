"""A piece of evidence: a link or a file, with its own date."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Evidence
from assessments.rules.file_types import ACCEPTED, FileRefused, KindNotTaken, kind_of
from cities.forms.city import IN_OUR_TIMES
from cities.forms.dates import DateInput

TITLE_LENGTH = Evidence._meta.get_field("title").max_length or 0
TOO_LARGE = gettext_lazy("This file is larger than 10 MB. Choose a smaller one, or give a link to it.")


class WebAddressField(forms.URLField):
    """The address of a page; nothing else that can be followed, such as a file transfer."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class EvidenceForm(forms.Form):
    """One link or one file; `today` is the date in the city, after which no evidence can be dated."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=TITLE_LENGTH,
        help_text=gettext_lazy("In a few words, such as: minutes of the programme board."),
    )
    url = WebAddressField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("This is not an address of a page. It begins with https://.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("PDF, picture, document, spreadsheet, slides, text or CSV, up to 10 MB."),
        error_messages={"empty": gettext_lazy("This file is empty. Choose another one.")},
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Its date"),
        required=False,
        widget=DateInput(),
        validators=[MinValueValidator(date(1900, 1, 1))],
        help_text=gettext_lazy("Of the evidence itself, not of today."),
    )
    review_by = forms.DateField(
        label=gettext_lazy("Look at it again by"),
        required=False,
        widget=DateInput(),
        validators=IN_OUR_TIMES,
        help_text=gettext_lazy("If it may be out of date some day."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_file(self) -> Any:
        """Refuse a file whose content is not taken, or is not what its name says."""
        file = self.cleaned_data["file"]
        if file:
            content = file.read()
            file.seek(0)
            try:
                kind_of(file.name, content)
            except FileRefused as error:
                raise ValidationError(refusal_words(error)) from error
        return file

    def clean_dated_on(self) -> date | None:
        """Refuse a date that is still to come."""
        dated_on: date | None = self.cleaned_data["dated_on"]
        if dated_on and dated_on > self.today:
            raise ValidationError(_("This date is still to come. Give the date of the evidence itself."))
        return dated_on

    def clean(self) -> dict[str, Any]:
        """Ask for one of link and file, and for dates in their order."""
        cleaned = super().clean() or {}
        dated_on, review_by = cleaned.get("dated_on"), cleaned.get("review_by")
        if dated_on and review_by and review_by < dated_on:
            self.add_error("review_by", _("This is before the date of the evidence. Choose a later day."))
        if not {"url", "file"} & set(self.errors):
            if cleaned.get("url") and cleaned.get("file"):
                self.add_error("file", _("Give a link or a file, one at a time. Add the other one afterwards."))
            elif not cleaned.get("url") and not cleaned.get("file"):
                self.add_error("url", _("Give the address of a page, or choose a file below."))
        return cleaned

    def say_too_large(self) -> None:
        """Say that a file came and was dropped for its size, and not that there is none."""
        self.errors.pop("url", None)
        self.errors["file"] = self.error_class([str(TOO_LARGE)])


def refusal_words(error: FileRefused) -> str:
    """Say why a file is not taken, and what to do."""
    if isinstance(error, KindNotTaken):
        return _("Files of this kind are not taken. Save it as a PDF, or choose a picture, a document or a table.")
    return _(
        "The name of this file ends in %(extension)s, but it holds something else, or it is damaged, or it has macros."
        " Save it anew, or as a PDF."
    ) % {"extension": error.extension}
