"""Refusals while the database accepts no writes, because its disk is full."""

import psycopg
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from balarea.config.middleware import ExceptionMiddleware, refusal_response
from balarea.foundation.errors import Refusal

RETRY_AFTER = 300  # seconds; an administrator must free disk space first


class DatabaseReadOnly(Refusal):
    code = "TAKES_NOTHING_IN"
    reason = _("The mall can be read at this moment, but takes nothing in.")
    next_step = _("Keep what you have typed, and send it again in some minutes.")
    status = 503


class ReadOnlyDatabaseMiddleware(ExceptionMiddleware):
    """Respond to a write that the database refused as read-only; others pass."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not _is_refused_write(exception):
            return None
        response = refusal_response(request, DatabaseReadOnly())
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response


def _is_refused_write(exception: BaseException | None) -> bool:
    """Whether the database refused to write, here or in what this came from."""
    while exception:
        if isinstance(exception, psycopg.errors.ReadOnlySqlTransaction):
            return True
        exception = exception.__cause__ or exception.__context__
    return False
