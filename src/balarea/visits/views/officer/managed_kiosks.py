"""The kiosks of the mall: registered, switched off, and how they are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.foundation import clock, ids
from balarea.foundation.errors import NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people.queries import managers
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.visits import kiosk_requests
from balarea.visits.kiosk_forms import KioskForm
from balarea.visits.operations import kiosks as operations
from balarea.visits.presenters import kiosk_list
from balarea.visits.queries import kiosks as queries
from balarea.visits.queries import places


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
def kiosks(request: HttpRequest) -> HttpResponse:
    """Every kiosk: where, seen when, and whether its slips come out."""
    session, at = _session(request), clock.of(request)
    context = {
        "rows": [kiosk_list.row(one, at) for one in queries.kiosks()],
        "tabs": manager_pages.tabs(manager_pages.KIOSKS),
        **_officer(session),
    }
    return render(request, "visits/manager/kiosks.html", context)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new kiosk."""
    session = _session(request)
    sites = {site.code: site for site in places.sites()}
    data = request.POST if request.method == "POST" else None
    form = KioskForm(data, None, [(code, one.name) for code, one in sites.items()])
    refusal = None
    if data is not None and form.is_valid():
        try:
            operations.register(
                site=sites[form.cleaned_data["site"]],
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                public_key=form.cleaned_data["public_key"],
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The kiosk is registered."))
            return redirect("visits:managed_kiosks")
    return _form(request, session, form, refusal, {})


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, kiosk: UUID) -> HttpResponse:
    """One kiosk: its name, its key, in use or not, and the link that sets it up."""
    session, at = _session(request), clock.of(request)
    stored = queries.any_kiosk(kiosk)
    data = request.POST if request.method == "POST" else None
    form = KioskForm(data, stored, [])
    if data is not None and form.is_valid():
        operations.change(
            kiosk=stored.id,
            name=form.cleaned_data["name"],
            public_key=form.cleaned_data["public_key"],
            is_active=form.cleaned_data["is_active"],
            scope=session.scope,
            by=session.actor,
            at=at,
        )
        messages.success(request, _("Saved."))
        return redirect("visits:managed_kiosks")
    link = kiosk_requests.pairing_link(stored, at) if stored.is_active else ""
    row = kiosk_list.row(stored, at)
    return _form(
        request, session, form, None, {"kiosk": stored, "row": row, "link": link}
    )


def _form(
    request: HttpRequest,
    session: auth.OfficerSession,
    form: KioskForm,
    refusal: Refusal | None,
    context: dict[str, Any],
) -> HttpResponse:
    context |= {
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "key": ids.uuid7(),
        **_officer(session),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "visits/manager/kiosk.html", context, status=status)
