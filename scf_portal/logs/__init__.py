"""The portal's log: one line an event on standard error, as JSON or to be read, and nothing personal in it."""

from django.core.exceptions import ImproperlyConfigured

FORMATS = {"json": "scf_portal.logs.lines.JsonLine", "line": "scf_portal.logs.lines.PlainLine"}


def logging_settings(form: str) -> dict[str, object]:
    """Return Django's LOGGING for lines of that form, `json` or `line`."""
    if form not in FORMATS:
        message = f"LOG_FORMAT is “{form}”: set it to json or line."
        raise ImproperlyConfigured(message)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"portal": {"()": FORMATS[form]}},
        "filters": {"ids": {"()": "scf_portal.logs.lines.AddIds"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "portal", "filters": ["ids"]}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django's own log of requests says less than our line of each; only faults, with the way to them.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # whoever scans the internet causes it
            # fontTools and WeasyPrint narrate every font and every unsupported property of a stylesheet.
            "fontTools": {"level": "ERROR"},
            # WeasyPrint's errors quote whole drawings, figures and all: reports.pdf raises them, shortened.
            "weasyprint": {"level": "ERROR", "propagate": False},
            # The clock and the worker tell of every tick.
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
