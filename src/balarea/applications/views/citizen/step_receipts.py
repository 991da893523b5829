"""The citizen's receipts of the public log: one for each important step."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications.operations import step_receipts as operations
from balarea.applications.presenters import log_codes, receipts, step_receipts
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import typesetting
from balarea.foundation import clock, references
from balarea.foundation import errors as foundation_errors
from balarea.people import auth
from balarea.people import queries as people
from balarea.transparency.receipts import promises, receipt_format, receipt_proofs
from balarea.ui.http_methods import require_safe
from balarea.vault import log_promises

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.transparency.models import Entry

SECONDS = 5  # after which a page reloads itself while a step isn't published


@case_pages.citizen_page
@require_safe
def index(request: HttpRequest, case: UUID) -> HttpResponse:
    """All steps that have a receipt; reloads itself while one is being recorded."""
    application = case_pages.application_of(request, case)
    return page_of(request, application, back=reverse("applications:case", args=[case]))


@case_pages.citizen_page
@require_safe
def pdf(request: HttpRequest, case: UUID, entry: UUID) -> HttpResponse:
    """The receipt of a step as a PDF that carries its proof."""
    application = case_pages.application_of(request, case)
    content = _opened(request, application, entry)
    return pdf_of(application, entry, content)


@case_pages.citizen_page
@require_safe
def proof(request: HttpRequest, case: UUID, entry: UUID) -> HttpResponse:
    """The proof alone, for programs."""
    application = case_pages.application_of(request, case)
    return proof_of(entry, _opened(request, application, entry))


@case_pages.citizen_page
@require_safe
def code(request: HttpRequest, case: UUID, entry: UUID) -> HttpResponse:
    """The receipt of a step as a QR code."""
    return code_of(request, case_pages.application_of(request, case), entry)


@case_pages.citizen_page
@require_safe
def promise(request: HttpRequest, case: UUID, entry: UUID) -> HttpResponse:
    """The signed promise that the log will have a step."""
    return promise_of(case_pages.application_of(request, case), entry)


def page_of(
    request: HttpRequest, application: "models.Application", *, back: str
) -> HttpResponse:
    """The list, whose files' addresses begin with its own."""
    entries = receipt_proofs.steps_of(application.id)
    published = receipt_proofs.published([one.id for one in entries])
    is_waiting = len(published) < len(entries)
    context = {
        "back": back,
        "base": request.path,
        "reference": references.pretty(application.reference),
        "steps": step_receipts.steps(entries, published),
        "is_waiting": is_waiting,
        "hours": promises.SECONDS // 3600,
    }
    response = render(request, "applications/citizen/step_receipts.html", context)
    if is_waiting:
        response["Refresh"] = str(SECONDS)
    return response


def code_of(
    request: HttpRequest, application: "models.Application", entry: UUID
) -> HttpResponse:
    """The page of a step's QR code; back to the list while there is no receipt.

    It proves the step by its leaf alone, so no value of the case is opened for it.

    Raises:
        NotFound: the application has no such step.
    """
    step = _step(application, entry)
    proof = log_codes.receipt_of(step)
    if proof is None:
        return redirect("../")
    context = {
        "reference": references.pretty(application.reference),
        "step": step_receipts.steps([step], [entry])[0],
        "index": proof.index,
        "code": receipt_format.qr_of(proof),
    }
    return render(request, "applications/citizen/step_code.html", context)


def pdf_of(
    application: "models.Application", entry: UUID, proof: bytes | None
) -> HttpResponse:
    """The PDF of a proof; back to the list while there is none."""
    if proof is None:
        return redirect("./")
    agency = people.agencies().get(application.agency)
    content = step_receipts.content(
        application,
        catalogue.definition(application.definition),
        receipts.agency_name(agency, application.agency),
        proof,
        receipt_proofs.policy(),
        verify=settings.BALAREA_BASE_URL.rstrip("/") + reverse("documents:verify"),
    )
    name = f"bukti-{entry.hex}.pdf"
    return _file(typesetting.step_receipt(content), "application/pdf", name)


def proof_of(entry: UUID, proof: bytes | None) -> HttpResponse:
    """The proof as a file; back to the list while there is none."""
    if proof is None:
        return redirect("./")
    return _file(proof, "text/plain; charset=utf-8", f"bukti-{entry.hex}.tlog-proof")


def promise_of(application: "models.Application", entry: UUID) -> HttpResponse:
    """The signed promise as a file.

    Raises:
        NotFound: the application has no such step.
    """
    content = log_promises.promise_of(_step(application, entry))
    return _file(content, "text/plain; charset=utf-8", f"janji-{entry.hex}.txt")


def _step(application: "models.Application", entry: UUID) -> "Entry":
    steps = {one.id: one for one in receipt_proofs.steps_of(application.id)}
    if entry not in steps:
        raise foundation_errors.NotFound
    return steps[entry]


def _opened(
    request: HttpRequest, application: "models.Application", entry: UUID
) -> bytes | None:
    return operations.open_receipt(
        application=application,
        entry=entry,
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
