"""The addresses of sign-in and of one's own account.

Only what the portal offers of django-allauth stands here, under the names by which allauth finds its own pages.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path
from django.views.decorators.http import require_POST

from scf_portal.accounts import views
from scf_portal.accounts.guards import entrance, own_account, proven_account

sign_out = require_POST(account.logout)

urlpatterns = [
    path("sign-in/", entrance(account.login), name="sign-in"),
    path("sign-in/", entrance(account.login), name="account_login"),
    path("sign-out/", sign_out, name="sign-out"),
    path("sign-out/", sign_out, name="account_logout"),
    path("sign-up/", entrance(account.signup), name="account_signup"),
    path("sign-in/switched-off/", account.account_inactive, name="account_inactive"),
    path("sign-in/code/", entrance(account.request_login_code), name="account_request_login_code"),
    path("sign-in/code/enter/", entrance(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/second-factor/", entrance(factor.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", entrance(passkey.login_webauthn), name="mfa_login_webauthn"),
    path("sign-in/address/", entrance(account.email_verification_sent), name="account_email_verification_sent"),
    path("sign-in/forgotten/", entrance(account.password_reset), name="account_reset_password"),
    path(
        "sign-in/forgotten/code/",
        entrance(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("sign-in/forgotten/new/", entrance(account.complete_password_reset), name="account_complete_password_reset"),
    path(
        "sign-in/forgotten/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    # one's own account; allauth goes back to its overviews, which are one page here
    path("account/", views.overview, name="account"),
    path("account/", views.overview, name="mfa_index"),
    path("account/", views.overview, name="mfa_list_webauthn"),
    path("account/name/", views.change_name, name="account-name"),
    path("account/language/", views.change_language, name="account-language"),
    path("account/address/", views.change_address, name="account_email"),
    path("account/password/", proven_account(account.password_change), name="account_change_password"),
    path("account/password/set/", proven_account(account.password_set), name="account_set_password"),
    path("account/confirm/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", own_account(factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", own_account(passkey.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/app/", proven_account(app.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", proven_account(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery/", proven_account(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/recovery/new/", proven_account(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "account/recovery/file/", proven_account(recovery.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("account/passkeys/add/", proven_account(passkey.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", proven_account(passkey.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", proven_account(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/second-factor/", views.second_factor, name="second-factor"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/sessions/end-others/", views.end_other_sessions, name="account-end-others"),
    path("account/sessions/<int:session_id>/end/", views.end_session, name="account-end-session"),
]
