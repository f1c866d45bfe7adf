"""Settings of sign-in, second factors and sessions: what django-allauth is told, and nothing of its own making."""

import os
from datetime import timedelta

EMBEDDED = "DATABASE_URL" not in os.environ
CODE_SECONDS = 15 * 60  # a mail may take its time

AUTH_USER_MODEL = "cities.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# People make accounts and cities for themselves; without it they come by invitation alone.
SELF_SERVICE = os.environ.get("SELF_SERVICE", "1" if EMBEDDED else "0") == "1"
# Of X-Forwarded-For that many entries, from the right, come from our own proxies; anybody can write the rest.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0" if EMBEDDED else "1"))
# Where the operators' pages stand.
OPERATOR_PATH = os.environ.get("OPERATOR_PATH", "operator").strip("/") + "/"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}

ACCOUNT_ADAPTER = "scf_portal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "scf_portal.accounts.forms.ChangeAddressForm",
    "change_password": "scf_portal.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "scf_portal.accounts.forms.ConfirmAddressForm",
    "confirm_login_code": "scf_portal.accounts.forms.ConfirmLoginForm",
    "confirm_password_reset_code": "scf_portal.accounts.forms.ConfirmResetForm",
    "login": "scf_portal.accounts.forms.SignInForm",
    "reauthenticate": "scf_portal.accounts.forms.ConfirmPasswordForm",
    "request_login_code": "scf_portal.accounts.forms.RequestCodeForm",
    "reset_password": "scf_portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "scf_portal.accounts.forms.NewPasswordForm",
    "set_password": "scf_portal.accounts.forms.SetPasswordForm",
    "signup": "scf_portal.accounts.forms.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# A town hall, or a workshop of three hundred, stands behind one address: what guards one account is `key`.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,10/5m/key",
    "request_login_code": "120/m/ip,3/m/key",
    "reset_password": "60/m/ip,3/m/key",
    "reset_password_from_key": "60/m/ip",
    "signup": "60/m/ip",
}

MFA_ADAPTER = "scf_portal.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "scf_portal.accounts.factor_forms.ActivateAppForm",
    "add_webauthn": "scf_portal.accounts.factor_forms.AddPasskeyForm",
    "authenticate": "scf_portal.accounts.factor_forms.FactorCodeForm",
    "edit_webauthn": "scf_portal.accounts.factor_forms.RenamePasskeyForm",
    "reauthenticate": "scf_portal.accounts.factor_forms.ConfirmFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Smart City Framework Portal"
MFA_TOTP_TOLERANCE = 1  # of 30 seconds: clocks differ, and people type slowly

# How often a session notes that it was used. allauth's own middleware would write at every request.
SESSION_SEEN_EVERY = timedelta(minutes=5)
