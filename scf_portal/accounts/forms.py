"""The forms of sign-in and account, in the portal's words: no placeholders, one password field, plain labels."""

from typing import Any

from allauth.account import forms
from django import forms as django_forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities.forms.languages import LanguageSelect, hide_single, languages
from cities.models import User

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "code": _("Code"),
}


class InOurWords:
    """Gives the fields of a form of allauth the portal's labels, and takes out what stands inside them."""

    fields: dict[str, django_forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if name in ("password", "oldpassword"):
                field.help_text = ""  # the way to a forgotten password stands beside the button
            if name == "password1":
                field.help_text = _("At least 12 characters, and not a password that many people use.")
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}


class SignInForm(InOurWords, forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Address and password. The same address field serves the button that asks for a code."""


class RequestCodeForm(InOurWords, forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Asks for a code; takes the address also under the name it has on the sign-in page."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "email" not in data and "login" in data:
            data = data.copy()
            data["email"] = data["login"]
        super().__init__(data, *args, **kwargs)


class SignUpForm(InOurWords, forms.SignupForm):  # type: ignore[misc]  # allauth ships no types
    """Name, address and, for those who want one, a password."""

    name = django_forms.CharField(
        label=_("Your name"),
        max_length=User._meta.get_field("name").max_length,
        widget=django_forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Password (optional)")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Without one, you sign in with a code that we send you each time."
        )

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """Person and address appear together: somebody without an address row would count as trusted."""
        user: User = super().save(request)
        return user


class ConfirmLoginForm(InOurWords, forms.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code that signs in."""


class ConfirmAddressForm(InOurWords, forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code that proves an address."""


class ConfirmResetForm(InOurWords, forms.ConfirmPasswordResetCodeForm):  # type: ignore[misc]  # allauth ships no types
    """The code that lets one choose a new password."""


class ForgottenPasswordForm(InOurWords, forms.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address of an account whose password is forgotten."""


class NewPasswordForm(InOurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth ships no types
    """A new password in the place of a forgotten one."""

    password2 = None


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The current password and a new one."""

    password2 = None


class SetPasswordForm(InOurWords, forms.SetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A first password."""

    password2 = None


class ConfirmPasswordForm(InOurWords, forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The password once more, before something that matters."""


class ChangeAddressForm(InOurWords, forms.AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """A new address, which counts once it is proven."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class NameForm(django_forms.Form):
    """The name by which others in a city know the person."""

    name = django_forms.CharField(
        label=_("Your name"),
        max_length=User._meta.get_field("name").max_length,
        widget=django_forms.TextInput(attrs={"autocomplete": "name"}),
    )


class LanguageForm(django_forms.Form):
    """The language in which the portal speaks to the person."""

    language = django_forms.ChoiceField(label=_("Language"), required=False, widget=LanguageSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As the city or my browser has it")), *languages()]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
        hide_single(self)
