"""Messages that didn't arrive, for officers."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.notices import operations, permissions, presenters, queries
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_POST, require_safe

PAGE = 25


@require_safe
@auth.officer_required
def failed(request: HttpRequest) -> HttpResponse:
    """Messages that failed, as far as the officer may see them."""
    scope = auth.require_officer_session(request).scope
    officer = scope.officer
    failures = queries.failed(permissions.reach(scope))
    page = Paginator(failures, PAGE).get_page(request.GET.get("halaman"))
    rows = list(page)
    shown = presenters.undelivered(rows, queries.last_faults(rows))
    context = {
        "undelivered": shown,
        "page": page,
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
    }
    return render(request, "notices/officer_failed.html", context)


@duplicate_submissions.once
@require_POST
@auth.officer_required
def send_again(request: HttpRequest, message: UUID) -> HttpResponse:
    """Stage it once more."""
    desk = auth.require_officer_session(request)
    operations.send_again_from_desk(
        message=message, scope=desk.scope, by=desk.actor, at=clock.of(request)
    )
    messages.success(request, _("The message is on its way again."))
    return redirect("notices:failed")
