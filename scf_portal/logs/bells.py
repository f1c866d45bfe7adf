"""Carries the id of a request along with the tasks it rings, so that a report's lines lead back to the click."""

import logging
import time
from contextvars import ContextVar
from typing import Any

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun

from cities.rules.request_id import current_request_id, set_request_id
from scf_portal.logs.lines import current_job_id

began: ContextVar[float] = ContextVar("began", default=0.0)
logger = logging.getLogger("portal.task")


@before_task_publish.connect
def send_along(headers: dict[str, Any], **kwargs: object) -> None:
    """Write on the bell who rings it."""
    headers["request_id"] = current_request_id()


@task_prerun.connect
def take_up(task_id: str, task: "Task[Any, Any]", kwargs: dict[str, Any] | None = None, **rest: object) -> None:
    """Work under the id that came with the bell; a bell of the clock has none, and the task's own serves."""
    set_request_id(task.request.get("request_id") or task_id.replace("-", ""))
    job_id = (kwargs or {}).get("job_id")
    current_job_id.set(job_id if isinstance(job_id, int) else None)
    began.set(time.monotonic())


@task_postrun.connect
def lay_down(task: "Task[Any, Any]", state: str | None = None, **rest: object) -> None:
    """Write a line for the task. The clock's come so often that they stay silent unless they fail."""
    level = logging.INFO if current_job_id.get() or state != "SUCCESS" else logging.DEBUG
    ms = round((time.monotonic() - began.get()) * 1000)
    logger.log(level, "%s %s", task.name, state, extra={"task": task.name, "status": state, "ms": ms})
    set_request_id("")
    current_job_id.set(None)
