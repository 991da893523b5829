"""What stands beside a visit's page: the order, a calendar file, text, offline."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.transparency import queries as transparency
from balarea.transparency.presenters import lines
from balarea.ui import desks
from balarea.ui.http_methods import require_safe
from balarea.visits.presenters import appointments, visit_files
from balarea.visits.presenters import order as presenters
from balarea.visits.presenters import steps as step_presenters
from balarea.visits.queries import order as queries
from balarea.visits.queries import tickets
from balarea.visits.views.phone import private


@private.uncached
@require_safe
def order(request: HttpRequest, token: str, ticket: UUID) -> HttpResponse:
    """Who was called before this number, and by which rule."""
    visit = tickets.visit_of_token(token)
    row = tickets.ticket(ticket)
    if row.visit_id != visit.id:
        raise NotFound
    entries = transparency.entries_about(visit.id, limit=queries.SHOWN)
    context = {
        "token": token,
        "row": row,
        "priority": step_presenters.priority_word(row.priority),
        "before": presenters.rows(queries.before(row)),
        "bound": step_presenters.bound(row.queue),
        "entries": [lines.line(entry) for entry in entries],
        "most": queries.SHOWN,
    }
    return render(request, "visits/phone/order.html", context)


@private.uncached
@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    """A text to copy or send, without the page's address."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    context = {
        "token": token,
        "steps": [one for one in step_presenters.steps(visit, at) if one.is_open],
        "booking": appointments.shown(visit, at),
        "at": at,
        "mall": desks.mall(),
    }
    return render(
        request,
        "visits/phone/share.txt",
        context,
        content_type="text/plain; charset=utf-8",
    )


@private.uncached
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment as a calendar file."""
    visit, at = tickets.visit_of_token(token), clock.of(request)
    booking = appointments.shown(visit, at)
    if booking is None:
        raise NotFound
    mall = settings.BALAREA_MALL
    content = visit_files.calendar(
        booking,
        uid=f"{visit.id}@{request.get_host()}",
        title=_("Appointment: %(queue)s") % {"queue": booking.queue},
        location=f"{mall.short_name.of(get_language() or '')}, {mall.address}",
        now=at,
    )
    name = _("appointment")
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(content, "text/calendar; charset=utf-8", headers=headers)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of visits' pages; its scope is `/antrean/`."""
    response = render(request, "visits/phone/worker.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page that the service worker fills in while there is no network."""
    response = render(request, "visits/phone/offline.html")
    response["Cache-Control"] = "no-cache"
    return response
