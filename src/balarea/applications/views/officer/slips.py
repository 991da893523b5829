"""The receipt of what a desk took in: on A4, on an 80 mm slip, and issued again."""

import dataclasses
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from balarea.applications.operations import front_desk
from balarea.applications.presenters import log_codes, receipts
from balarea.applications.queries import front_desk as queries
from balarea.applications.queries import villages
from balarea.applications.views.citizen import case_pages, submitting
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import desks
from balarea.documents import document_content, typesetting
from balarea.foundation import clock, spoken_codes
from balarea.foundation.errors import NotFound
from balarea.people import auth, duplicate_submissions
from balarea.people.presenters import recorded_office
from balarea.transparency.receipts import receipt_proofs
from balarea.ui.http_methods import require_POST, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _application(request: HttpRequest, case: UUID) -> "models.Application":
    scope = auth.require_officer_session(request).scope
    application = queries.application(case, scope)
    if application is None:
        raise NotFound
    return application


def _context(request: HttpRequest, application: "models.Application") -> dict[str, Any]:
    session, language = auth.require_officer_session(request), case_pages.language()
    proof = submitting.proof_for(application, session.actor, clock.of(request))
    taken_in = queries.taken_in_by(application)
    definition = catalogue.definition(application.definition)
    collect = definition.output.collect if definition.output else None
    return {
        "application": application,
        "proof": proof,
        "words": spoken_codes.words(proof.secret),
        "title": proof.service_name.of(language),
        "agency": proof.agency_name.of(language),
        "office": recorded_office(taken_in) if taken_in else "",
        "bring": [one.of(language) for one in collect.bring] if collect else [],
        "hours": desks.of(application.agency).hours,
        "site": _site(),
        "owner": queries.owner_of(application).id,
        "at_village": villages.village_of_officer(application, session.scope),
        "has_contact": application.contact is not None,
        "is_new": "baru" in request.GET,
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
        "log": log_codes.of_filing(receipt_proofs.steps_of(application.id)),
    }


def _site() -> str:
    """The tracking page's address as people type it."""
    address = settings.BALAREA_BASE_URL.rstrip("/") + reverse("applications:track")
    return address.partition("://")[2]


@never_cache
@auth.officer_required
@require_safe
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """What the person takes home, on A4; each look opens the secret, with a trace."""
    context = _context(request, _application(request, case))
    return render(request, "applications/officer/desk_receipt.html", context)


@never_cache
@auth.officer_required
@require_safe
def slip(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same as a page for a roll of 80 mm."""
    context = _context(request, _application(request, case))
    return render(request, "applications/officer/slip.html", context)


@never_cache
@auth.officer_required
@require_safe
def receipt_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt on A4 as a file."""
    context = _context(request, _application(request, case))
    proof, words = context["proof"], context["words"]
    row = document_content.Row(
        document_content.Words("Kata pelacak", "Tracking words"),
        document_content.Words(" ".join(words), ""),
    )
    content = receipts.receipt_content(proof, rows=(row,))
    return _pdf(
        typesetting.receipt(dataclasses.replace(content, log=context["log"])),
        f"tanda-terima-{proof.reference}.pdf",
    )


@never_cache
@auth.officer_required
@require_safe
def slip_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The slip as a file."""
    application = _application(request, case)
    context = _context(request, application)
    proof = context["proof"]
    definition = catalogue.definition(application.definition)
    collect = definition.output.collect if definition.output else None
    with translation.override("id"):
        hours = desks.of(application.agency).hours
    content = document_content.Slip(
        receipt=dataclasses.replace(
            receipts.receipt_content(proof), log=context["log"]
        ),
        words=tuple(context["words"]),
        office=str(context["office"]),
        filed_by=proof.filed_by and document_content.Words.of(proof.filed_by.texts),
        site=_site(),
        hours=tuple(f"{days}, {times}" for days, times in hours),
        bring=tuple(
            document_content.Words.of(one.texts)
            for one in (collect.bring if collect else ())
        ),
    )
    return _pdf(typesetting.slip(content), f"struk-{proof.reference}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_POST
def reissue(request: HttpRequest, case: UUID) -> HttpResponse:
    """Replace a lost slip: a new secret, and the old one no longer works."""
    session = auth.require_officer_session(request)
    front_desk.reissue_slip(
        case=case, scope=session.scope, by=session.actor, at=clock.of(request)
    )
    return redirect(f"{reverse('applications:desk_receipt', args=[case])}?baru=1")
