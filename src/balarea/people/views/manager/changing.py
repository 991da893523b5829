"""Forms that propose: an appointment, a changed office, a return into office."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from balarea.foundation.errors import Refusal
from balarea.people import auth, duplicate_submissions, forms
from balarea.people.addresses import Address
from balarea.people.operations import proposed_powers as powers
from balarea.people.queries import managers
from balarea.people.rules import Role
from balarea.people.views.manager import pages
from balarea.people.views.manager.officers import context_of
from balarea.ui.http_methods import require_http_methods


def _contact(address: Address) -> powers.Contact:
    return powers.Contact(kind=address.kind, value=address.value)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def appoint(request: HttpRequest) -> HttpResponse:
    """Propose an appointment."""
    context = pages.context_of(request)
    scope = auth.require_officer_session(request).scope
    form = forms.AppointmentForm(
        request.POST or None,
        managers.managed_agencies(scope),
        request.GET.get("instansi", ""),
    )

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "people/manager/appoint.html", context, form, refusal
        )

    def payload() -> powers.Appointment:
        typed = form.cleaned_data
        return powers.Appointment(
            login=typed["login"],
            name=typed["name"],
            position=typed["position"],
            position_translations=forms.translations(form, "position"),
            agency=typed["agency"],
            role=Role(typed["role"]),
            contact=_contact(typed["contact"]),
        )

    if request.method != "POST" or not form.is_valid():
        return page()
    return pages.propose(request, "APPOINT", payload, form.cleaned_data["why"], page)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def change(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Propose another name, position or contact."""
    context, row = context_of(request, officer)
    form = forms.OfficeForm(request.POST or None, row)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "people/manager/change.html", context, form, refusal
        )

    def payload() -> powers.ChangedOffice:
        typed = form.cleaned_data
        return powers.ChangedOffice(
            officer=row.id,
            name=typed["name"],
            position=typed["position"],
            position_translations=forms.translations(form, "position"),
            contact=_contact(typed["contact"]) if typed["contact"] else None,
        )

    if request.method != "POST" or not form.is_valid():
        return page()
    why = form.cleaned_data["why"]
    return pages.propose(request, "CHANGE_OFFICER", payload, why, page)


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def reinstate(request: HttpRequest, officer: UUID) -> HttpResponse:
    """Propose to take a dismissed officer back."""
    context, row = context_of(request, officer)
    form = forms.ReinstatementForm(request.POST or None)

    def page(refusal: Refusal | None = None) -> HttpResponse:
        return pages.form_page(
            request, "people/manager/reinstate.html", context, form, refusal
        )

    def payload() -> powers.Reinstatement:
        contact = _contact(form.cleaned_data["contact"])
        return powers.Reinstatement(officer=row.id, contact=contact)

    if request.method != "POST" or not form.is_valid():
        return page()
    return pages.propose(request, "REINSTATE", payload, form.cleaned_data["why"], page)
