"""Officers who are away, and giving what lies with them to others."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.cache import never_cache

from balarea.applications import forms, queries
from balarea.applications.operations import assigning, giving_away
from balarea.applications.presenters import absences as presenters
from balarea.applications.presenters.assignments import officer_name
from balarea.applications.rules import MAX_GIVEN, MIN_LETTERS, UNDO_GIVING
from balarea.applications.views.officer.assigning import officer_id
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.operations import absences
from balarea.people.presenters import position_name
from balarea.people.rules import Action
from balarea.people.substitute_rules import AbsenceKind
from balarea.ui.http_methods import require_http_methods

if TYPE_CHECKING:
    from balarea.people.models import Absence, Officer

LOOKUP_DAYS = 30  # in which searches by name are counted for the head
type Problem = tuple[str, str]


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_absences(request: HttpRequest) -> HttpResponse:
    """The officer's own absences, and the form to record one."""
    officer = auth.require_officer_session(request).scope.officer
    form, problems = None, list[Problem]()
    if request.method == "POST":
        form, problems = _change_absences(request, officer)
        if not problems:
            return redirect("applications:own_absences")
    context = _absence_context(request, officer, form) | {"problems": problems}
    page = "applications/officer/absences.html"
    return render(request, page, context, status=422 if problems else 200)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def officer_load(request: HttpRequest, officer: UUID) -> HttpResponse:
    """What lies with one officer, for who hands out the work: absence, giving away."""
    shown = _of_reach(request, officer)
    form, problems = None, list[Problem]()
    if request.method == "POST":
        action = request.POST.get("action")
        if action in {"give", "undo"}:
            change = _give if action == "give" else _undo
            address, problems = change(request, shown)
        else:
            address = reverse("applications:officer_load", args=[officer])
            form, problems = _change_absences(request, shown)
        if not problems:
            return redirect(address)
    context = (
        _absence_context(request, shown, form)
        | _load_context(request, shown)
        | {"problems": problems}
    )
    page = "applications/officer/load.html"
    return render(request, page, context, status=422 if problems else 200)


def _of_reach(request: HttpRequest, officer: UUID) -> "Officer":
    """An officer whose work, or part of it, this one hands out."""
    scope = auth.require_officer_session(request).scope
    if Action.ASSIGN not in scope.actions:
        raise NotPermitted
    listed = {
        one.id: one
        for agency in scope.reach(Action.ASSIGN)
        for one in [*people.working_in(agency), *people.in_office(agency)]
    }
    if officer in listed:
        return people.in_office().get(id=officer)
    if not queries.items_of(scope, officer, 1):
        raise NotFound
    [former] = people.officers_by_id([officer])  # dismissed, with cases left
    return former


