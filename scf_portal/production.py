"""What a portal with a database of its own refuses to start with: faults that nobody would notice until too late."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_DIFFERENT = 10
# Found in what people copy: examples, tutorials, Django's own start. The one in deploy/env.example is among them.
EXAMPLES = ("change-me", "changeme", "change_me", "django-insecure", "example", "your-secret", "placeholder")
HOW_TO_MAKE_ONE = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def refuse_unsafe(*, secret: str, debug: bool, hosts: Sequence[str], database: str) -> None:
    """Raise ImproperlyConfigured, naming the variable and what to do, at the first fault."""
    for fault in (secret_fault(secret), hosts_fault(hosts), debug_fault(debug=debug), password_fault(database)):
        if fault:
            raise ImproperlyConfigured(fault)


def secret_fault(secret: str) -> str:
    if any(example in secret.lower() for example in EXAMPLES):
        return f"SECRET_KEY is an example that everybody can read. {HOW_TO_MAKE_ONE}"
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT:
        return f"SECRET_KEY can be guessed: it needs {SHORTEST_SECRET} random characters. {HOW_TO_MAKE_ONE}"
    return ""


def hosts_fault(hosts: Sequence[str]) -> str:
    names = [host.strip() for host in hosts]
    if not all(names):
        return "ALLOWED_HOSTS has an empty name in it: list the portal's host names, separated by commas."
    if any("*" in name or name == "." for name in names):
        return "ALLOWED_HOSTS lets any host name in: list the portal's own, as in portal.city.gov."
    return ""


def debug_fault(*, debug: bool) -> str:
    return "DEBUG=1 shows settings and data to everybody: it goes with no DATABASE_URL." if debug else ""


def password_fault(url: str) -> str:
    password = (urlsplit(url).password or "").lower()
    if any(example in password for example in EXAMPLES):
        return "DATABASE_URL holds the password of an example that everybody can read: set another."
    return ""


def portal_url(given: str) -> str:
    """Return the portal's own address without a slash at its end. Raises ImproperlyConfigured where it is none."""
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query):
        message = "PORTAL_URL is no address of a portal: write it as in https://portal.city.gov, without a path."
        raise ImproperlyConfigured(message)
    return given.rstrip("/")
