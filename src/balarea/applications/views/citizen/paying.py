"""The payment code as a picture for a bank's app, and the receipt as a file."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from balarea.applications.presenters import receipts
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import queries as catalogue
from balarea.documents import typesetting
from balarea.foundation import clock
from balarea.foundation import errors as foundation_errors
from balarea.payments import presenters
from balarea.payments import queries as payments
from balarea.payments.rules import State
from balarea.people import queries as people
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.payments.models import Bill


@case_pages.citizen_page
@require_safe
def picture(request: HttpRequest, case: UUID) -> HttpResponse:
    """The payment code of the citizen's own bill."""
    return picture_of(request, case_pages.application_of(request, case))


def picture_of(request: HttpRequest, application: "models.Application") -> HttpResponse:
    """The payment code as a file.

    Raises:
        NotFound: there is no bill, or it can't be paid now.
    """
    shown = presenters.picture(bill_of(application), at=clock.of(request))
    if shown is None:
        raise foundation_errors.NotFound
    return _file(shown.content, "image/png", shown.name)


@case_pages.citizen_page
@require_safe
def proof(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt of the citizen's own payment."""
    application = case_pages.application_of(request, case)
    bill = bill_of(application)
    if bill.state != State.PAID:
        raise foundation_errors.NotFound
    filed_as = application.bundle if bill.cases else None
    receipt = receipts.payment(
        bill,
        catalogue.definition((filed_as or application).definition),
        people.agencies().get(application.agency),
    )
    name = f"bukti-bayar-{receipt.number}.pdf"
    return _file(typesetting.payment(receipt), "application/pdf", name)


def bill_of(application: "models.Application") -> "Bill":
    """The bill that matters now; raises `NotFound`."""
    bill = payments.current_bill(application.id)
    if bill is None:
        raise foundation_errors.NotFound
    return bill


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
