"""The forms of second factors, in the portal's words."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from scf_portal.accounts.forms import InOurWords


class CodeOnce(InOurWords):
    """A code of the app is taken once, for as long as it could be taken.

    allauth remembers a used code for one period; with tolerance a code lives for longer.
    """

    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form this is mixed into
        if self.authenticator.type == Authenticator.Type.TOTP:
            lives = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            cache.touch(TOTP(self.authenticator)._get_used_cache_key(code), lives)
        return code


class FactorCodeForm(CodeOnce, forms.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code of the app, or one of the recovery codes, when signing in."""


class ConfirmFactorForm(CodeOnce, forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The same, before something that matters."""


class ActivateAppForm(InOurWords, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code of the app, which shows that it was set up."""


class AddPasskeyForm(InOurWords, AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A name for a new passkey, and whether it signs in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].help_text = _("So that you know it again, for example “Work laptop”.")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password or code")
        self.fields["passwordless"].help_text = _("It then asks for your fingerprint, your face or its PIN.")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(InOurWords, EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Its name")
