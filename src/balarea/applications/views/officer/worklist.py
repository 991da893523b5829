"""An officer's worklist: open applications, the most urgent first."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.operations import nik_lookup
from balarea.applications.presenters import assignments, talk
from balarea.applications.presenters import officer as presenters
from balarea.applications.presenters import worklist as rows
from balarea.applications.presenters import worklist_filters as filters
from balarea.applications.queries import talk as talk_queries
from balarea.applications.rules import OUTSIDE, QUEUES, Share
from balarea.applications.views.officer import assigning, worklist_filters
from balarea.applications.worklist_rules import WorklistFilter
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.queries import Scope
from balarea.people.rules import CASE_ACTIONS, Action
from balarea.ui.http_methods import require_POST, require_safe

if TYPE_CHECKING:
    from balarea.applications import models

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
    if count := talk_queries.unanswered_count(scope, queries.COUNT_CAP):
        address = reverse("applications:questions")
        tabs.append((address, gettext("Questions of citizens"), _counted(count), False))
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
    chosen = None if request.GET else worklist_filters.start(scope)
    if chosen is not None:
        return _show(request, scope, chosen.queue, chosen)
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


def _usual(saved: "models.WorklistPreference | None", queue: str) -> WorklistFilter:
    """What a queue shows where the address says no more."""
    return WorklistFilter(queue, Share(saved.share) if saved else Share.ALL)


def _filter(
    request: HttpRequest, scope: Scope, usual: WorklistFilter
) -> WorklistFilter:
    """The filter of the address, in the queue of the usual one."""
    if usual.queue not in QUEUES:
        return WorklistFilter(usual.queue)
    words = request.GET.copy()
    words["antrean"] = usual.queue
    return worklist_filters.read(words, scope, usual.share) or usual


def _show(
    request: HttpRequest,
    scope: Scope,
    queue: str,
    chosen: WorklistFilter | None = None,
) -> HttpResponse:
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
        chosen = chosen or _filter(request, scope, _usual(saved, queue))
        is_usual = not request.GET and chosen == _usual(saved, queue)
        worklist_filters.remember(request, None if is_usual else chosen)
        items = queries.worklist(
            scope,
            queue,
            share=chosen.share,
            service=chosen.service,
            until=chosen.until(clock.today(clock.of(request))),
            after=after,
            limit=queries.PAGE + 1,
        )
        context |= {
            "rows": _rows(scope, items[: queries.PAGE], clock.of(request)),
            **(worklist_filters.context(scope, chosen) if queue in QUEUES else {}),
            "filter_query": filters.query(chosen),
            "share_tabs": assigning.share_tabs(chosen) if queue in QUEUES else (),
            "opens_next": saved is not None and saved.opens_next,
            "queue": queue,
            "is_outside": queue in OUTSIDE,
            "offers_together": queue == Action.DECIDE
            and any(_is_simple(item.service) for item in items),
            "queue_name": presenters.QUEUES[queue],
            "is_first": after == queries.FIRST,
            "next": items[queries.PAGE - 1] if len(items) > queries.PAGE else None,
        }
    return render(request, "applications/officer/worklist.html", context)


def _is_simple(service: str) -> bool:
    """Whether several cases of a service may be granted together."""
    return engine.may_decide_together(catalogue.current(service))


def _rows(
    scope: Scope, items: list[queries.WorkItem], at: dt.datetime
) -> list[rows.Row]:
    today, overrides = clock.today(at), calendar.overrides()
    titles = catalogue.titles(get_language() or "")
    handling = {item.handler for item in items if item.handler is not None}
    officers = people.officers_by_id(handling) if handling else []
    absent = people.absent_on(today, handling) if handling else {}
    handlers = assignments.handlers(officers, scope.officer.id, absent)
    questions = {
        case: talk.waiting_words(clock.today(since), today)
        for case, since in talk_queries.waiting_since([one.id for one in items]).items()
    }
    return [
        rows.row(item, titles[item.service], today, overrides, handlers, questions)
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
    if not scope.actions & CASE_ACTIONS:
        raise NotPermitted
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
