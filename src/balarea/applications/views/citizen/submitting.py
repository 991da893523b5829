"""The check page, filing, and the receipt."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from balarea.applications import errors, queries
from balarea.applications.operations import bundles, filing, sealed_contents
from balarea.applications.presenters import (
    checking,
    nik_mismatch,
    prepared,
    progress,
    receipts,
)
from balarea.applications.presenters.tasks import address
from balarea.applications.rules import State
from balarea.applications.views.citizen import (
    application_page,
    bundle_parts,
    case_pages,
    filling,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content, typesetting
from balarea.documents import operations as documents
from balarea.foundation import clock
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.idempotent("the key of its form files once")
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, case: UUID) -> HttpResponse:
    """Every answer on one page, from which the draft is filed."""
    if request.method == "POST":
        return _submit(request, case)
    return _show(request, case_pages.open_draft(request, case))


def _is_filed(request: HttpRequest, case: UUID) -> bool:
    owners = auth.require_citizen_session(request).owners
    if queries.draft(case, owners) is not None:
        return False
    return (
        queries.application(case, owners) is not None
        or queries.bundle_filing(case, owners) is not None
    )


def _submit(request: HttpRequest, case: UUID) -> HttpResponse:
    session = auth.require_citizen_session(request)
    draft = queries.draft(case, session.owners)
    is_bundle = (
        catalogue.bundle_of(draft.definition) is not None
        if draft is not None
        else queries.bundle_filing(case, session.owners) is not None
    )
    file = bundles.submit if is_bundle else filing.submit
    try:
        file(
            case=case,
            owners=session.owners,
            key=request.POST.get("idempotency_key") or case_pages.fresh_key(),
            seen_fingerprint=request.POST.get("seen_as", ""),
            is_mismatch_confirmed=request.POST.get("confirmed") == "YES",
            by=session.actor,
            at=clock.of(request),
        )
    except errors.Incomplete as refusal:
        opened = case_pages.open_draft(request, case)
        return _show(request, opened, refusal, refusal.params["problems"])
    except (errors.Unconfirmed, errors.NothingApplies) as refusal:
        return _show(request, case_pages.open_draft(request, case), refusal)
    except (errors.ChangedMeanwhile, foundation_errors.KeyReused) as refusal:
        if _is_filed(request, case):
            raise
        return _show(request, case_pages.open_draft(request, case), refusal)
    page = "bundle_receipt" if is_bundle else "receipt"
    return redirect(f"applications:{page}", case)


def _show(
    request: HttpRequest,
    opened: case_pages.OpenedDraft,
    refusal: foundation_errors.Refusal | None = None,
    problems: Any = (),
) -> HttpResponse:
    session, language = auth.require_citizen_session(request), case_pages.language()
    today = clock.today(clock.of(request))
    case, definition = opened.draft.id, opened.definition
    as_of = opened.as_of
    contradictions = engine.contradictions(definition, opened.answers, as_of=as_of)
    names = documents.evidence_names(
        case=case, by=session.actor, purpose="OWN_DATA", at=clock.of(request)
    )
    by_requirement: dict[str, list[str]] = {}
    for file in opened.files:
        by_requirement.setdefault(file.requirement, []).append(names[file.id])
    context = {
        "opened": opened,
        **bundle_parts.applying_part(opened),
        "sections": checking.sections(
            case, definition, opened.answers, language, as_of=as_of
        ),
        "files": checking.files(
            case, definition, opened.answers, by_requirement, language, as_of=as_of
        ),
        "fee": checking.fee(definition, opened.answers, language, as_of=as_of),
        "rest": checking.rest(case, definition, opened.answers, as_of=as_of),
        "problems": checking.summary(case, definition, problems, language, today),
        "unfinished": checking.summary(
            case, definition, opened.problems, language, today
        ),
        "refusal": refusal,
        "seen_as": queries.fingerprint(
            opened.draft.definition, opened.answers, opened.files
        ),
        "key": case_pages.fresh_key(),
        "defects": filling.open_defects(request, opened),
        "previous": opened.tasks.before(),
        "unconfirmed": isinstance(refusal, errors.Unconfirmed),
        "differing": nik_mismatch.rows(case, definition, contradictions, language),
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "applications/citizen/check.html", context, status=status)


def _is_amended(application: "models.Application") -> bool:
    """Whether the last filing answers a deficiency notice."""
    deficiency = queries.deficiency_of(application)
    return deficiency is not None and deficiency.answered_at is not None


def proof_of(request: HttpRequest, application: "models.Application") -> receipts.Proof:
    """The receipt with the tracking secret, opened for its owner."""
    by = auth.require_citizen_session(request).actor
    return proof_for(application, by, clock.of(request))


def proof_for(
    application: "models.Application", by: Actor, at: dt.datetime
) -> receipts.Proof:
    """The same, opened by whoever serves the owner."""
    secret = sealed_contents.open_tracking_secret(application=application, by=by, at=at)
    path = reverse("applications:tracked", args=[application.reference, secret])
    is_amended = _is_amended(application)
    began_as = queries.changes(application)[0].state
    return receipts.proof(
        application,
        definition=catalogue.definition(application.definition),
        agency=people.agencies().get(application.agency),
        filing=queries.last_filing(application),
        secret=secret,
        tracking=settings.BALAREA_BASE_URL.rstrip("/") + path,
        is_fee_first=not is_amended and began_as == State.AWAITING_FEE,
    )


@case_pages.citizen_page
@require_safe
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt as a page."""
    application = case_pages.application_of(request, case)
    proof = proof_of(request, application)
    context = {
        "proof": proof,
        "title": proof.service_name.of(case_pages.language()),
        "agency": proof.agency_name.of(case_pages.language()),
        "register": progress.register_name(
            catalogue.definition(application.definition)
        ),
        "address": address("case", case),
        "pdf": address("receipt_pdf", case),
        "masked": auth.require_citizen_session(request).masked,
        **application_page.desk_part(request, application),
        "is_fee_due": application.state == State.AWAITING_FEE,
        "is_amended": _is_amended(application),
    }
    return render(request, "applications/citizen/receipt.html", context)


@case_pages.citizen_page
@require_safe
def receipt_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The receipt as a file."""
    application = case_pages.application_of(request, case)
    proof = proof_of(request, application)
    desk, rows = "", tuple[document_content.Row, ...]()
    definition = catalogue.definition(application.definition)
    if "SERVE" in definition.steps:
        by, at = auth.require_citizen_session(request).actor, clock.of(request)
        answers = sealed_contents.open_own_answers(
            application=application, by=by, at=at
        )
        desk = prepared.desk_address(application)
        rows = prepared.rows(application, definition, answers)
    content = typesetting.receipt(receipts.receipt_content(proof, desk=desk, rows=rows))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"tanda-terima-{proof.reference}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
