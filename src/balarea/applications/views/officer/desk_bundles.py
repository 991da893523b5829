"""The receipt of a bundle that a desk took in: every application with its code."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.applications import queries as case_queries
from balarea.applications.presenters import bundles, receipts
from balarea.applications.queries import front_desk as queries
from balarea.applications.views.citizen import case_pages, submitting
from balarea.documents import typesetting
from balarea.foundation import clock, spoken_codes
from balarea.foundation.errors import NotFound
from balarea.people import auth
from balarea.people.presenters import recorded_office
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _filed(
    request: HttpRequest, case: UUID
) -> "tuple[models.BundleFiling, list[models.Application], list[receipts.Proof]]":
    """The filing, its applications, and their receipts; their secrets are opened.

    Raises:
        NotFound: there is none, or the officer doesn't take in all of its services.
    """
    session = auth.require_officer_session(request)
    filing = queries.bundle_filing(case, session.scope)
    if filing is None:
        raise NotFound
    rows = case_queries.bundled(filing)
    proofs = [
        submitting.proof_for(row, session.actor, clock.of(request)) for row in rows
    ]
    return filing, rows, proofs


@never_cache
@auth.officer_required
@require_safe
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """What the person takes home, on A4; from it the slip of each application."""
    filing, rows, proofs = _filed(request, case)
    officer = auth.require_officer_session(request).scope.officer
    taken_in = queries.taken_in_by(rows[0]) if rows else None
    context: dict[str, Any] = {
        "filing": filing,
        "filed": bundles.filed(filing, rows, case_pages.language()),
        "rows": [
            (
                proof,
                " ".join(spoken_codes.words(proof.secret)),
                reverse("applications:desk_receipt", args=[row.id]),
                reverse("applications:desk_slip", args=[row.id]),
            )
            for row, proof in zip(rows, proofs, strict=True)
        ],
        "office": recorded_office(taken_in) if taken_in else "",
        "filed_by": receipts.filed_by(filing),
        "owner": queries.owner_of(filing).id,
        "has_contact": filing.contact is not None,
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
    }
    return render(request, "applications/officer/desk_bundle.html", context)


@never_cache
@auth.officer_required
@require_safe
def receipt_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same as a file."""
    filing, _rows, proofs = _filed(request, case)
    content = typesetting.bundle_receipt(receipts.bundle_receipt(filing, proofs))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"tanda-terima-{filing.reference}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
