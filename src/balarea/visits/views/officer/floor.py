"""The manager's live floor: queues, waits, desks, what was promised and kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.queries import Scope, managers
from balarea.people.rules import Action
from balarea.ui.http_methods import require_POST, require_safe
from balarea.visits import closed_words
from balarea.visits.operations import closing
from balarea.visits.presenters import floor as presenter
from balarea.visits.presenters import kiosk_list
from balarea.visits.queries import floor, floor_attention, kiosks, places

if TYPE_CHECKING:
    from balarea.people.models import Site


@never_cache
@auth.officer_required
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The floor of a building, for who manages or oversees agencies in it."""
    return _show(request)


def seen(scope: Scope) -> frozenset[str] | None:
    """The agencies whose floor an officer sees; None: all.

    Raises:
        NotPermitted: they neither manage nor oversee any.
    """
    managed = managers.managed(scope)
    overseen = frozenset(scope.reach(Action.OVERSEE))
    if managed is None or settings.BALAREA_MALL.operator in overseen:
        return None
    if not managed | overseen:
        raise NotPermitted
    return managed | overseen


def _site(request: HttpRequest) -> "Site":
    return places.site(request.GET.get("gedung", "") or request.POST.get("site", ""))


def _show(
    request: HttpRequest, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    session, at = auth.require_officer_session(request), clock.of(request)
    scope = session.scope
    agencies = seen(scope)
    officer = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    if not places.has_queues():
        return render(request, "visits/officer/no_queues.html", officer)
    site = _site(request)
    queues = floor.queues(site, agencies, at)
    desks = floor.desks(site, queues, agencies)
    rows = [presenter.queue_row(one) for one in queues]
    cells = [presenter.desk_cell(one) for one in desks]
    managed = managers.managed(scope)
    context: dict[str, Any] = officer | {
        "refusal": refusal,
        "site": site,
        "sites": places.sites(),
        "at": at,
        "rows": rows,
        "busy": [row for row in rows if not row.is_quiet],
        "quiet": [row for row in rows if row.is_quiet],
        "bad": [row for row in rows if row.is_bad],
        "desks": cells,
        "journeys": floor_attention.journeys(site, agencies, at),
        "chart": presenter.chart(rows),
        "kiosks": [kiosk_list.row(one, at) for one in kiosks.kiosks(site)],
        "may_manage": managed is None or bool(managed),
        "may_announce": managed is None,
        "stop_reasons": closed_words.STOP_REASONS.items(),
    }
    return render(request, "visits/officer/floor.html", context, status=status)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One step of a manager; what is refused is said on the same page."""
    seen(auth.require_officer_session(request).scope)
    step = STEPS.get(request.POST.get("do", ""))
    if step is None:
        raise NotFound
    try:
        step(request)
    except Refusal as refusal:
        return _show(request, refusal, refusal.status)
    return redirect(f"{reverse('visits:floor')}?gedung={_site(request).code}")


def _own(request: HttpRequest) -> dict[str, Any]:
    session = auth.require_officer_session(request)
    return {"scope": session.scope, "by": session.actor, "at": clock.of(request)}


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None


def _stop(request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    if reason not in closed_words.STOP_REASONS:
        raise NotFound
    queue = places.queue(_id(request, "queue"))
    closing.stop_numbers(queue=queue, reason=reason, **_own(request))


def _allow(request: HttpRequest) -> None:
    queue = places.queue(_id(request, "queue"))
    closing.allow_numbers(queue=queue, **_own(request))


def _close_desk(request: HttpRequest) -> None:
    closing.close_desk(session=_id(request, "session"), **_own(request))


STEPS: dict[str, Callable[[HttpRequest], None]] = {
    "stop": _stop,
    "allow": _allow,
    "close_desk": _close_desk,
}
