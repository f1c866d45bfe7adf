"""Choosing the people to ask, and what each is asked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.queries.overview import PeopleFilter
from cities.models import Member, Organisation, Role, Sector
from framework.queries import InstrumentChoice


class GroupsForm(forms.Form):
    """Which parts of an assessment to ask somebody. The page draws the boxes itself."""

    def __init__(self, *args: Any, instruments: Iterable[InstrumentChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"] = forms.TypedMultipleChoiceField(
            label=_("What they are asked"),
            choices=[(str(group.id), group.name) for item in instruments for group in item.groups],
            coerce=int,
            error_messages={"required": _("Tick at least one part of what can be asked.")},
        )


class PeopleFilterForm(forms.Form):
    """Whom a page of people shows. What does not fit a field is left out of account."""

    q = forms.CharField(
        label=_("Name or organisation"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, roles: Iterable[Role], organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "role": [(role.value, role.label) for role in roles],
            "organisation": [(str(item.pk), item.name) for item in organisations],
            "sector": list(Sector.choices),
        }
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("All")), *offered]  # type: ignore[attr-defined]

    def send_with(self, form: str) -> None:
        """Send the fields along with another form of the page, by its id, so that what stands there is not lost."""
        for field in self.fields.values():
            field.widget.attrs["form"] = form

    @property
    def chosen(self) -> PeopleFilter:
        """What was chosen, as far as it can be."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return PeopleFilter(found["q"].strip(), found["role"], int(found["organisation"] or 0), found["sector"])


class InviteForm(GroupsForm):
    """Which members to ask: those ticked, or `everyone` who fits. The page draws the boxes itself, by sector.

    Whoever sends the form without the boxes of groups, as `chooses` tells, asks everything. Who `turns` to another
    page of members, or to others who fit, asks nobody yet.
    """

    everyone = forms.BooleanField(required=False)
    chooses = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Iterable[Member], fitting: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(member.pk): member for member in members}
        self.fitting = fitting
        self.fields["members"] = forms.MultipleChoiceField(
            choices=[(key, str(member)) for key, member in self.by_key.items()],
            error_messages={"required": _("Tick at least one person.")},
        )
        self.turns = self.is_bound and "turn" in self.data
        self.fields["groups"].required = self.is_bound and "chooses" in self.data and not self.turns
        self.fields["members"].required = not (self.is_bound and "everyone" in self.data) and not self.turns

    def clean_members(self) -> list[Member]:
        """Return the members themselves."""
        if self.cleaned_data.get("everyone"):
            return list(self.fitting)
        return [self.by_key[key] for key in self.cleaned_data["members"]]

    @property
    def ticked(self) -> set[str]:
        """The keys of those ticked who can be asked, shown or not."""
        return self.by_key.keys() & set(self["members"].data or ())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("chooses", "everyone"):
            cleaned.pop(name, None)
        return cleaned


class MemberForm(forms.Form):
    """One member, chosen by name."""

    member = forms.ChoiceField(label=_("Person"), error_messages={"required": _("Choose somebody.")})

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(member.pk): member for member in members}
        names = [(key, f"{member} – {member.organisation}") for key, member in self.by_key.items()]
        self.fields["member"].choices = [("", _("Choose…")), *names]  # type: ignore[attr-defined]

    def clean_member(self) -> Member:
        """Return the member themselves."""
        return self.by_key[self.cleaned_data["member"]]
