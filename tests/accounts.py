"""What the tests of sign-in share: browsers signed in by their owner, codes of an app, passkeys."""

import hashlib
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

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


def app_code(secret: str, periods: int = 0) -> str:
    """What an authenticator app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


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
