"""The desk that hands out issued papers: what waits, to whom it goes, the sheet."""

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import hand_out_errors as errors
from balarea.applications import hand_out_rules as rules
from balarea.applications import queries
from balarea.applications.general_reasons import Use
from balarea.applications.operations import handing_out, sealed_contents
from balarea.applications.presenters import general_reasons
from balarea.applications.presenters import hand_outs as presenters
from balarea.applications.rules import MIN_LETTERS
from balarea.catalogue import queries as catalogue
from balarea.documents.page_pictures import page_pictures
from balarea.foundation import clock, nik
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from balarea.people.queries import Scope

TEMPLATES = "applications/officer"


def desk_session(request: HttpRequest) -> auth.OfficerSession:
    """The session of an officer who may RECEIVE somewhere; raises `NotPermitted`."""
    session = auth.require_officer_session(request)
    if Action.RECEIVE not in session.scope.actions:
        raise NotPermitted
    return session


def desk_agencies(scope: "Scope") -> list[tuple[str, str]]:
    """The agencies at whose desk an officer may RECEIVE: code and short name."""
    names = catalogue.edition().agencies
    return [
        (code, names[code].short_name if code in names else code)
        for code in sorted(scope.reach(Action.RECEIVE))
    ]


def officer_context(scope: "Scope") -> dict[str, Any]:
    """What the layout of officers shows."""
    return {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }


def cursor(text: str) -> queries.HandOutCursor:
    """The cursor after which a page begins; the start if the text is unreadable."""
    moment, _comma, item = text.partition(",")
    try:
        at, last = dt.datetime.fromisoformat(moment), UUID(item)
    except ValueError:
        return queries.START
    return (at, last) if at.tzinfo else queries.START


