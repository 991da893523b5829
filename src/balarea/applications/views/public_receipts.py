"""Receipts of the public log for whoever tracks an application by its secret.

They prove each step by its leaf alone: no value of the case is opened for them.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from balarea.applications import forms
from balarea.applications.operations import tracking
from balarea.applications.views.citizen import case_pages, step_receipts
from balarea.foundation import clock
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM
from balarea.people import networks
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@case_pages.uncached
@require_safe
def index(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """All steps that have a receipt."""
    application = _tracked(request, reference, secret)
    back = reverse("applications:tracked", args=[reference, secret])
    return _private(step_receipts.page_of(request, application, back=back))


@case_pages.uncached
@require_safe
def pdf(request: HttpRequest, reference: str, secret: str, entry: UUID) -> HttpResponse:
    """The receipt of a step as a PDF that carries its proof."""
    application = _tracked(request, reference, secret)
    proof = _proof(application, entry)
    return _private(step_receipts.pdf_of(application, entry, proof))


@case_pages.uncached
@require_safe
def proof(
    request: HttpRequest, reference: str, secret: str, entry: UUID
) -> HttpResponse:
    """The proof alone, for programs."""
    application = _tracked(request, reference, secret)
    return _private(step_receipts.proof_of(entry, _proof(application, entry)))


@case_pages.uncached
@require_safe
def code(
    request: HttpRequest, reference: str, secret: str, entry: UUID
) -> HttpResponse:
    """The receipt of a step as a QR code."""
    application = _tracked(request, reference, secret)
    return _private(step_receipts.code_of(request, application, entry))


@case_pages.uncached
@require_safe
def promise(
    request: HttpRequest, reference: str, secret: str, entry: UUID
) -> HttpResponse:
    """The signed promise that the log will have a step."""
    application = _tracked(request, reference, secret)
    return _private(step_receipts.promise_of(application, entry))


def _tracked(request: HttpRequest, reference: str, secret: str) -> "models.Application":
    form = forms.TrackingForm({"reference": reference, "secret": secret})
    if not form.is_valid():
        raise foundation_errors.NotFound
    application = tracking.find(
        reference=form.cleaned_data["reference"],
        secret=form.cleaned_data["secret"],
        network=networks.network_of(request),
        by=SYSTEM,
        at=clock.of(request),
    )
    if application is None:
        raise foundation_errors.NotFound
    return application


def _proof(application: "models.Application", entry: UUID) -> bytes | None:
    if entry not in {one.id for one in receipt_proofs.steps_of(application.id)}:
        raise foundation_errors.NotFound
    return receipt_proofs.receipt_of(entry)


def _private(response: HttpResponse) -> HttpResponse:
    """Send no referrer, since the address contains the secret."""
    response["Referrer-Policy"] = "no-referrer"
    return response