def _change_absences(
    request: HttpRequest, officer: "Officer"
) -> tuple[forms.AbsenceForm | None, list[Problem]]:
    """Record or end an absence; the problems are empty where it went well."""
    session, at = auth.require_officer_session(request), clock.of(request)
    if request.POST.get("action") == "end":
        ended = officer_id(request.POST.get("absence", ""))
        rows = people.absences_of(officer.id, clock.today(at))
        row = next((one for one in rows if one.id == ended), None)
        if row is None:
            raise NotFound
        absences.end_absence(absence=row, scope=session.scope, by=session.actor, at=at)
        messages.success(request, gettext("The absence has ended."))
        return None, []
    form = forms.AbsenceForm(request.POST, clock.today(at))
    if not form.is_valid():
        return form, [(name, str(texts[0])) for name, texts in form.errors.items()]
    typed = form.cleaned_data
    try:
        absences.record_absence(
            officer=officer,
            kind=AbsenceKind(typed["kind"]),
            begins_on=typed["begins_on"],
            ends_on=typed["ends_on"],
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        return form, [("ends_on", f"{refusal.why} {refusal.then}")]
    messages.success(request, gettext("The absence is recorded."))
    return None, []


def _absence_context(
    request: HttpRequest, officer: "Officer", form: forms.AbsenceForm | None
) -> dict[str, Any]:
    session, today = auth.require_officer_session(request), _today(request)
    rows = people.absences_of(officer.id, today)
    return {
        "absences": presenters.absences(rows, today),
        "kinds": [(one.value, one.label) for one in AbsenceKind],
        "typed": form.data if form is not None else {},
        "faults": {n: t[0] for n, t in form.errors.items()} if form else {},
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
    }


def _load_context(request: HttpRequest, officer: "Officer") -> dict[str, Any]:
    """What lies with an officer, and what of it the chosen colleague may take."""
    scope, today = auth.require_officer_session(request).scope, _today(request)
    waiting = queries.items_of(scope, officer.id, MAX_GIVEN)
    possible = {
        one.id: {each.id: each for each in queries.possible_handlers(one, today)}
        for one in waiting
    }
    colleagues: dict[UUID, Officer] = {}
    for group in possible.values():
        colleagues |= group
    chosen = colleagues.get(officer_id(_typed(request, "kepada")))
    fitting = {
        case for case, group in possible.items() if chosen and chosen.id in group
    }
    absence = people.absence_of(officer.id, today)
    return {
        "officer": officer,
        "position": position_name(officer),
        "absence": absence,
        "rows": presenters.items(
            waiting,
            catalogue.titles(get_language() or ""),
            today,
            calendar.overrides(),
            fitting,
        ),
        "colleagues": [
            (str(one.id), officer_name(one))
            for one in sorted(colleagues.values(), key=lambda one: (one.name, one.id))
        ],
        "chosen": chosen,
        "chosen_name": officer_name(chosen) if chosen else "",
        "fitting": len(fitting),
        "most": MAX_GIVEN,
        "min_letters": MIN_LETTERS,
        "reason": _typed(request, "reason") or _reason(officer, absence),
        "lookups": queries.lookups_since(
            officer.id, clock.of(request) - dt.timedelta(days=LOOKUP_DAYS)
        ),
        "lookup_days": LOOKUP_DAYS,
        "undo": _undoable(request, officer),
        "undo_minutes": int(UNDO_GIVING.total_seconds() // 60),
    }


def _reason(officer: "Officer", absence: "Absence | None") -> str:
    """The reason that is offered for giving away the work of somebody absent."""
    if absence is None:
        return ""
    until = date_format(absence.ends_on, "j F Y")
    return gettext("%(name)s is away until %(until)s.") % {
        "name": officer.name,
        "until": until,
    }


def _give(request: HttpRequest, officer: "Officer") -> tuple[str, list[Problem]]:
    """Give away what the preview showed; the address then offers to undo it."""
    session, at = auth.require_officer_session(request), clock.of(request)
    try:
        given, left = assigning.give_all(
            holder=officer.id,
            officer=officer_id(_typed(request, "kepada")),
            reason=_typed(request, "reason"),
            limit=MAX_GIVEN,
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        return "", [("reason", f"{refusal.why} {refusal.then}")]
    text = ngettext(
        "%(count)s case was given away.", "%(count)s cases were given away.", given
    ) % {"count": given}
    if left:
        text += " " + ngettext(
            "%(count)s stays, because the colleague may not take it.",
            "%(count)s stay, because the colleague may not take them.",
            left,
        ) % {"count": left}
    messages.success(request, text)
    address = reverse("applications:officer_load", args=[officer.id])
    return (f"{address}?diberi={at.timestamp()}" if given else address), []


def _undo(request: HttpRequest, officer: "Officer") -> tuple[str, list[Problem]]:
    """Give back what was given away a moment ago."""
    session, at = auth.require_officer_session(request), clock.of(request)
    back, stay = giving_away.undo(
        holder=officer,
        given_at=_moment(_typed(request, "diberi"), at),
        reason=gettext("Giving it away was undone."),
        scope=session.scope,
        by=session.actor,
        at=at,
    )
    text = ngettext(
        "%(count)s case is back with %(name)s.",
        "%(count)s cases are back with %(name)s.",
        back,
    ) % {"count": back, "name": officer.name}
    if stay:
        text += " " + gettext("What was worked on since stays where it is.")
    messages.success(request, text)
    return reverse("applications:officer_load", args=[officer.id]), []


def _undoable(request: HttpRequest, officer: "Officer") -> str:
    """The moment of a giving away that can be undone still; else empty."""
    scope, at = auth.require_officer_session(request).scope, clock.of(request)
    text = request.GET.get("diberi", "")
    given_at = _moment(text, at)
    if not given_at <= at <= given_at + UNDO_GIVING:
        return ""
    rows = queries.given_at_once(scope.officer.id, officer.id, given_at)
    return text if rows else ""


def _moment(text: str, at: dt.datetime) -> dt.datetime:
    """The moment that an address names; long ago if it is unreadable."""
    try:
        return dt.datetime.fromtimestamp(float(text), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return at - 2 * UNDO_GIVING


def _typed(request: HttpRequest, name: str) -> str:
    text: str = (request.POST if request.method == "POST" else request.GET).get(
        name, ""
    )
    return text


def _today(request: HttpRequest) -> dt.date:
    return clock.today(clock.of(request))
