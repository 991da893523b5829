"""An officer's worklist: what waits, the most urgent first."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from balarea.applications import queries
from balarea.applications.operations import looking
from balarea.applications.presenters import officer as presenters
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.people import doors, repeats
from balarea.people.queries import Scope
from balarea.people.rules import Action

QUEUES = tuple(presenters.QUEUES)


def _queue(scope: Scope, wanted: str) -> Action | None:
    """The queue that was asked for, else the first that the officer has."""
    own = [queue for queue in QUEUES if queue in scope.actions]
    if wanted in own:
        return Action(wanted)
    return own[0] if own else None


def _place(text: str) -> queries.Place:
    """Where a page of the worklist goes on; anything unreadable is the beginning."""
    day, _, item = text.partition(",")
    try:
        return dt.date.fromisoformat(day), UUID(item)
    except ValueError:
        return queries.FIRST


def _context(scope: Scope, queue: Action | None) -> dict[str, object]:
    tabs = []
    for action in QUEUES:
        if action in scope.actions:
            count = queries.waiting(scope, action)
            shown = f"{count}" if count < queries.COUNT_CAP else f"{count}+"
            address = f"{reverse('applications:worklist')}?antrean={action}"
            is_here = action == queue
            tabs.append((address, presenters.QUEUES[action], shown, is_here))
    return {
        "tabs": tabs,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }


@require_GET
@never_cache
@doors.officer_required
def worklist(request: HttpRequest, queue: str = "") -> HttpResponse:
    """One queue, a page at a time, at the same cost however many applications wait."""
    scope = doors.the_desk(request).scope
    action = _queue(scope, queue or request.GET.get("antrean", ""))
    if action is None and Action.OVERSEE in scope.actions:
        return redirect("applications:figures")
    context = _context(scope, action)
    if action is not None:
        after = _place(request.GET.get("sesudah", ""))
        found = queries.worklist(scope, action, after=after, limit=queries.PAGE + 1)
        context |= {
            "rows": _rows(found[: queries.PAGE]),
            "queue": action,
            "is_first": after == queries.FIRST,
            "next": found[queries.PAGE - 1] if len(found) > queries.PAGE else None,
        }
    return render(request, "applications/officer/worklist.html", context)


def _rows(items: list[queries.WorkItem]) -> list[presenters.Row]:
    today = clock.today(clock.now())
    titles = catalogue.titles(get_language() or "")
    return [presenters.row(item, titles[item.service], today) for item in items]


@repeats.same("it looks up and changes nothing")
@require_POST
@never_cache
@doors.officer_required
def search(request: HttpRequest) -> HttpResponse:
    """Find by reference or NIK; by POST, so that neither stands in an address."""
    desk = doors.the_desk(request)
    scope = desk.scope
    text = request.POST.get("q", "").strip()
    application = queries.find(scope, text)
    if application is not None:
        return redirect("applications:desk_case", case=application.id)
    items = looking.find_by_nik(scope=scope, nik=text, by=desk.actor, at=clock.now())
    context = _context(scope, None) | {
        "rows": _rows(items),
        "is_search": True,
        "ask_again": {"q": text},  # for the same in the other language
    }
    return render(request, "applications/officer/worklist.html", context)
