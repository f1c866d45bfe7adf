"""How an event becomes a line: JSON for machines that collect logs, or text for a person at a screen."""

import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from cities.rules.request_id import current_request_id
from scf_portal.logs.privacy import error_lines, without_values

IDS = ("request_id", "job_id")
# What a line may say besides; anything else that a library hangs on a record stays out.
DETAILS = ("method", "route", "status", "ms", "user", "city", "task")

current_job_id: ContextVar[int | None] = ContextVar("job_id", default=None)


class AddIds(logging.Filter):
    """Puts on every record which request it belongs to, and which job."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id()
        record.job_id = current_job_id.get()
        return True


class JsonLine(JsonFormatter):
    """One JSON object a line; ids are there in every line, empty or null outside a request or job."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(without_values(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(error_lines(ei[1]))

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        moment = datetime.fromtimestamp(record.created, UTC)
        log_data |= {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.message,
        }
        log_data |= {name: getattr(record, name, None) for name in IDS}
        log_data |= {name: getattr(record, name) for name in DETAILS if hasattr(record, name)}
        if "exc_info" in message_dict:
            log_data["error"] = message_dict["exc_info"]


class PlainLine(logging.Formatter):
    """Text, with the ids at the end of the line where there are any."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(without_values(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        said = {name: getattr(record, name, None) for name in (*DETAILS, *IDS)}
        return " ".join([super().formatMessage(record), *(f"{name}={said[name]}" for name in said if said[name])])

    def formatException(self, ei: Any) -> str:
        return "\n".join(error_lines(ei[1]))
