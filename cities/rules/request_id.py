"""The id of the request that is being served, for logs and the audit. Empty in a command or before any request."""

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request at hand, or an empty text."""
    return _current.get()
