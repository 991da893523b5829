"""The public log: no account needed, nothing personal in it."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.transparency import queries
from balarea.transparency.presenters import charts, filters, lines, live, tables
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_safe

PAGE = 50
FIRST_PAGE = 20  # entries below what the first page says of the log
DAY = dt.timedelta(days=1)
CSV_ROWS = 50_000  # of one download; a `Link` header leads to the next


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """A page of the log, newest first; steps of power unless others are requested.

    The first page says what the log is, with charts. By `nomor` it leads to one entry.
    """
    number = request.GET.get("nomor", "").strip()[:60]
    if number and (entry_id := _entry_id(number)) is not None:
        return redirect("transparency:entry", entry_id)
    before = _uuid(request.GET.get("sebelum", ""))
    log_filter = filters.parse(request.GET)
    page = FIRST_PAGE if _is_plain(request) else PAGE
    entries = queries.latest(
        limit=page + 1, before=before, criteria=log_filter.criteria
    )
    at = clock.of(request)
    context = {
        **(_introduction(at) if _is_plain(request) else {}),
        "number": number,
        "number_error": _("The log has no entry with this number.") if number else "",
        "lines": [lines.line(entry) for entry in entries[:page]],
        "before": (last := entries[page - 1].id if len(entries) > page else None),
        "earlier": log_filter.query(sebelum=str(last)) if last else "",
        "is_first": before is None,
        "log_filter": log_filter,
        "groups": filters.groups(),
        "kinds": filters.kinds(),
        "agencies": filters.agencies(),
        "total": queries.size_estimate(),
        "is_empty": not entries and queries.is_empty(),
        "today": queries.count_since(at - DAY),
    }
    response = render(request, "transparency/log.html", context)
    response.headers["Cache-Control"] = "public, max-age=30"
    return response


def _is_plain(request: HttpRequest) -> bool:
    """Whether the page is the beginning: nothing is filtered, and no later page."""
    return not set(request.GET) & {"jenis", "instansi", "hari", "sebelum"}


def _introduction(at: dt.datetime) -> dict[str, Any]:
    """What the first page says besides the newest steps."""
    today = clock.today(at)
    minute = at.replace(second=0, microsecond=0)
    counts = queries.counts_by_day(today, charts.DAYS, minute)
    return {
        "charts": charts.charts(counts, today),
        "yesterday": today - DAY,
        "live": live.live(),
        "is_demo": settings.BALAREA_DEMO,
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _entry_id(number: str) -> UUID | None:
    """The id of the entry with this number, as typed; None if there is none."""
    entry_id = _uuid(number)
    if entry_id is None or queries.entry(entry_id) is None:
        return None
    return entry_id


@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One entry, in words and as it is stored, and its place in the log."""
    row = queries.entry(entry)
    if row is None:
        raise NotFound
    context = {
        "line": lines.line(row),
        "entry": row,
        "code": row.type,
        "place": live.place_of(row),
        "has_log": live.live() is not None,
    }
    response = render(request, "transparency/entry.html", context)
    response.headers["Cache-Control"] = "public, max-age=5"
    return response


@require_safe
def entry_proof(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The proof that an entry is in the published log (C2SP tlog-proof).

    Raises:
        NotFound: there is no such entry, or it isn't published yet.
    """
    text = receipt_proofs.receipt_of(entry)
    if text is None:
        raise NotFound
    response = _text(text.decode(), f"{entry}.tlog-proof")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def log_keys(request: HttpRequest) -> HttpResponse:
    """The log's verifier keys, one a line (C2SP signed-note)."""
    keys = queries.log_keys()
    if not keys:
        raise NotFound
    return _text("".join(f"{key}\n" for key in keys), "kunci.txt")


def _text(text: str, name: str) -> HttpResponse:
    """A public text file, which other sites may read too."""
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=30"
    return response


@require_safe
def entries_csv(request: HttpRequest) -> HttpResponse:
    """The entries of a day (`hari`) as CSV; further ones behind the `Link` header."""
    day = filters.parse(request.GET).criteria.day
    if day is None:
        raise NotFound
    after = _uuid(request.GET.get("sesudah", ""))
    rows = queries.entries_of(day, after=after, limit=CSV_ROWS + 1)
    body = tables.csv_file(rows[:CSV_ROWS])
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f'attachment; filename="entri-{day.isoformat()}.csv"'
    response.headers["Content-Disposition"] = name
    response.headers["Cache-Control"] = "public, max-age=30"
    if len(rows) > CSV_ROWS:
        more = urlencode({"hari": day.isoformat(), "sesudah": rows[CSV_ROWS - 1].id})
        address = f"{reverse('transparency:entries_csv')}?{more}"
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


@require_safe
def witness_guide(request: HttpRequest) -> HttpResponse:
    """How another office becomes a witness of the log."""
    response = render(request, "transparency/witness_guide.html", {"live": live.live()})
    response.headers["Cache-Control"] = "public, max-age=30"
    return response
