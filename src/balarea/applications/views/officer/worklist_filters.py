"""The filter of the worklist: in the address, saved, remembered for next cases."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.operations import worklist_filters
from balarea.applications.presenters import assignments, officer
from balarea.applications.presenters import worklist_filters as presenters
from balarea.applications.rules import QUEUES, Share
from balarea.applications.worklist_rules import MAX_NAME, DueBy, WorklistFilter
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.queries import Scope
from balarea.ui.http_methods import require_http_methods, require_POST

_REMEMBERED = "worklist"  # the key of the session: the query of the filter shown last


def read(words: QueryDict, scope: Scope, share: Share) -> WorklistFilter | None:
    """The filter that an address names; None if it names no queue of this officer.

    `share` stands for a word that is missing or none of ours.
    """
    queue = words.get("antrean", "")
    if queue not in QUEUES or queue not in scope.actions:
        return None
    service = words.get("layanan", "")
    return WorklistFilter(
        queue,
        assignments.SHARE_OF_WORD.get(words.get("milik", ""), share),
        service if service in queries.services_in(scope, queue) else "",
        presenters.DUE_BY_WORD.get(words.get("tempo", ""), DueBy.ANY),
    )


def start(scope: Scope) -> WorklistFilter | None:
    """The saved filter with which the worklist opens, while its queue is one's own."""
    rows = [row for row in queries.saved_filters(scope) if row.is_start]
    if not rows or rows[0].queue not in scope.actions:
        return None
    return queries.filter_of(rows[0])


def remember(request: HttpRequest, chosen: WorklistFilter | None) -> None:
    """Remember what the worklist shows, for the case after a step; None forgets it."""
    query = presenters.query(chosen) if chosen else ""
    if request.session.get(_REMEMBERED, "") != query:
        request.session[_REMEMBERED] = query


def remembered(request: HttpRequest) -> WorklistFilter | None:
    """What the worklist showed last in this browser, if it was filtered."""
    query = request.session.get(_REMEMBERED, "")
    scope = auth.require_officer_session(request).scope
    return read(QueryDict(query), scope, Share.ALL) if query else None


def context(scope: Scope, shown: WorklistFilter) -> dict[str, object]:
    """What the worklist's page needs: the filter that it shows, and those saved."""
    saved = [presenters.saved_link(row, shown) for row in queries.saved_filters(scope)]
    titles = catalogue.titles(get_language() or "")
    return {
        "filter_words": presenters.words(shown),
        "share_word": assignments.SHARES[shown.share][0],
        "is_part": shown != WorklistFilter(shown.queue),
        "filtered_service": titles[shown.service] if shown.service else "",
        "filtered_due": presenters.DUE_BY[shown.due_by][1]
        if shown.due_by != DueBy.ANY
        else "",
        "unfiltered": presenters.address(WorklistFilter(shown.queue, shown.share)),
        "saved_tabs": [one.tab for one in saved],
    }


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def filters(request: HttpRequest) -> HttpResponse:
    """Choose a filter of the worklist, save it, and the saved ones."""
    session = auth.require_officer_session(request)
    words = request.POST if request.method == "POST" else request.GET
    chosen = read(words, session.scope, queries.share_of(session.scope))
    if chosen is None:
        raise NotFound
    if request.method != "POST":
        return _show(request, session.scope, chosen)
    try:
        worklist_filters.save_filter(
            name=words.get("name", ""),
            chosen=chosen,
            is_start=words.get("is_start") == "YES",
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show(request, session.scope, chosen, refusal)
    messages.success(request, _("The filter is saved."))
    return redirect(presenters.address(chosen))


def _show(
    request: HttpRequest,
    scope: Scope,
    chosen: WorklistFilter,
    refusal: Refusal | None = None,
) -> HttpResponse:
    titles = catalogue.titles(get_language() or "")
    services = queries.services_in(scope, chosen.queue)
    shares = [(word, str(label)) for word, label in assignments.SHARES.values()]
    queues = [
        (queue, str(label))
        for queue, label in officer.QUEUES.items()
        if queue in QUEUES and queue in scope.actions
    ]
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "chosen": chosen,
        "queues": queues,
        "shares": shares,
        "share": assignments.SHARES[chosen.share][0],
        "services": presenters.service_options(services, titles),
        "due": presenters.DUE_BY[chosen.due_by][0],
        "due_options": presenters.due_options(),
        "back": presenters.address(chosen),
        "words": presenters.words(chosen),
        "described": presenters.described(chosen, titles),
        "saved": [
            presenters.saved_link(row, chosen) for row in queries.saved_filters(scope)
        ],
        "max_name": MAX_NAME,
        "name": request.POST.get("name", "") if refusal else "",
        "fault": f"{refusal.why} {refusal.then}" if refusal else "",
    }
    code = refusal.status if refusal else 200
    return render(
        request, "applications/officer/worklist_filters.html", context, status=code
    )


@duplicate_submissions.once
@require_POST
@never_cache
@auth.officer_required
def change(request: HttpRequest, saved: UUID) -> HttpResponse:
    """Remove a saved filter, or choose whether the worklist opens with it."""
    session, action = auth.require_officer_session(request), request.POST.get("action")
    scope, by, at = session.scope, session.actor, clock.of(request)
    if action == "remove":
        worklist_filters.remove_filter(id=saved, scope=scope, by=by, at=at)
        messages.success(request, _("The filter is removed."))
    elif action in {"start", "no_start"}:
        is_start = action == "start"
        worklist_filters.choose_start(
            id=saved, is_start=is_start, scope=scope, by=by, at=at
        )
        yes, no = _("Your worklist opens with it."), _("Your worklist opens as usual.")
        messages.success(request, yes if is_start else no)
    else:
        raise NotFound
    return redirect("applications:worklist")
