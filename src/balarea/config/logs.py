"""Log lines with declared fields only: nothing that people typed or own gets in.

A message is told when it stands in the source as it is, without what was filled in;
else the line says where it was logged. The same holds for messages of exceptions. An
address is told as its pattern, a job by its name and number, a case by its id.
"""

import datetime as dt
import http
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Any, TypeGuard
from uuid import UUID

import psycopg
import structlog
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from structlog.typing import EventDict, Processor, WrappedLogger

from balarea.foundation import ids
from balarea.foundation.errors import Refusal

# Nothing else is ever written, whatever a library hangs onto its record.
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
UNTOLD = "(not told: it may hold data)"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
DEEPEST = 40  # frames of one exception; an endless recursion has a thousand


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """One line of JSON a record; on a terminal, lines that people read."""
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        plain = structlog.dev.plain_traceback  # what `exception` already is
        render = structlog.dev.ConsoleRenderer(exception_formatter=plain)
    return structlog.stdlib.ProcessorFormatter(
        processors=[declared, render], use_get_message=False
    )


def declared(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The declared fields of a record, made anew; what came with it is left behind."""
    record: logging.LogRecord = event["_record"]
    told: dict[str, object] = {
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
        told["exception"] = "\n".join(_exception(info[1], set()))
    return {field: told[field] for field in FIELDS if field in told}


def _event(record: logging.LogRecord) -> str:
    status = getattr(record, "status_code", None)
    if isinstance(status, int) and status in http.HTTPStatus:
        return http.HTTPStatus(status).phrase
    action = getattr(record, "action", None)
    if record.name.startswith("procrastinate.") and isinstance(action, str):
        return action  # from its closed list; its sentences hold what jobs were given
    frame: FrameType | None = sys._getframe()
    while frame and not _logs(frame, record):
        frame = frame.f_back
    if frame and _is_literal(record.msg, frame):
        return PLACEHOLDER.sub("…", record.msg)
    return UNTOLD


def _is_literal(text: object, frame: FrameType) -> TypeGuard[str]:
    """Whether it stands in the running function as it is."""
    return isinstance(text, str) and text in frame.f_code.co_consts


def _logs(frame: FrameType, record: logging.LogRecord) -> bool:
    place = (frame.f_code.co_filename, frame.f_lineno)
    return place == (record.pathname, record.lineno)


def _of_request(record: logging.LogRecord) -> dict[str, object]:
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return {}
    status = getattr(record, "status_code", None)
    method = str(request.method)
    return {
        "request": request.__dict__.setdefault("_logged_as", ids.uuid7().hex),
        "method": method if method in http.HTTPMethod else UNTOLD,
        "route": _route(request),
        "status": status if isinstance(status, int) else None,
    }


def _route(request: HttpRequest) -> str:
    """`/lacak/<str:reference>/<str:secret>/`; never what stands in those places."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return "(no such address)"
    return f"/{match.route}"


def _of_job(record: logging.LogRecord) -> dict[str, object]:
    """What procrastinate says of a job, its arguments left out."""
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


class FailedTries(logging.Filter):
    """Every failed try of a job is an error, also where another try follows.

    Procrastinate tells those among its news, which nobody reads: a job that fails each
    hour for ever would never be heard of.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "action", None) == "job_error_retry":
            record.levelno, record.levelname = logging.ERROR, "ERROR"
        return record.levelno >= logging.WARNING


def tell_failed_tries() -> None:
    """Hear how jobs end, and pass on what went wrong.

    Outcomes are told by the module's logger, and what the worker does meanwhile by one
    below it, of the worker's name; ours has the usual one.
    """
    worker = logging.getLogger("procrastinate.worker")
    worker.setLevel(logging.INFO)
    worker.getChild("worker").setLevel(logging.WARNING)
    if not any(isinstance(known, FailedTries) for known in worker.filters):
        worker.addFilter(FailedTries())


def _exception(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Type, what may be told of it, and file and line of each frame; then its cause."""
    seen.add(id(error))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    frames = list(traceback.walk_tb(error.__traceback__))
    yield ": ".join(filter(None, (name, _hint(error, frames))))
    for frame, line in frames[-DEEPEST:]:
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
    context = None if error.__suppress_context__ else error.__context__
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__ or context, *inner):
        if other is not None and id(other) not in seen:
            lines = _exception(other, seen)
            yield f"from {next(lines)}"
            yield from lines


def _hint(error: BaseException, frames: list[tuple[FrameType, int]]) -> str:
    """What comes from a closed list or from the source, never what was filled in."""
    if isinstance(error, Refusal):
        return error.code
    if isinstance(error, psycopg.Error):
        diagnosis = error.diag
        found = (error.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
        return ", ".join(filter(None, found))
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return os.strerror(error.errno)
    text = error.args[0] if len(error.args) == 1 else None
    return text if frames and _is_literal(text, frames[-1][0]) else ""
