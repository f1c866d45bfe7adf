"""By what name a request is known, in every log line and audit entry it leaves behind, in the worker too.

Stands this low so that every app can ask; only the portal's middleware and its worker set it.
"""

import re
from contextvars import ContextVar

WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id of the request being answered, or of the one that rang the running task; "" outside both."""
    return _current.get()


def set_request_id(value: str) -> None:
    """Say what this thread works on from here on; "" when it is over."""
    _current.set(value)


def is_well_formed(value: str) -> bool:
    """Tell whether an id that came from outside may stand in logs: 8 to 64 letters, digits and hyphens."""
    return WELL_FORMED.fullmatch(value) is not None
