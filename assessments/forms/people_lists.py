"""A list of people to ask, pasted or as a file; every line that cannot be read is named."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.actions import Named
from assessments.forms.people import GroupsForm
from cities.forms.people import is_address
from cities.models import Organisation
from cities.rules.people_lists import Listed, read_list

LARGEST_LIST = 1_000_000
"""In bytes, of a file."""
MOST_LINES = 5000


class ListForm(GroupsForm):
    """Everybody in a list. What a file holds stands in the field after a mistake, to be put right there."""

    people = forms.CharField(
        label=gettext_lazy("The list"),
        max_length=LARGEST_LIST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person a line: e-mail address, then name and organisation if you have them,"
            " with commas, semicolons or tabs between."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=gettext_lazy("Up to 1 MB and 5,000 lines, as spreadsheets save it."),
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Organisation of those whose line names none"),
        required=False,
        help_text=gettext_lazy("Needed only for people who are not in this city yet."),
    )
    field_order = ["people", "file", "organisation"]

    def __init__(
        self,
        data: QueryDict | None = None,
        *args: Any,
        organisations: Iterable[Organisation],
        emails: set[str],
        is_too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        """`emails` are those of the city's members, who need no organisation."""
        super().__init__(data, *args, **kwargs)
        self.is_too_large = is_too_large
        self.emails = emails
        self.by_key = {str(item.pk): item for item in organisations}
        self.by_name = {item.name.casefold(): item for item in self.by_key.values()}
        choices = [("", _("Choose…")), *((key, item.name) for key, item in self.by_key.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]
        self.again = 0
        file = self.files.get("file")
        self.has_both = False
        if data is not None and isinstance(file, UploadedFile):
            self.has_both = bool(str(data.get("people", "")).strip())
            if not self.has_both:
                self.data = filled = data.copy()
                filled["people"] = decoded(file.read())

    def clean_organisation(self) -> Organisation | None:
        """Return the organisation itself."""
        return self.by_key.get(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        """Return as `people` everybody in the list; name every line that cannot be taken."""
        cleaned = super().clean() or {}
        cleaned.pop("file", None)
        default = cleaned.pop("organisation", None)
        if self.is_too_large:
            self.add_error("file", _("This file is larger than 1 MB. Send the list in parts."))
        if self.has_both:
            self.add_error("file", _("Paste a list or choose a file, not both."))
        if "people" not in cleaned or self.is_too_large or self.has_both:
            return cleaned
        found = read_list(cleaned["people"].replace("\0", ""), is_address)
        self.again = found.again
        errors = [
            line_error(_("Line %(line)d: “%(text)s” holds no e-mail address."), bad.line, bad.text)
            for bad in found.wrong
        ]
        people = [self.named(one, default, errors) for one in found.people]
        if not found.people and not errors:
            errors.append(ValidationError(_("Paste a list or choose a file.")))
        if len(found.people) + len(found.wrong) > MOST_LINES:
            errors = [too_long(len(found.people) + len(found.wrong))]
        if errors:
            self.add_error("people", errors)
        elif any(one is None for one in people):
            self.add_error("organisation", _("Choose one: some people are new here, and their line names none."))
        return cleaned | {"people": [one for one in people if one]}

    def keep(self, left: Sequence[Named], done: int, per_day: int) -> None:
        """Let those alone stand in the list who are left for another day, and say so."""
        rows = StringIO()
        writer = csv.writer(rows, delimiter=";", lineterminator="\n")
        writer.writerows((one.email, one.name, one.organisation.name) for one in left)
        sent: Any = self.data  # with several values of a name
        self.data = sent = sent.copy()
        sent["people"] = rows.getvalue()
        self.add_error("people", left_over(len(left), done, per_day))

    def named(self, one: Listed, default: Organisation | None, errors: list[ValidationError]) -> Named | None:
        """Return somebody with their organisation; None where there is none. A name that is none is an error."""
        organisation = self.by_name.get(one.organisation.casefold()) if one.organisation else default
        if one.organisation and organisation is None:
            text = _("Line %(line)d: there is no organisation “%(text)s” in this city.")
            errors.append(line_error(text, one.line, one.organisation))
        if organisation is None and one.email in self.emails:
            organisation = next(iter(self.by_key.values()))
        return Named(one.email, one.name, organisation) if organisation else None


def line_error(message: str, line: int, text: str) -> ValidationError:
    return ValidationError(message, params={"line": line, "text": text[:80]})


def too_long(count: int) -> ValidationError:
    text = ngettext(
        "The list has %(count)d line; at most %(most)d can be read at once.",
        "The list has %(count)d lines; at most %(most)d can be read at once.",
        count,
    )
    return ValidationError(text, params={"count": count, "most": MOST_LINES})


def left_over(left: int, done: int, per_day: int) -> ValidationError:
    text = ngettext(
        "Invited so far: %(done)d. The city may send %(most)d mails within 24 hours, so that %(count)d person is left"
        " in the list. Send it tomorrow.",
        "Invited so far: %(done)d. The city may send %(most)d mails within 24 hours, so that %(count)d people are left"
        " in the list. Send it tomorrow.",
        left,
    )
    return ValidationError(text, params={"count": left, "done": done, "most": per_day})


def decoded(content: bytes) -> str:
    """Return a file's text: UTF-8 or UTF-16 where it says so, else as old spreadsheets write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
