"""An officer's worklist: open applications, the most urgent first."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.operations import nik_lookup
from balarea.applications.presenters import assignments
from balarea.applications.presenters import officer as presenters
from balarea.applications.rules import OUTSIDE, QUEUES, Share
from balarea.applications.views.officer import assigning
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import CASE_ACTIONS, Action
from balarea.ui.http_methods import require_POST, require_safe

OWN = "OWN"


def _queues(scope: Scope) -> list[str]:
    """The queues of an officer, those that wait for the officer's action first."""
    outside = [*OUTSIDE, OWN] if scope.actions & CASE_ACTIONS else []
    return [one for one in presenters.QUEUES if one in scope.actions or one in outside]


def _first(scope: Scope) -> str:
    """The first queue with something for this officer to do, else the first."""
    queues = _queues(scope)
    own = [one for one in queues if one in scope.actions]
    waiting = (one for one in own if queries.waiting(scope, one))
    return next(waiting, next(iter(queues), ""))


def cursor(text: str) -> queries.Cursor:
    """The cursor after which a page begins; the start if the text is unreadable."""
    day, _, item = text.partition(",")
    try:
        return dt.date.fromisoformat(day), UUID(item)
    except ValueError:
        return queries.FIRST


def _context(scope: Scope, queue: str) -> dict[str, object]:
    tabs = [
        (
            f"{reverse('applications:worklist')}?antrean={one}",
            presenters.QUEUES[one],
            None if one == OWN else _counted(queries.waiting(scope, one)),
            one == queue,
        )
        for one in _queues(scope)
    ]
    if Action.DECIDE in scope.actions and (
        count := queries.awaited_review_count(scope, queries.COUNT_CAP)
    ):
        address = reverse("applications:reviews")
        tabs.append((address, gettext("To review"), _counted(count), False))
    return {
        "tabs": tabs,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }


def _counted(count: int) -> str:
    return f"{count}" if count < queries.COUNT_CAP else f"{count}+"


@require_safe
@never_cache
@auth.officer_required
def worklist(request: HttpRequest) -> HttpResponse:
    """One page of one queue, at a cost independent of the queue's length."""
    scope = auth.require_officer_session(request).scope
    queues, requested = _queues(scope), request.GET.get("antrean", "")
    if not queues and Action.OVERSEE in scope.actions:
        return redirect("applications:figures")
    if scope.actions == {Action.MANAGE}:
        return redirect("people:manager")
    if scope.actions == {Action.ASSIST}:
        return redirect("applications:villages")
    return _show(request, scope, requested if requested in queues else _first(scope))


@require_safe
@never_cache
@auth.officer_required
def decisions(request: HttpRequest) -> HttpResponse:
    """The queue of applications to decide."""
    scope = auth.require_officer_session(request).scope
    if Action.DECIDE not in scope.actions:
        raise NotPermitted
    return _show(request, scope, Action.DECIDE)


def _show(request: HttpRequest, scope: Scope, queue: str) -> HttpResponse:
    context = _context(scope, queue)
    if queue == OWN:
        context |= {
            "rows": _rows(scope, queries.last_of(scope), clock.of(request)),
            "is_own": True,
        }
    elif queue:
        after, saved = (
            cursor(request.GET.get("sesudah", "")),
            queries.preference(scope),
        )
        share = assigning.share_of(request, saved) if queue in QUEUES else Share.ALL
        items = queries.worklist(
            scope, queue, share=share, after=after, limit=queries.PAGE + 1
        )
        context |= {
            "rows": _rows(scope, items[: queries.PAGE], clock.of(request)),
            "share": assignments.SHARES[share][0],
            "share_tabs": assigning.share_tabs(queue, share) if queue in QUEUES else (),
            "opens_next": saved is not None and saved.opens_next,
            "queue": queue,
            "is_outside": queue in OUTSIDE,
            "queue_name": presenters.QUEUES[queue],
            "is_first": after == queries.FIRST,
            "next": items[queries.PAGE - 1] if len(items) > queries.PAGE else None,
        }
    return render(request, "applications/officer/worklist.html", context)


def _rows(
    scope: Scope, items: list[queries.WorkItem], at: dt.datetime
) -> list[presenters.Row]:
    today, overrides = clock.today(at), calendar.overrides()
    titles = catalogue.titles(get_language() or "")
    handling = {item.handler for item in items if item.handler is not None}
    officers = people.officers_by_id(handling) if handling else []
    absent = people.absent_on(today, handling) if handling else {}
    handlers = assignments.handlers(officers, scope.officer.id, absent)
    return [
        presenters.row(item, titles[item.service], today, overrides, handlers)
        for item in items
    ]


@require_safe
@never_cache
@auth.officer_required
def scanned(request: HttpRequest, reference: str) -> HttpResponse:
    """The case of the QR code that a citizen shows at the desk."""
    scope = auth.require_officer_session(request).scope
    application = queries.find(scope, reference)
    if application is None:
        raise NotFound
    return redirect("applications:desk_case", case=application.id)


@duplicate_submissions.idempotent("it looks up and changes nothing")
@require_POST
@never_cache
@auth.officer_required
def search(request: HttpRequest) -> HttpResponse:
    """Find by reference or NIK; by POST, to keep both out of addresses."""
    session = auth.require_officer_session(request)
    scope = session.scope
    text = request.POST.get("q", "").strip()
    application = queries.find(scope, text)
    if application is not None:
        return redirect("applications:desk_case", case=application.id)
    items = nik_lookup.find_by_nik(
        scope=scope, nik=text, by=session.actor, at=clock.of(request)
    )
    context = _context(scope, "") | {
        "rows": _rows(scope, items, clock.of(request)),
        "is_search": True,
        "ask_again": {"q": text},  # for the same in the other language
    }
    return render(request, "applications/officer/worklist.html", context)
