"""Several cases of one simple service, granted together after each was opened."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.operations import deciding_together
from balarea.applications.operations.deciding_together import Result
from balarea.applications.presenters import deciding_together as presenters
from balarea.applications.rules import MAX_TEXT, MAX_TOGETHER, MIN_LETTERS
from balarea.applications.views.officer import acting
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, ids
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.presenters import recorded_office
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods

_TEMPLATE = "applications/officer/deciding_together.html"


@duplicate_submissions.once_with_page
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_together(request: HttpRequest) -> HttpResponse:
    """The services that allow it, the cases of one, or the outcome of a POST."""
    session = auth.require_officer_session(request)
    if Action.DECIDE not in session.scope.actions:
        raise NotPermitted
    services = queries.simple_services(session.scope)
    service = request.GET.get("layanan", "")
    if request.method != "POST":
        if service not in services:
            return _choose(request, session, services)
        return _list(request, session, service)
    if service not in catalogue.titles(get_language() or ""):
        raise NotFound
    try:
        results = deciding_together.grant_each(
            revisions=_ticked(request.POST),
            reasons=request.POST.get("reasons", ""),
            key=request.POST.get(duplicate_submissions.FIELD, "") or str(ids.uuid7()),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _list(request, session, service, refusal)
    return _results(request, session, service, results)


def _ticked(form: QueryDict) -> dict[UUID, int]:
    """The ticked cases with the revision that the page showed.

    Raises:
        errors.SeenUnknown: one has no revision.
        NotFound: one is no case.
    """
    ticked: dict[UUID, int] = {}
    for text in form.getlist("case"):
        try:
            case = UUID(text)
        except ValueError:
            raise NotFound from None
        ticked[case] = acting.number(form.get(f"revision-{text}", ""))
    return ticked


def _officer(session: auth.OfficerSession) -> dict[str, object]:
    return {
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
    }


def _choose(
    request: HttpRequest, session: auth.OfficerSession, services: dict[str, int]
) -> HttpResponse:
    titles = catalogue.titles(get_language() or "")
    here = reverse("applications:decide_together")
    rows = [
        (f"{here}?layanan={code}", titles[code], count)
        for code, count in services.items()
    ]
    return render(request, _TEMPLATE, _officer(session) | {"services": rows})


def _list(
    request: HttpRequest,
    session: auth.OfficerSession,
    service: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Its cases: what may be granted now, and what is to be opened first."""
    today, overrides = clock.today(clock.of(request)), calendar.overrides()
    items = queries.candidates(session.scope, service)
    rows = [presenters.candidate_row(item, today, overrides) for item in items]
    ready = [row for row in rows if not row.why_not]
    waiting = [row for row in rows if row.why_not]
    context = _officer(session) | {
        "service": service,
        "title": catalogue.titles(get_language() or "")[service],
        "ready": ready[:MAX_TOGETHER],
        "waiting": waiting,
        "max_together": MAX_TOGETHER,
        "max_text": MAX_TEXT,
        "min_letters": MIN_LETTERS,
        "key": ids.uuid7(),
        "ticked": request.POST.getlist("case") if refusal else [],
        "reasons": request.POST.get("reasons", "") if refusal else "",
        "refusal": refusal,
        "text_fault": _at_the_text(refusal),
    }
    code = refusal.status if refusal else 200
    return render(request, _TEMPLATE, context, status=code)


def _at_the_text(refusal: Refusal | None) -> str:
    """What is wrong with the text, beside its field."""
    is_text = isinstance(refusal, errors.TextTooLong)
    return f"{refusal.why} {refusal.then}" if refusal and is_text else ""


def _results(
    request: HttpRequest,
    session: auth.OfficerSession,
    service: str,
    results: list[Result],
) -> HttpResponse:
    """What became of each case, those that were not granted first."""
    rows = [_result(session, one) for one in results]
    context = _officer(session) | {
        "service": service,
        "title": catalogue.titles(get_language() or "")[service],
        "results": sorted(rows, key=lambda row: row.is_granted),
        "granted": sum(row.is_granted for row in rows),
    }
    return render(request, _TEMPLATE, context)


def _result(session: auth.OfficerSession, result: Result) -> presenters.ResultRow:
    """With who took its last step, where a colleague was first."""
    try:
        application = queries.case_in_reach(result.case, session.scope)
    except errors.Excluded:
        application = None
    changes = queries.changes(application) if application and result.refusal else []
    last = changes[-1] if changes else None
    office = recorded_office(last) if last else ""
    return presenters.result_row(application, result.refusal, last, office)
