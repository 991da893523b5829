"""The roots over all records, for those who oversee the mall."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from balarea.applications.presenters import state_roots as presenters
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.notices import permissions
from balarea.people import auth
from balarea.people.queries import Scope, officer_actor
from balarea.transparency import operations, queries
from balarea.transparency.state_root import taking
from balarea.ui.http_methods import require_safe

SHOWN = 30


def _scope(request: HttpRequest) -> Scope:
    """Of an officer who oversees the mall: the lists name rows of every agency."""
    scope = auth.require_officer_session(request).scope
    if not permissions.oversees_the_mall(scope):
        raise NotPermitted
    return scope


@require_safe
@never_cache
@auth.officer_required
def state_roots(request: HttpRequest) -> HttpResponse:
    """The last roots, and the differences that no entry covers."""
    scope = _scope(request)
    roots = queries.state_roots(limit=SHOWN + 1)
    context = {
        "lines": presenters.lines(roots)[:SHOWN],
        "most": taking.MOST_LISTS,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    return render(request, "applications/officer/state_roots.html", context)


@require_safe
@never_cache
@auth.officer_required
def state_list(request: HttpRequest, root: UUID) -> HttpResponseBase:
    """The list of rows under a root, as a file; the download is logged first."""
    scope = _scope(request)
    row = queries.state_root_of(root)
    path = taking.path_of(root)
    if row is None or not path.exists():
        raise NotFound
    operations.record_state_export(
        root=row, by=officer_actor(scope.officer), at=clock.of(request)
    )
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"daftar-catatan-{row.at:%Y-%m-%d}-{root}.txt.gz",
        content_type="application/gzip",
    )
