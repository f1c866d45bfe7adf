"""Forms of organisations, members and invitations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.models import Organisation, Role, Sector, User
from cities.rules.addresses import Addressee, read_addresses

LONGEST_LIST = 200
"""How many people one list may invite."""

ROLE_MEANINGS = {
    Role.LEADER: gettext_lazy("Leader: answers assessments and sees results"),
    Role.PROGRAMME_MANAGER: gettext_lazy("Programme manager: runs assessments and asks for reports"),
    Role.FACILITATOR: gettext_lazy("Facilitator: runs assessments and asks for reports"),
    Role.REVIEWER: gettext_lazy("Reviewer: sees results and reports"),
    Role.OBSERVER: gettext_lazy("Observer: sees results and reports"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator: all that, and people, organisations and the city’s settings"),
}


class OrganisationForm(forms.Form):
    """An organisation of the city."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=Sector.choices)

    def __init__(self, *args: Any, others: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = {other.name.casefold() for other in others}

    def clean_name(self) -> str:
        """Refuse a name that another organisation of the city has."""
        name: str = self.cleaned_data["name"]
        if name.casefold() in self.taken:
            raise ValidationError(_("There is an organisation of this name already."))
        return name


class PlaceInCityForm(forms.Form):
    """Where somebody works and what they may do: shared by invitations and members."""

    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=ROLE_MEANINGS.items(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(item.pk): item for item in organisations}
        choices = [("", _("Choose…")), *((key, item.name) for key, item in self.by_key.items())]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        """Return the organisation itself."""
        return self.by_key[self.cleaned_data["organisation"]]

    def clean_roles(self) -> list[Role]:
        """Return the roles themselves."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class MemberForm(PlaceInCityForm):
    """What a member is in the city."""

    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=150, required=False)
    field_order = ["organisation", "job_title", "roles"]


class InviteForm(PlaceInCityForm):
    """People to invite, one or a pasted list of them, all to one organisation with the same roles."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("One or many, one a line or with commas between; names may stand with them."),
    )
    field_order = ["people", "organisation", "roles"]

    def clean_people(self) -> tuple[Addressee, ...]:
        """Return everybody in the list; name every line that holds no address."""
        people, wrong = read_addresses(self.cleaned_data["people"], is_address)
        errors = [
            ValidationError(
                _("Line %(line)d: “%(text)s” is not an e-mail address."),
                params={"line": bad.line, "text": bad.text[:80]},
            )
            for bad in wrong
        ]
        if len(people) > LONGEST_LIST:
            text = ngettext(
                "The list has %(count)d address; at most %(most)d can be invited at once.",
                "The list has %(count)d addresses; at most %(most)d can be invited at once.",
                len(people),
            )
            errors.append(ValidationError(text, params={"count": len(people), "most": LONGEST_LIST}))
        if errors:
            raise ValidationError(errors)
        return people


def is_address(text: str) -> bool:
    """Tell whether mail can be sent to `text`."""
    try:
        EmailValidator()(text)
        text.rpartition("@")[2].encode("idna")  # as it travels
    except (ValidationError, UnicodeError):
        return False
    return len(text) <= 254


class NewPersonForm(forms.Form):
    """Who accepts an invitation and has no account yet."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        help_text=gettext_lazy("As the others in the city know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, needs_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].required = needs_password
        self.fields["password"].help_text = (
            _("At least twelve characters.")
            if needs_password
            else _("At least twelve characters. Without one, you sign in with a code that we send by e-mail.")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is easy to guess."""
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
