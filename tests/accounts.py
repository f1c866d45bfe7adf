"""What the tests of sign-in share: browsers signed in by their owner, codes of an app, passkeys."""

import hashlib
import re
import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from cities.models import User
from tests.factories import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def signed_in_browser(user, password=PASSWORD, **headers) -> Client:
    """A browser in which the person signed in by password, and showed it again just now."""
    client = Client(headers={"user-agent": FIREFOX} | headers)
    client.post("/sign-in/", {"login": user.email, "password": password})
    client.post("/account/confirm/", {"password": password})
    return client


def code_in(mail) -> str:
    """The code that a mail brings."""
    (code,) = re.findall(r"^ {4}(\d{4}-\d{4})$", mail.body, re.MULTILINE)
    return code


def app_code(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))


def passkey_of(user, name="Key") -> Authenticator:
    """A passkey as a browser registers it; nobody holds its private key."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    data = AttestedCredentialData.create(Aaguid(bytes(16)), name.encode(), key)
    made = AuthenticatorData.create(hashlib.sha256(b"testserver").digest(), AuthenticatorData.FLAG.AT, 0, data)
    client_data = b'{"type":"webauthn.create","challenge":"AAAA","origin":"https://testserver"}'
    credential = {
        "type": "public-key",
        "id": websafe_encode(name.encode()),
        "rawId": websafe_encode(name.encode()),
        "response": {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(AttestationObject.create("none", made, {})),
        },
    }
    return WebAuthn.add(user, name, credential).instance


def factor_shown(client: Client, user) -> Client:
    """Let the person set up an authenticator app and show its code in this browser."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    client.post("/account/confirm/code/", {"code": app_code(secret)})
    return client


def operator_browser() -> Client:
    """A browser in which an operator has shown a second factor."""
    operator = User.objects.create_superuser("operator@portal.example", "Olga Operator", PASSWORD)
    return factor_shown(signed_in_browser(operator), operator)
