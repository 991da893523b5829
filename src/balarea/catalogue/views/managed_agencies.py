"""A manager changes what the public reads of an agency."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import queries
from balarea.catalogue.agency_forms import AgencyForm
from balarea.catalogue.definition import Agency
from balarea.catalogue.managed import details_of
from balarea.catalogue.presenters import openings
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people.operations import agencies as operations
from balarea.people.presenters import position_name
from balarea.people.queries import agency_changes, managers
from balarea.ui import desks
from balarea.ui.http_methods import require_http_methods, require_safe

# What was changed, in the history of an agency.
FIELDS = {
    "name": _("name"),
    "short_name": _("short name"),
    "desk": _("desk"),
    "hours": _("opening hours"),
    "phone": _("phone"),
    "whatsapp": _("WhatsApp"),
    "head": _("title of its head"),
    "special": _("special days"),
}


def _session(request: HttpRequest) -> auth.OfficerSession:
    session = auth.require_officer_session(request)
    managers.require_manager(session.scope)
    return session


def _officer(session: auth.OfficerSession) -> dict[str, Any]:
    officer = session.scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@require_safe
@never_cache
@auth.officer_required
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies that a manager may change, with hours and desk."""
    session, at = _session(request), clock.of(request)
    edition, language = queries.edition(), get_language() or ""
    rows = [
        (
            agency,
            agency.name.of(language),
            desks.hours(agency.hours),
            openings.opening(agency, edition, at),
        )
        for agency in edition.agencies.values()
        if managers.manages(session.scope, (agency.code,))
    ]
    context = {
        "rows": rows,
        "tabs": manager_pages.tabs(manager_pages.AGENCIES),
        **_officer(session),
    }
    return render(request, "catalogue/manager/agencies.html", context)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: what is said of it, and who changed it when."""
    session, at = _session(request), clock.of(request)
    own = queries.edition().agencies.get(code)
    if own is None:
        raise NotFound
    if not managers.manages(session.scope, (code,)):
        raise NotPermitted
    before = details_of(own)
    data = request.POST if request.method == "POST" else None
    form = AgencyForm(data, before, clock.today(at))
    if data is None or not form.is_valid():
        return _show(request, own, form)
    try:
        changed = operations.change_agency(
            code=code,
            details=form.details,
            before=before,
            revision=data.get("revision", ""),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, own, form, refusal)
    if changed is None:
        messages.success(request, _("Nothing was different, so nothing is changed."))
    else:
        messages.success(request, _("Saved. The public pages show it now."))
    return redirect("catalogue:managed_agency", code)


def _show(
    request: HttpRequest, own: Agency, form: AgencyForm, refusal: Refusal | None = None
) -> HttpResponse:
    changes = agency_changes.changes(own.code)
    status = 422 if form.is_bound and form.errors else 200
    context = {
        "agency": own,
        "name": own.name.of(get_language() or ""),
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "special": [
            (
                one,
                desks.times(one.hours) if one.hours else _("closed"),
                one.day.isoformat() in form.removed,
            )
            for one in own.special
        ],
        "revision": str(changes[0].id) if changes else "",
        "changes": [
            (
                change,
                position_name(change.officer),
                [FIELDS[field] for field in change.fields],
            )
            for change in changes
        ],
        "key": ids.uuid7(),
        **_officer(_session(request)),
    }
    page = "catalogue/manager/agency.html"
    return render(request, page, context, status=refusal.status if refusal else status)