@duplicate_submissions.idempotent("it looks up and changes nothing")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What nobody has collected, and the field for a slip, a number or a NIK."""
    session, at = desk_session(request), clock.of(request)
    typed, is_unfound = "", False
    if request.method == "POST":
        typed = request.POST.get("q", "").strip()
        if (case := _case_of(session, typed, at)) is not None:
            return redirect("applications:hand_out", case)
        is_unfound = True
    scope = session.scope
    agencies = desk_agencies(scope)
    agency = request.GET.get("instansi", "")
    agency = agency if agency in dict(agencies) else ""
    after = cursor(request.GET.get("sesudah", ""))
    items = queries.uncollected_documents(
        scope,
        today=clock.today(at),
        agency=agency,
        after=after,
        limit=queries.PAGE + 1,
    )
    shown = items[: queries.PAGE]
    context = {
        **officer_context(scope),
        "rows": [presenters.waiting_row(item, at) for item in shown],
        "agency": agency,
        "agencies": agencies,
        "is_first": after == queries.START,
        "next": shown[-1].cursor if len(items) > queries.PAGE else None,
        "is_unfound": is_unfound,
        "remind_after": rules.REMIND_AFTER_DAYS,
    }
    status = 422 if is_unfound else 200
    return render(request, f"{TEMPLATES}/hand_out_desk.html", context, status=status)


def _case_of(session: auth.OfficerSession, typed: str, at: dt.datetime) -> UUID | None:
    """The case whose papers are meant; by NIK it is a look-up, which is logged."""
    if nik.read(typed):
        application = handing_out.find_by_nik(
            nik=typed, scope=session.scope, by=session.actor, at=at
        )
    else:
        application = queries.paper_case(typed, session.scope)
    return application.id if application else None


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_out(request: HttpRequest, case: UUID) -> HttpResponse:
    """The papers of one person: tick, say who collects, and record it."""
    session, at = desk_session(request), clock.of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            sheet = handing_out.hand_out(
                cases=_ticked(request.POST),
                handing=_handing(request.POST),
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        except (NotFound, NotPermitted):
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("applications:hand_out_sheet", sheet)
    papers = handing_out.documents_at_desk(
        case=case, scope=session.scope, by=session.actor, at=at
    )
    rows = [presenters.paper_row(paper, at) for paper in papers]
    form = request.POST
    context = {
        **officer_context(session.scope),
        "case": case,
        "waiting": [r for r in rows if r.handed is None and not r.is_suspended],
        "suspended": [r for r in rows if r.handed is None and r.is_suspended],
        "handed": [row for row in rows if row.handed is not None],
        "ticked": form.getlist("papers") if refusal else [str(case)],
        "typed": form.dict() if refusal else {"way": rules.Way.PRINTED},
        "refusal": refusal,
        "faults": presenters.faults(refusal),
        "ways": presenters.options(rules.WAYS),
        "collectors": presenters.options(rules.COLLECTORS),
        "mandates": presenters.options(rules.MANDATES),
        "identities": presenters.options(rules.IDENTITIES),
        "max_name": rules.MAX_NAME,
    }
    status = refusal.status if refusal else 200
    return render(request, f"{TEMPLATES}/hand_out.html", context, status=status)


def _ticked(form: QueryDict) -> list[UUID]:
    try:
        return [UUID(one) for one in form.getlist("papers")]
    except ValueError:
        raise NotFound from None


def _chosen[C: StrEnum](form: QueryDict, name: str, kind: type[C]) -> C | None:
    try:
        return kind(form.get(name, ""))
    except ValueError:
        return None


def _handing(form: QueryDict) -> handing_out.Handing:
    """What the form says.

    Raises:
        errors: `WayMissing`, `CollectorMissing`, `IdentityMissing`.
    """
    if (way := _chosen(form, "way", rules.Way)) is None:
        raise errors.WayMissing
    if (collector := _chosen(form, "collector", rules.Collector)) is None:
        raise errors.CollectorMissing
    if (identity := _chosen(form, "identity", rules.Identity)) is None:
        raise errors.IdentityMissing
    return handing_out.Handing(
        way=way,
        collector=collector,
        identity=identity,
        mandate=_chosen(form, "mandate", rules.Mandate),
        name=form.get("name", ""),
        address=form.get("address", ""),
    )


@require_safe
@never_cache
@auth.officer_required
def sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """What was handed out together: print it, have it signed, or undo it."""
    return _show_sheet(request, sheet)


def _show_sheet(
    request: HttpRequest, sheet: UUID, refusal: Refusal | None = None
) -> HttpResponse:
    session, at = desk_session(request), clock.of(request)
    rows = queries.hand_outs_of_sheet(sheet, session.scope)
    if not rows:
        raise NotFound
    details = handing_out.open_details(hand_out=rows[0], by=session.actor, at=at)
    secrets = {
        row.application_id: sealed_contents.open_tracking_secret(
            application=row.application, by=session.actor, at=at
        )
        for row in rows
        if row.way == rules.Way.MAILED
    }
    context = {
        **officer_context(session.scope),
        "sheet": presenters.sheet(rows, details, secrets, at),
        "sheet_id": sheet,
        "ready": general_reasons.options(Use.HAND_OUT),
        "min_letters": MIN_LETTERS,
        "minutes": int(rules.UNDO_WITHIN.total_seconds() // 60),
        "refusal": refusal,
        "typed": request.POST.get("reason", "") if refusal else "",
        "at_fault": request.POST.get("hand_out", "") if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, f"{TEMPLATES}/hand_out_sheet.html", context, status=status)


@duplicate_submissions.once
@require_POST
@never_cache
@auth.officer_required
def undo(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """Record that one paper of a sheet was not handed out after all."""
    session, at = desk_session(request), clock.of(request)
    try:
        row = UUID(request.POST.get("hand_out", ""))
    except ValueError:
        raise NotFound from None
    try:
        handing_out.undo(
            hand_out=row,
            reason=request.POST.get("reason", ""),
            ready_reason=request.POST.get("ready", ""),
            scope=session.scope,
            by=session.actor,
            at=at,
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show_sheet(request, sheet, refusal)
    messages.success(request, _("The handing-out is undone. The paper waits again."))
    return redirect("applications:hand_out_sheet", sheet)


@require_safe
@never_cache
@auth.officer_required
def print_view(request: HttpRequest, case: UUID) -> HttpResponse:
    """The pages of the signed document, to be printed; the access is on record."""
    session, at = desk_session(request), clock.of(request)
    document, content = handing_out.open_paper(
        case=case, scope=session.scope, by=session.actor, at=at
    )
    context = {
        **officer_context(session.scope),
        "case": case,
        "number": document.number,
        "pages": page_pictures(content),
    }
    return render(request, f"{TEMPLATES}/hand_out_print.html", context)
