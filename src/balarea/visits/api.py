"""Kiosks' programs: `/api/v1/kiosks/CODE/…`. Each request is signed by the kiosk's key.

Nothing here is for the public, so it isn't described in the open interface.
"""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from balarea.foundation import clock, problems
from balarea.foundation.errors import NotFound
from balarea.visits import errors, kiosk_requests
from balarea.visits.kiosk_rules import PrintState
from balarea.visits.operations import kiosks as operations
from balarea.visits.operations import leasing, printing
from balarea.visits.presenters import kiosk_catalogue, kiosk_ticket
from balarea.visits.queries import kiosks, places

router = Router(tags=["kiosks"])
LINES = 100  # of a kiosk's ticket file, in one request
LEASES = 200  # queues in one request


class Report(Schema):
    printer: str = Field(max_length=10)
    paper: str = Field(max_length=10)


class LeaseRequest(Schema):
    queue: str = Field(max_length=20)
    id: UUID


class Leases(Schema):
    leases: list[LeaseRequest] = Field(max_length=LEASES)


class Lines(Schema):
    lines: list[dict[str, Any]] = Field(max_length=LINES)


class Print(Schema):
    state: PrintState


def _signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only the kiosk in that the address names, and cache nothing."""

    @functools.wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at = clock.of(request)
        try:
            kiosk = kiosks.signer(kiosk_requests.signed_request(request), at)
        except errors.StaleRequest as refusal:
            content = problems.problem(refusal) | {"time": int(at.timestamp())}
            return JsonResponse(content, status=refusal.status)
        if kiosk.code != kwargs.get("code"):
            raise errors.KioskUnknown
        request.__dict__["kiosk"] = kiosk
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return checked


def _kiosk(request: HttpRequest) -> Any:
    """The kiosk that signed the request."""
    return request.__dict__["kiosk"]


@router.post("/kiosks/{code}/report", include_in_schema=False)
@decorate_view(_signed)
def report(request: HttpRequest, code: str, content: Report) -> dict[str, Any]:
    """How the kiosk is. The answer has the mall's time and the catalogue's version."""
    at, kiosk = clock.of(request), _kiosk(request)
    operations.report(
        kiosk=kiosk,
        printer=content.printer,
        paper=content.paper,
        by=kiosks.actor(kiosk),
        at=at,
    )
    return {
        "time": int(at.timestamp()),
        "catalogue": kiosk_catalogue.version(kiosk.site),
    }


@router.get("/kiosks/{code}/catalogue", include_in_schema=False)
@decorate_view(_signed)
def catalogue(request: HttpRequest, code: str) -> dict[str, Any]:
    """Services, queues and sentences, with which the kiosk goes on by itself."""
    return kiosk_catalogue.catalogue(_kiosk(request).site, clock.of(request))


@router.post("/kiosks/{code}/leases", include_in_schema=False)
@decorate_view(_signed)
def lease(request: HttpRequest, code: str, content: Leases) -> dict[str, Any]:
    """Blocks of numbers for queues; one that is closed gets none."""
    at, kiosk = clock.of(request), _kiosk(request)
    queues = {row.code: row for row in places.queues(kiosk.site)}
    leases = []
    for one in content.leases:
        if (queue := queues.get(one.queue)) is None:
            continue
        row = leasing.lease(
            kiosk=kiosk,
            queue=queue,
            lease_id=one.id,
            by=kiosks.actor(kiosk),
            at=at,
        )
        if row is not None:
            leases.append(_lease(row, queue, code))
    return {"leases": leases}


def _lease(row: Any, queue: Any, code: str) -> dict[str, Any]:
    closes_at = kiosks.closes_at(queue, row.business_date)
    return {
        "id": row.id.hex,
        "queue": queue.code,
        "label": f"{queue.prefix}-{code}-",
        "first": row.first,
        "last": row.last,
        "business_date": row.business_date.isoformat(),
        "leased_at": int(row.leased_at.timestamp()),
        "issue_until": int(closes_at.timestamp()),
    }


@router.post("/kiosks/{code}/tickets", include_in_schema=False)
@decorate_view(_signed)
def upload(request: HttpRequest, code: str, content: Lines) -> dict[str, Any]:
    """Take over what the kiosk gave out by itself; twice changes nothing.

    A line that can't be taken over is answered with its reason and not sent again.
    """
    at, kiosk = clock.of(request), _kiosk(request)
    return {"outcomes": [_take_over(kiosk, line, at) for line in content.lines]}


def _take_over(kiosk: Any, line: dict[str, Any], at: dt.datetime) -> str:
    by = kiosks.actor(kiosk)
    if "printed" not in line:
        outcome = leasing.take_over(kiosk=kiosk, ticket=line, by=by, at=at)
        return str(outcome)
    try:
        printing.take_over(
            kiosk=kiosk,
            ticket=UUID(hex=str(line["printed"])[:32]),
            copy_no=int(line["copy"]),
            state=PrintState(line["state"]),
            by=by,
            at=at,
        )
    except (KeyError, ValueError, TypeError):
        return leasing.Outcome.UNREADABLE
    return leasing.Outcome.TAKEN_OVER


@router.get("/kiosks/{code}/prints", include_in_schema=False)
@decorate_view(_signed)
def prints(request: HttpRequest, code: str) -> dict[str, Any]:
    """What waits to be printed at this kiosk, as texts."""
    jobs = kiosks.queued_prints(_kiosk(request))
    return {
        "prints": [
            {
                "id": job.id.hex,
                "text": kiosk_ticket.texts(job.ticket, is_copy=job.copy_no > 0),
            }
            for job in jobs
        ]
    }


@router.post("/kiosks/{code}/prints/{job}", include_in_schema=False)
@decorate_view(_signed)
def set_print(
    request: HttpRequest, code: str, job: str, content: Print
) -> dict[str, str]:
    """The kiosk takes a print over (`SENT`), or says what became of it."""
    kiosk = _kiosk(request)
    try:
        job_id = UUID(hex=job)
    except ValueError:
        raise NotFound from None
    row = printing.set_state(
        job=job_id,
        kiosk=kiosk,
        state=content.state,
        by=kiosks.actor(kiosk),
        at=clock.of(request),
    )
    return {"state": row.state}
