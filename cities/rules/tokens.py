"""The secrets in personal links. Only their hashes are stored: whoever reads the database can use none of them."""

import hashlib
import secrets


def fresh_token() -> str:
    """Return a secret of 192 random bits, fit for an address."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """Return what is stored of a secret: its SHA-256. A random secret needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
