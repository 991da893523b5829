"""Fees at the desk: what isn't paid, and a bill to show or print. Never cash."""

import datetime as dt
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.operations import filing
from balarea.applications.presenters import hand_outs as presenters
from balarea.applications.views.officer.handing_out import (
    TEMPLATES,
    cursor,
    desk_agencies,
    desk_session,
    officer_context,
)
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound
from balarea.payments import queries as payments
from balarea.payments.presenters import bill_card, counter_payment
from balarea.people import auth, duplicate_submissions
from balarea.ui.http_methods import require_http_methods, require_safe

PRINTED = 500  # of them on one page, to be printed
AGES = ("7", "30")  # days of waiting, to choose from


@require_safe
@never_cache
@auth.officer_required
def unpaid(request: HttpRequest) -> HttpResponse:
    """Applications that wait for payment, the longest first; all at once to print."""
    session, at = desk_session(request), clock.of(request)
    after = cursor(request.GET.get("sesudah", ""))
    agencies = desk_agencies(session.scope)
    agency, days = request.GET.get("instansi", ""), request.GET.get("lama", "")
    agency = agency if agency in dict(agencies) else ""
    is_print = bool(request.GET.get("cetak"))
    limit = PRINTED if is_print else queries.PAGE
    items = queries.unpaid_cases(
        session.scope,
        agency=agency,
        before=at - dt.timedelta(days=int(days)) if days in AGES else None,
        after=queries.START if is_print else after,
        limit=limit + 1,
    )
    shown = items[:limit]
    words = {"instansi": agency, "lama": days if days in AGES else ""}
    context = {
        "agencies": agencies,
        "agency": agency,
        "age": words["lama"],
        "ages": AGES,
        "filter_query": urlencode({k: word for k, word in words.items() if word}),
        "is_print": is_print,
        "most": PRINTED,
        **officer_context(session.scope),
        "rows": [presenters.unpaid_row(item, at) for item in shown],
        "is_first": after == queries.START,
        "next": shown[-1].cursor if len(items) > limit else None,
    }
    return render(request, f"{TEMPLATES}/desk_fees.html", context)


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: HttpRequest, case: UUID) -> HttpResponse:
    """The bill to show and to print; a POST asks for a new code after it ran out."""
    session, at = desk_session(request), clock.of(request)
    application = queries.received_case(case, session.scope)
    row = payments.current_bill(case) if application else None
    if application is None or row is None:
        raise NotFound
    if request.method == "POST":
        filing.renew_bill(case=case, owners=application.owners, by=session.actor, at=at)
        messages.success(request, _("There is a new code."))
        return redirect("applications:desk_fee", case)
    definition = catalogue.definition(application.definition)
    context = {
        **officer_context(session.scope),
        "case": case,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(get_language() or "id"),
        "who": application.holder_masked,
        "card": bill_card(row, at=at),
        "counter": counter_payment(row, at=at),
    }
    return render(request, f"{TEMPLATES}/desk_fee.html", context)
