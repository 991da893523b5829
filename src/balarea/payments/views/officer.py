"""Money that settled no bill, for the officers who answer for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.payments import forms, operations, permissions, presenters, queries
from balarea.payments.rules import UNSIGNED_SHOWN, Remedy
from balarea.people import auth, duplicate_submissions, resubmission, unsent_forms
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe


@require_safe
@auth.officer_required
def overpayments(request: HttpRequest) -> HttpResponse:
    """What waits to be given back or accepted, oldest first."""
    scope = auth.require_officer_session(request).scope
    rows = [
        presenters.overpayment(row)
        for row in queries.unsettled(scope.reach(Action.DECIDE))
        if permissions.can_settle(scope, row)
    ]
    since = clock.today(clock.of(request)) - UNSIGNED_SHOWN
    context = {
        "overpayments": rows,
        "unsigned": queries.unsigned_since(since),
        "unsigned_days": UNSIGNED_SHOWN.days,
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
    }
    return render(request, "payments/officer_overpayments.html", context)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@auth.officer_required
@auth.shows_input_again
def settle(request: HttpRequest, overpayment: UUID) -> HttpResponse:
    """One of them: what happened, and what is done about it."""
    desk = auth.require_officer_session(request)
    row = queries.overpayment(overpayment)
    permissions.check_can_settle(desk.scope, row)
    if unsent_forms.is_save_request(request):
        unsent_forms.save(request)
        return HttpResponse(status=204)
    form = forms.Settling(request.POST or None, initial=_unsent(request))
    if request.method == "POST" and form.is_valid():
        operations.settle(
            overpayment=row,
            remedy=Remedy(form.cleaned_data["remedy"]),
            evidence=form.cleaned_data["evidence"],
            scope=desk.scope,
            by=desk.actor,
            at=clock.of(request),
        )
        unsent_forms.take(request, request.path)  # what was left there is sent now
        messages.success(request, _("The payment is settled."))
        return redirect("payments:overpayments")
    problems = [(name, errors[0]) for name, errors in form.errors.items()]
    context = {
        "overpayment": presenters.overpayment(row),
        "form": form,
        "problems": problems,
        "guard": "again" if form.initial or problems else "",
        "agency_name": desk.scope.officer.agency.short_name,
        "officer_name": desk.scope.officer.name,
    }
    return render(request, "payments/officer_overpayment.html", context)


def _unsent(request: HttpRequest) -> dict[str, str]:
    """What the officer typed here before they left, or were signed out."""
    if request.method == "POST":
        return {}
    left, late = (
        unsent_forms.take(request, request.path),
        resubmission.take(request, request.path),
    )
    return {name: given[-1] for name, given in (late or left).items() if given}
