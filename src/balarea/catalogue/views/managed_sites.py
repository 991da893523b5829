"""The buildings of the mall: where they are, and which agencies serve there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import queries
from balarea.catalogue.site_forms import SiteForm
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people.operations import sites as operations
from balarea.people.operations.sites import SiteDetails
from balarea.people.queries import managers
from balarea.people.queries import sites as site_queries
from balarea.ui.http_methods import require_http_methods, require_safe

NEW = "baru"  # the address of a building that isn't there yet


def _session(request: HttpRequest) -> auth.OfficerSession:
    """The session of whoever manages the whole mall."""
    session = auth.require_officer_session(request)
    if not managers.manages(session.scope, ()):
        raise NotPermitted
    return session


def _officer(session: auth.OfficerSession) -> dict[str, Any]:
    officer = session.scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@require_safe
@never_cache
@auth.officer_required
def sites(request: HttpRequest) -> HttpResponse:
    """Every building, with who serves there."""
    session = _session(request)
    agencies = queries.edition().agencies
    rows = [
        (site, [agencies[code].short_name for code in codes if code in agencies])
        for site, codes in site_queries.sites()
    ]
    tabs = manager_pages.tabs(manager_pages.SITES)
    context = {"rows": rows, "tabs": tabs, "new": NEW, **_officer(session)}
    return render(request, "catalogue/manager/sites.html", context)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest, code: str) -> HttpResponse:
    """One building, or a new one."""
    session = _session(request)
    before = {row.code: (row, codes) for row, codes in site_queries.sites()}.get(code)
    if before is None and code != NEW:
        raise NotFound
    stored = None
    if before is not None:
        row, codes = before
        stored = SiteDetails(row.name, row.address, row.latitude, row.longitude, codes)
    edition, language = queries.edition(), get_language() or ""
    options = [(one.code, one.name.of(language)) for one in edition.agencies.values()]
    data = request.POST if request.method == "POST" else None
    form = SiteForm(data, stored, options)
    refusal = None
    if data is not None and form.is_valid():
        try:
            operations.save_site(
                code=code if before is not None else form.new_code(),
                details=form.details(),
                revision=data.get("revision", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Saved. The public pages show it now."))
            return redirect("catalogue:managed_sites")
    context = {
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "name": stored.name if stored else "",
        "revision": stored.fingerprint if stored else "",
        "key": ids.uuid7(),
        **_officer(session),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "catalogue/manager/site.html", context, status=status)
