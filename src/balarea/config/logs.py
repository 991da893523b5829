"""Log lines with declared fields only, so that nothing people typed or own gets in.

A message of our own loggers is written as its template, without its arguments: every
call of theirs has a literal template (`tests/test_logs.py`). A library's message may
hold anything, so of it only file and line are written. An exception is written as its
type and its frames, an address as its pattern, a job by name and number, a case by id.
"""

import datetime as dt
import http
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from structlog.typing import EventDict, Processor, WrappedLogger

from balarea.foundation import ids
from balarea.foundation.errors import Refusal

# Nothing else is written, whatever a library adds to its record.
FIELDS = (
    "timestamp",
    "level",
    "logger",
    "event",
    "where",
    "request",
    "method",
    "route",
    "status",
    "task",
    "job",
    "attempts",
    "case",
    "exception",
)
WITHHELD = "(not told: it may hold data)"
OWN_LOGGERS = ("balarea.", "_granian")  # whose messages hold nothing of a request
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
DEEPEST = 40  # frames of one exception; an endless recursion has a thousand


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """One line of JSON per record; on a terminal, plain lines."""
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        plain = structlog.dev.plain_traceback  # what `exception` already is
        render = structlog.dev.ConsoleRenderer(exception_formatter=plain)
    return structlog.stdlib.ProcessorFormatter(
        processors=[declared, render], use_get_message=False
    )


def declared(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The declared fields of a record, and nothing else of it."""
    record: logging.LogRecord = event["_record"]
    fields: dict[str, object] = {
        "timestamp": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _event(record),
        "where": f"{record.pathname}:{record.lineno}",
        **_of_request(record),
        **_of_job(record),
        **_of_case(record),
    }
    if (info := event.get("exc_info")) and info[1]:
        fields["exception"] = "\n".join(_exception(info[1], set()))
    return {name: fields[name] for name in FIELDS if name in fields}


def _event(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    if isinstance(status, int) and status in http.HTTPStatus:
        return http.HTTPStatus(status).phrase
    action = getattr(record, "action", None)
    if record.name.startswith("procrastinate.") and isinstance(action, str):
        return action  # from its closed list; its sentences hold what jobs were given
    if record.name.startswith(OWN_LOGGERS) and isinstance(record.msg, str):
        return PLACEHOLDER.sub("…", record.msg)
    return WITHHELD


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return {}
    status = getattr(record, "status_code", None)
    method = str(request.method)
    return {
        "request": request.__dict__.setdefault("_logged_as", ids.uuid7().hex),
        "method": method if method in http.HTTPMethod else WITHHELD,
        "route": _route(request),
        "status": status if isinstance(status, int) else None,
    }


def _route(request: HttpRequest) -> str:
    """The pattern, `/lacak/<str:reference>/<str:secret>/`, never the address."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "(no such address)"
    return f"/{match.route}"


def _of_job(record: logging.LogRecord) -> dict[str, object]:
    """What procrastinate logs of a job, without the job's arguments."""
    job: Any = getattr(record, "job", None)
    if not isinstance(job, dict):
        return {}
    return {
        "task": job.get("task_name"),
        "job": job.get("id"),
        "attempts": job.get("attempts"),
    }


def _of_case(record: logging.LogRecord) -> dict[str, object]:
    case = getattr(record, "case", None)
    return {"case": str(case)} if isinstance(case, UUID) else {}


class FailedAttempts(logging.Filter):
    """Raises a failed attempt of a job to an error, also where a retry follows.

    Procrastinate logs those as INFO, so that a job which fails each hour for ever would
    never be noticed.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "action", None) == "job_error_retry":
            record.levelno, record.levelname = logging.ERROR, "ERROR"
        return record.levelno >= logging.WARNING


def report_failed_attempts() -> None:
    """Log failed attempts as errors.

    Outcomes of jobs come from the module's logger, and the worker's other messages from
    one below it, which has the worker's name: `worker`, unless it was given one.
    """
    worker = logging.getLogger("procrastinate.worker")
    worker.setLevel(logging.INFO)
    worker.getChild("worker").setLevel(logging.WARNING)
    if not any(isinstance(entry, FailedAttempts) for entry in worker.filters):
        worker.addFilter(FailedAttempts())


def _exception(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Type and hint, file and line of each frame, then the same of its cause."""
    seen.add(id(error))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    frames = list(traceback.walk_tb(error.__traceback__))
    yield ": ".join(filter(None, (name, _hint(error))))
    for frame, line in frames[-DEEPEST:]:
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
    context = None if error.__suppress_context__ else error.__context__
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__ or context, *inner):
        if other is not None and id(other) not in seen:
            lines = _exception(other, seen)
            yield f"from {next(lines)}"
            yield from lines


def _hint(error: BaseException) -> str:
    """Values from closed lists: a code, names of the schema, an error of the OS."""
    if isinstance(error, Refusal):
        return error.code
    if isinstance(error, psycopg.Error):
        diagnosis = error.diag
        names = (error.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return ", ".join(filter(None, names))
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return os.strerror(error.errno)
    return ""
