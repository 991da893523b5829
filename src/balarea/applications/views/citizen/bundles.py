"""What was filed as one bundle: where each application stands, and its receipt."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.applications import queries
from balarea.applications.presenters import bundles, receipts
from balarea.applications.presenters.tasks import address
from balarea.applications.rules import AWAITING_PAYMENT
from balarea.applications.views.citizen import case_pages, submitting
from balarea.documents import typesetting
from balarea.foundation import clock
from balarea.foundation import errors as foundation_errors
from balarea.payments import queries as payments
from balarea.payments.presenters import BillCard, bill_card
from balarea.people import auth
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@case_pages.citizen_page
@require_safe
def show(request: HttpRequest, case: UUID) -> HttpResponse:
    """Where each application of a bundle stands."""
    filing, applications = _filed(request, case)
    context = {
        "filed": bundles.filed(filing, applications, case_pages.language()),
        "bills": _bills(applications, clock.of(request)),
        "receipt": address("bundle_receipt", case),
    }
    return render(request, "applications/citizen/bundle.html", context)


@case_pages.citizen_page
@require_safe
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt that lists every application, as a page."""
    filing, applications = _filed(request, case)
    filed = bundles.filed(filing, applications, case_pages.language())
    proofs = [
        (shown.receipt, shown.word, submitting.proof_of(request, row))
        for shown, row in zip(filed.rows, applications, strict=True)
    ]
    context = {
        "filed": filed,
        "proofs": proofs,
        "has_desk": any(proof.is_desk for _, _, proof in proofs),
        "pdf": address("bundle_receipt_pdf", case),
        "masked": auth.require_citizen_session(request).masked,
    }
    return render(request, "applications/citizen/bundle_receipt.html", context)


@case_pages.citizen_page
@require_safe
def receipt_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same as a file."""
    filing, applications = _filed(request, case)
    proofs = [submitting.proof_of(request, row) for row in applications]
    content = typesetting.bundle_receipt(receipts.bundle_receipt(filing, proofs))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"tanda-terima-{filing.reference}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _bills(
    applications: "list[models.Application]", at: dt.datetime
) -> list[tuple[UUID, BillCard]]:
    """What is to be paid now: each bill once, with a case whose pages renew it."""
    cards: dict[UUID, tuple[UUID, BillCard]] = {}
    for row in applications:
        bill = payments.current_bill(row.id)
        if row.state in AWAITING_PAYMENT and bill is not None:
            cards.setdefault(bill.id, (row.id, bill_card(bill, at=at)))
    return list(cards.values())


def _filed(
    request: HttpRequest, case: UUID
) -> "tuple[models.BundleFiling, list[models.Application]]":
    """A citizen's own filing and its applications.

    Raises:
        foundation_errors.NotFound: there is none, or it is another citizen's.
    """
    owners = auth.require_citizen_session(request).owners
    filing = queries.bundle_filing(case, owners)
    if filing is None:
        raise foundation_errors.NotFound
    return filing, queries.bundled(filing)
