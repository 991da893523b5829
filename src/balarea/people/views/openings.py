"""Each opening of a citizen's contacts, with its entry in the public log."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.people import auth, presenters
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_safe
from balarea.vault import queries as vault

PAGE = 40


@never_cache
@auth.citizen_required
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """Each opening but the owner's own and those of messages, newest first."""
    owners = auth.require_citizen_session(request).owners
    try:
        before = UUID(request.GET.get("sebelum", ""))
    except ValueError:
        before = None
    today = clock.today(clock.of(request))
    rows = vault.openings(owners, today=today, before=before, limit=PAGE + 1)
    sealed = receipt_proofs.published({row.entry for row in rows if row.entry})
    context = {
        "rows": [presenters.opening(row, sealed) for row in rows[:PAGE]],
        "is_first": before is None,
        "older": rows[PAGE - 1].id if len(rows) > PAGE else None,
    }
    return render(request, "people/openings.html", context)
