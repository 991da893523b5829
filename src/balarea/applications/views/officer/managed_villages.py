"""The villages of the mall: their offices, officers, and residents who move."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from balarea.applications import forms
from balarea.catalogue import village_list
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, manager_pages
from balarea.people import queries as people
from balarea.people.operations import villages as operations
from balarea.people.operations.villages import Village
from balarea.people.presenters import agency_name, position_name
from balarea.people.queries import managers
from balarea.people.queries import villages as queries
from balarea.people.rules import Identity
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A village of the list; without an office it has nobody and no address."""

    code: str
    name: str
    district: str
    has_office: bool
    officers: int
    residents: int


def _session(request: HttpRequest) -> auth.OfficerSession:
    """The session of whoever manages the whole mall."""
    session = auth.require_officer_session(request)
    if not managers.manages(session.scope, ()):
        raise NotPermitted
    return session


def _officer(session: auth.OfficerSession) -> dict[str, Any]:
    officer = session.scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


def _listed() -> list[Village]:
    """The villages of the mall's list, by district and code."""
    return [
        Village(code, name, district.name)
        for district in village_list.districts()
        for code, name in district.villages.items()
    ]


def _rows(listed: Iterable[Village]) -> list[Row]:
    offices = queries.villages()
    officers, residents = queries.officer_counts(), queries.resident_counts()
    return [
        Row(
            code=one.code,
            name=one.full_name,
            district=one.district,
            has_office=one.code in offices,
            officers=officers.get(one.code, 0),
            residents=residents.get(one.code, 0),
        )
        for one in listed
    ]


@require_safe
@never_cache
@auth.officer_required
def index(request: HttpRequest) -> HttpResponse:
    """Districts with their offices; the villages of one, or those that fit a search."""
    session = _session(request)
    text = request.GET.get("q", "").strip()[:80]
    district = request.GET.get("kecamatan", "")
    rows = _rows(_listed())
    names = list(dict.fromkeys(row.district for row in rows))
    shown = [
        row
        for row in rows
        if (text and text.lower() in f"{row.name} {row.code}".lower())
        or (not text and row.district == district)
    ]
    context = {
        "tabs": manager_pages.tabs(manager_pages.VILLAGES),
        "query": text,
        "district": district if district in names else "",
        "districts": [
            (
                name,
                sum(row.district == name for row in rows),
                sum(row.district == name and row.has_office for row in rows),
                sum(row.officers for row in rows if row.district == name),
            )
            for name in names
        ],
        "rows": shown,
        "missing": [row for row in shown if not row.has_office],
        "key": ids.uuid7(),
        **_officer(session),
    }
    return render(request, "applications/officer/managed_villages.html", context)


@duplicate_submissions.idempotent("an office that is open stays as it is")
@require_POST
@never_cache
@auth.officer_required
def open_offices(request: HttpRequest) -> HttpResponse:
    """Open offices of villages of the list; nobody gets a right by that."""
    session, at = _session(request), clock.of(request)
    chosen = set(request.POST.getlist("code"))
    listed = [one for one in _listed() if one.code in chosen]
    if not chosen or len(listed) < len(chosen):
        raise NotFound
    count = sum(
        operations.open_village(village=one, by=session.actor, at=at) for one in listed
    )
    text = ngettext(
        "%(count)d office is open. Appoint its officer next.",
        "%(count)d offices are open. Appoint their officers next.",
        count,
    )
    messages.success(request, text % {"count": count})
    district = listed[0].district
    address = reverse("applications:managed_villages")
    return redirect(f"{address}?kecamatan={district}")


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def village(request: HttpRequest, code: str) -> HttpResponse:
    """One village: its officers, and the form that moves a resident here."""
    session, at = _session(request), clock.of(request)
    if code not in queries.villages():
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = forms.PersonForm(data, clock.today(at))
    for name in ("nik", "name", "born_on"):
        form.fields[name].required = True
    if data is None:
        return _show(request, code, form)
    if not form.is_valid() or not form.is_identity():
        return _show(request, code, form, status=422)
    typed = form.cleaned_data
    try:
        before, after = operations.move_resident(
            village=code,
            identity=Identity(typed["name"], typed["born_on"], typed["nik"]),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        return _show(request, code, form, refusal, refusal.status)
    said = {"before": agency_name(before), "after": agency_name(after)}
    messages.success(request, _("Moved from %(before)s to %(after)s.") % said)
    return redirect("applications:managed_village", code)


def _show(
    request: HttpRequest,
    code: str,
    form: forms.PersonForm,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    office = queries.villages()[code]
    context = {
        "village": office,
        "name": agency_name(office),
        "officers": [(one, position_name(one)) for one in people.officers(code)],
        "residents": queries.resident_counts().get(code, 0),
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "key": ids.uuid7(),
        **_officer(_session(request)),
    }
    page = "applications/officer/managed_village.html"
    return render(request, page, context, status=status)
