"""Each opening of a case's data, its entry in the log, and asking for a name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balarea.applications.access_rules import NAME_HOURS
from balarea.applications.operations import access_names
from balarea.applications.presenters import openings as presenters
from balarea.applications.queries import access_requests
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_http_methods
from balarea.vault import queries as vault

PAGE = 40


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest, case: UUID) -> HttpResponse:
    """Every single opening by others, newest first; by POST ask for a name."""
    application = case_pages.application_of(request, case)
    session, at = auth.require_citizen_session(request), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        access = _uuid(request.POST.get("access", ""))
        if access is None:
            raise NotFound
        try:
            access_names.ask_name(
                case=case, access=access, owners=session.owners, by=session.actor, at=at
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(f"{request.path}#a{access}")
    before = _uuid(request.GET.get("sebelum", ""))
    rows = vault.openings([case], today=clock.today(at), before=before, limit=PAGE + 1)
    requests = access_requests.names_of_cases([case])
    names = access_names.open_names(case=case, rows=requests, by=session.actor, at=at)
    sealed = receipt_proofs.published({row.entry for row in rows if row.entry})
    definition = catalogue.definition(application.definition)
    context = {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "rows": presenters.openings(rows[:PAGE], requests, names, sealed, at),
        "hours": int(NAME_HOURS.total_seconds() // 3600),
        "refusal": refusal,
        "is_first": before is None,
        "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
    }
    page = "applications/citizen/openings.html"
    status = refusal.status if refusal else 200
    return render(request, page, context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
