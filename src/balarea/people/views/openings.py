"""Each opening of a citizen's contacts, its log entry, and asking for a name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, presenters
from balarea.people.name_rules import NAME_HOURS
from balarea.people.operations import name_requests as operations
from balarea.people.queries import name_requests
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_http_methods
from balarea.vault import queries as vault

PAGE = 40


@duplicate_submissions.once
@never_cache
@auth.citizen_required
@require_http_methods(["GET", "HEAD", "POST"])
def openings(request: HttpRequest) -> HttpResponse:
    """Each opening but the own and those of messages; by POST ask for a name."""
    session, at = auth.require_citizen_session(request), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        access = _uuid(request.POST.get("access", ""))
        if access is None:
            raise NotFound
        try:
            operations.ask_name(
                access=access, owners=session.owners, by=session.actor, at=at
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(f"{request.path}#a{access}")
    before = _uuid(request.GET.get("sebelum", ""))
    rows = vault.openings(
        session.owners, today=clock.today(at), before=before, limit=PAGE + 1
    )
    requests = name_requests.names_of(session.owners)
    names = operations.open_names(rows=requests, by=session.actor, at=at)
    sealed = receipt_proofs.published({row.entry for row in rows if row.entry})
    context = {
        "rows": presenters.openings(rows[:PAGE], requests, names, sealed, at),
        "hours": int(NAME_HOURS.total_seconds() // 3600),
        "refusal": refusal,
        "is_first": before is None,
        "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "people/openings.html", context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
