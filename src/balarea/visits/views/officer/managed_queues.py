"""Queues and desks of the mall, as a manager sets them up."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people.queries import managers
from balarea.people.queries import sites as site_queries
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.visits.operations import managing_queues as operations
from balarea.visits.presenters import set_up as presenter
from balarea.visits.queries import set_up
from balarea.visits.queue_forms import DeskForm, QueueForm

if TYPE_CHECKING:
    from balarea.people.models import Site
    from balarea.visits import models


@require_safe
@never_cache
@auth.officer_required
def queues(request: HttpRequest) -> HttpResponse:
    """The queues and desks of a building that an officer manages."""
    session, agencies = _session(request)
    site, sites = _site(request)
    address = reverse("visits:managed_queues")
    queues, desks = set_up.queues(site, agencies), set_up.desks(site, agencies)
    context = {
        "site": site,
        "sites": [
            (f"{address}?gedung={one.code}", one.name, None, one.code == site.code)
            for one in sites
        ],
        "queues": [presenter.queue_row(one) for one in queues],
        "desks": [presenter.desk_row(one) for one in desks],
        "agencies": _names(_of_site(site, agencies)),
        "tabs": manager_pages.tabs(manager_pages.QUEUES),
        **_officer(session),
    }
    return render(request, "visits/manager/queues.html", context)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_queue(request: HttpRequest) -> HttpResponse:
    """A further queue of an agency in a building."""
    session, agencies = _session(request)
    site, _sites = _site(request)
    return _queue(request, session, site, _agency(request, site, agencies), None)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, queue: UUID) -> HttpResponse:
    """One queue."""
    session, agencies = _session(request)
    row = set_up.queue(queue)
    _require(row.agency, agencies)
    return _queue(request, session, row.site, row.agency, row)


def _queue(
    request: HttpRequest,
    session: auth.OfficerSession,
    site: "Site",
    agency: str,
    row: "models.Queue | None",
) -> HttpResponse:
    before = set_up.queue_details(row) if row is not None else None
    titles = catalogue.titles(get_language() or "")
    services = [
        (code, f"{code} · {titles.get(code, code)}")
        for code, one in catalogue.services().items()
        if one.agency == agency
    ]
    data = request.POST if request.method == "POST" else None
    form, refusal = QueueForm(data, before, services), None
    if data is not None and form.is_valid() and form.details is not None:
        try:
            operations.save_queue(
                queue=row.id if row is not None else None,
                site=site,
                agency=agency,
                details=form.details,
                revision=data.get("revision", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The queue is saved."))
            return redirect(_list(site))
    own = {"row": row, "revision": before.fingerprint if before else ""}
    return _form(request, session, "queue", site, agency, form, refusal, own)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_desk(request: HttpRequest) -> HttpResponse:
    """A further desk of an agency in a building."""
    session, agencies = _session(request)
    site, _sites = _site(request)
    agency = _agency(request, site, agencies)
    return _desk(request, session, site, agency, agencies, None)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, desk: UUID) -> HttpResponse:
    """One desk, and which queues it serves."""
    session, agencies = _session(request)
    row = set_up.desk(desk)
    _require(row.agency, agencies)
    return _desk(request, session, row.site, row.agency, agencies, row)


def _desk(
    request: HttpRequest,
    session: auth.OfficerSession,
    site: "Site",
    agency: str,
    agencies: frozenset[str] | None,
    row: "models.Desk | None",
) -> HttpResponse:
    before = set_up.desk_details(row) if row is not None else None
    queues = set_up.queues(site, agencies)
    choices, own_count = presenter.queue_choices(queues, agency)
    data = request.POST if request.method == "POST" else None
    form, refusal = DeskForm(data, before, choices, own_count), None
    if data is not None and form.is_valid() and form.details is not None:
        try:
            operations.save_desk(
                desk=row.id if row is not None else None,
                site=site,
                agency=agency,
                details=form.details,
                revision=data.get("revision", ""),
                scope=session.scope,
                by=session.actor,
                at=clock.of(request),
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("The desk is saved."))
            return redirect(_list(site))
    own = {"row": row, "revision": before.fingerprint if before else ""}
    return _form(request, session, "desk", site, agency, form, refusal, own)


def _form(
    request: HttpRequest,
    session: auth.OfficerSession,
    page: str,
    site: "Site",
    agency: str,
    form: QueueForm | DeskForm,
    refusal: Refusal | None,
    own: Mapping[str, Any],
) -> HttpResponse:
    context = {
        "form": form,
        "form_errors": [
            ("" if name == "__all__" else name, texts[0])
            for name, texts in form.errors.items()
        ],
        "refusal": refusal,
        "site": site,
        "agency": dict(_names([agency]))[agency],
        "back": _list(site),
        "key": ids.uuid7(),
        **own,
        **_officer(session),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, f"visits/manager/{page}.html", context, status=status)


def _session(
    request: HttpRequest,
) -> tuple[auth.OfficerSession, frozenset[str] | None]:
    """The session of a manager, and the agencies that they manage; None: all."""
    session = auth.require_officer_session(request)
    agencies = managers.managed(session.scope)
    if agencies is not None and not agencies:
        raise NotPermitted
    return session, agencies


def _officer(session: auth.OfficerSession) -> dict[str, Any]:
    officer = session.scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


def _site(request: HttpRequest) -> tuple["Site", list["Site"]]:
    """The building that the address names, or the first; and all buildings."""
    sites = [site for site, _ in site_queries.sites()]
    code = request.GET.get("gedung", "")
    for site in sorted(sites, key=lambda one: one.code):
        if code in {"", site.code}:
            return site, sites
    raise NotFound


def _of_site(site: "Site", agencies: Collection[str] | None) -> list[str]:
    """The agencies that serve in a building, of those that an officer manages."""
    served = {row.id: codes for row, codes in site_queries.sites()}[site.id]
    return [code for code in served if agencies is None or code in agencies]


def _agency(
    request: HttpRequest, site: "Site", agencies: Collection[str] | None
) -> str:
    """The agency that the address names; raises `NotFound`."""
    code = request.GET.get("instansi", "")
    if code not in _of_site(site, agencies):
        raise NotFound
    return code


def _require(agency: str, agencies: Collection[str] | None) -> None:
    if agencies is not None and agency not in agencies:
        raise NotFound


def _names(codes: Collection[str]) -> list[tuple[str, str]]:
    edition = catalogue.edition().agencies
    return [
        (code, edition[code].short_name if code in edition else code) for code in codes
    ]


def _list(site: "Site") -> str:
    return f"{reverse('visits:managed_queues')}?gedung={site.code}"
