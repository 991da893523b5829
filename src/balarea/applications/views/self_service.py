"""A public terminal: print one's issued paper again by number and code of the slip."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import forms
from balarea.applications.hand_out_rules import PRINT_VIEW_SECONDS
from balarea.applications.operations import self_service
from balarea.applications.operations.self_service import Outcome
from balarea.applications.presenters import self_service as presenters
from balarea.applications.views.citizen import case_pages
from balarea.documents.page_pictures import page_pictures
from balarea.foundation import clock
from balarea.people import duplicate_submissions, networks
from balarea.people import queries as people
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.idempotent("the key of its form opens a paper once")
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def print_again(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, then show the paper for a minute."""
    if request.method != "POST":
        return _cleared(_form(request, forms.SelfServiceForm()))
    form = forms.SelfServiceForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    at = clock.of(request)
    reprint = self_service.print_again(
        reference=form.cleaned_data["reference"],
        secret=form.cleaned_data["secret"],
        form_key=request.POST.get(duplicate_submissions.FIELD, ""),
        network=networks.network_of(request),
        by=people.anonymous_actor(),
        at=at,
    )
    if reprint.outcome == Outcome.USED_FORM:
        return redirect("applications:self_service")
    if reprint.outcome != Outcome.PAPER:
        form.add_error("reference", presenters.why_nothing(reprint.outcome))
        return _form(request, form)
    context = {
        "card": presenters.card(reprint.document, at),
        "pages": page_pictures(reprint.content),
        "seconds": PRINT_VIEW_SECONDS,
    }
    response = render(request, "applications/public/self_service_paper.html", context)
    home = reverse("applications:self_service")
    response.headers["Refresh"] = f"{PRINT_VIEW_SECONDS}; url={home}"
    return _cleared(response)


def _form(request: HttpRequest, form: forms.SelfServiceForm) -> HttpResponse:
    """The empty form; what was typed isn't shown again to whoever comes next."""
    context = {"errors": [(name, text) for name, text in form.errors.items()]}
    status = 422 if form.errors else 200
    return render(
        request, "applications/public/self_service.html", context, status=status
    )


def _cleared(response: HttpResponse) -> HttpResponse:
    """Leave nothing in the browser of a public terminal; cookies stay."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
