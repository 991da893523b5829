"""A citizen's page of an application: progress, tasks, accesses and document."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from balarea.applications import errors, queries
from balarea.applications.operations import (
    filing,
    objecting,
    officer_texts,
    sealed_contents,
)
from balarea.applications.presenters import (
    accesses,
    advice,
    answers,
    application_page,
    checking,
    collection,
    days,
    defects,
    draws,
    files,
    hand_outs,
    hand_overs,
    listing,
    mandates,
    measures,
    messages,
    objections,
    prepared,
    progress,
    rule_decisions,
)
from balarea.applications.queries import measures as measure_queries
from balarea.applications.rules import (
    MAY_WITHDRAW,
    OBJECTION_ANSWER_WORKING_DAYS,
    State,
)
from balarea.applications.views import deadline_context
from balarea.applications.views.citizen import (
    after_issue,
    case_pages,
    filling,
    talking,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import desks
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, references
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor
from balarea.notices import queries as notice_queries
from balarea.payments import queries as payment_queries
from balarea.payments.presenters import bill_card, own_overpayments
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.presenters import agency_name
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)
from balarea.vault import presenters as vault_presenters
from balarea.vault import queries as vault

if TYPE_CHECKING:
    from balarea.applications import models


@case_pages.citizen_page
@require_safe
def show(request: HttpRequest, case: UUID) -> HttpResponse:
    """A draft's task list, or the progress of the application that was filed."""
    application = queries.application(
        case, auth.require_citizen_session(request).owners
    )
    if application is None:
        return filling.task_list(request, case)
    definition = catalogue.definition(application.definition)
    issued = document_queries.document_of(case)
    records = queries.records_of(application, issued)
    texts = texts_of(request, application, records)
    rules = rule_decisions.rule_decision(
        application, definition, records, clock.of(request), case_pages.language()
    )
    context = {
        **public_part(request, application, definition, records),
        "messages_sent": messages.messages(notice_queries.of_case(case)),
        "defects": defects.defects(
            definition, texts.get("deficiency", {}), case, case_pages.language()
        ),
        "document": application_page.document_card(issued, case_pages.language()),
        "texts": texts,
        "visit": records.inspection,
        "unmet": application_page.unmet(application, definition, records.decision),
        "answer_days": OBJECTION_ANSWER_WORKING_DAYS,
        "object_until": application_page.object_until(application, records.revocation),
        **own_part(request, application, definition),
        **measure_part(request, application),
        "bundle": application.bundle_id,
        "may_withdraw": application.state in MAY_WITHDRAW,
        **desk_part(request, application),
        "answer": answers.answer(
            application, definition, records.decision, case_pages.language()
        ),
        "rules": rules,
        "correction_key": case_pages.fresh_key(),
        **talking.part(request, application),
        **talking.notice_part(request, application),
    }
    response = render(request, "applications/citizen/application.html", context)
    if rules is not None and rules.is_writing:  # works without script
        response.headers["Refresh"] = str(rule_decisions.RELOAD_SECONDS)
    return response


@case_pages.citizen_page
@require_safe
def submitted(request: HttpRequest, case: UUID) -> HttpResponse:
    """What was filed: every answer and every file, to read and to print."""
    application = case_pages.application_of(request, case)
    definition = catalogue.definition(application.definition)
    by, at = auth.require_citizen_session(request).actor, clock.of(request)
    filed_answers = sealed_contents.open_own_answers(
        application=application, by=by, at=at
    )
    names = documents.evidence_names(case=case, by=by, purpose="OWN_DATA", at=at)
    titles = {r.id: r.title.of(case_pages.language()) for r in definition.requirements}
    filed, _ = queries.filed_evidence(application, queries.deficiency_of(application))
    rows = files.files(filed, names)
    context = {
        "case": case,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "filed_at": queries.last_filing(application).at,
        "sections": checking.sections(
            case,
            definition,
            filed_answers,
            case_pages.language(),
            as_of=application.filed_on,
        ),
        "files": [(titles.get(row.requirement, row.requirement), row) for row in rows],
    }
    return render(request, "applications/citizen/submitted.html", context)


def desk_part(
    request: HttpRequest, application: "models.Application"
) -> dict[str, Any]:
    """What to bring to the desk, or what came of it; empty for other services."""
    definition, language = (
        catalogue.definition(application.definition),
        case_pages.language(),
    )
    if "SERVE" not in definition.steps:
        return {}
    context: dict[str, Any] = {
        "is_desk": True,
        "served": prepared.served(application, definition, language),
        "desk": desks.of(application.agency),
    }
    if application.state == State.PREPARED:
        filed = sealed_contents.open_own_answers(
            application=application,
            by=auth.require_citizen_session(request).actor,
            at=clock.of(request),
        )
        sent = {item.requirement for item in document_queries.files_of(application.id)}
        context["prepared"] = prepared.prepared(
            application, definition, filed, sent, language
        )
    return context


def public_part(
    request: HttpRequest,
    application: "models.Application",
    definition: engine.Definition,
    records: queries.OfficerRecords,
) -> dict[str, Any]:
    """The context for the owner and for holders of the tracking secret alike."""
    agency = agency_name(people.agencies().get(application.agency))
    revocation = records.revocation
    changes = queries.changes(application)
    bill = payment_queries.current_bill(application.id)
    today, overrides = clock.today(clock.of(request)), calendar.overrides()
    page, until = vault_presenters.page_params(request.GET)
    acting = mandates.acting(application, today)
    is_suspended = bool(document_queries.suspended_cases([application.id], today))
    summary = vault.access_summary(
        application.id,
        page=page,
        until=until,
        representatives=acting.representative_ids if acting else (),
        today=today,
    )
    return {
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "agency": agency,
        "register": progress.register_name(definition),
        "is_desk": definition.ends_by == "DESK",
        "reference": references.pretty(application.reference),
        "progress": progress.progress(
            application,
            definition,
            changes,
            agency,
            revocation,
            is_suspended=is_suspended,
        ),
        "is_suspended": is_suspended,
        "card": bill_card(bill, at=clock.of(request)) if bill is not None else None,
        "overpayments": own_overpayments(application.id)
        if definition.fee.kind != "FREE"
        else [],
        "promise": listing.promise(definition),
        "promised_on": queries.promised_on(definition, application.due_on, overrides),
        "promise_waits": application_page.promise_waits(application),
        "time_left": application_page.time_left(application, today, overrides),
        "late": application_page.late(application, today, overrides),
        "desk": desks.of(application.agency),
        "collection": collection.collection(
            application, definition, is_revoked=revocation is not None
        ),
        "handed_out": hand_outs.of_case(application),
        "is_pdf_all": collection.is_pdf_all(
            application, definition, is_revoked=revocation is not None
        ),
        "drawn": draws.drawn(application),
        "days": days.days(changes, today, overrides),
        "handed_over": hand_overs.handed_over(
            definition, records.hand_over, records.outcome, case_pages.language()
        ),
        "accesses": accesses.accesses(
            summary, representative=acting.representative if acting else ""
        ),
        "acting": acting,
        "taken_in": progress.taken_in(changes),
        "asked_agencies": advice.asked_agencies(
            definition,
            records.advices,
            people.agencies() if records.advices else {},
            case_pages.language(),
        ),
    }


def own_part(
    request: HttpRequest,
    application: "models.Application",
    definition: engine.Definition,
) -> dict[str, Any]:
    """Objections and what became of the deadline, with the texts for the owner."""
    by = auth.require_citizen_session(request).actor
    at = clock.of(request)
    return {
        "objections": objection_part(request, application, definition, by=by),
        **after_issue.part(request, application, definition),
        **deadline_context.of_case(
            application, definition, purpose="OWN_DATA", by=by, at=at
        ),
    }


def measure_part(
    request: HttpRequest, application: "models.Application"
) -> dict[str, Any]:
    """What was proposed or done against the issued document, without any text."""
    if application.state != State.ISSUED:
        return {}
    today, overrides = clock.today(clock.of(request)), calendar.overrides()
    rows = filter(measures.is_for_holder, measure_queries.measures_of(application))
    return {"measures": [measures.measure_view(one, today, overrides) for one in rows]}


def objection_part(
    request: HttpRequest,
    application: "models.Application",
    definition: engine.Definition,
    *,
    by: Actor | None = None,
) -> objections.Course:
    """What was filed against a refusal, and what may be; its texts for the owner."""
    at, rows = clock.of(request), queries.objections_of(application)
    texts = {
        one.id: objecting.open_text(
            application=application, objection=one, purpose="OWN_DATA", by=by, at=at
        )
        for one in rows
        if by is not None
    }
    agency = agency_name(people.agencies().get(application.agency))
    today, overrides = clock.today(at), calendar.overrides()
    return objections.course(
        application, definition, agency, today, overrides, rows, texts
    )


def texts_of(
    request: HttpRequest,
    application: "models.Application",
    records: queries.OfficerRecords,
) -> dict[str, Any]:
    """The officers' texts for the citizen, opened for them."""
    things = queries.concerning(application, records)
    if not things:
        return {}
    return officer_texts.open_texts(
        application=application,
        sealed_texts=things,
        purpose="OWN_DATA",
        by=auth.require_citizen_session(request).actor,
        at=clock.of(request),
    )


@duplicate_submissions.once
@case_pages.citizen_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    """Withdraw the application after a question."""
    application = case_pages.application_of(request, case)
    if application.state not in MAY_WITHDRAW:
        raise errors.CannotWithdraw
    refusal: foundation_errors.Refusal | None = None
    if request.method == "POST":
        session = auth.require_citizen_session(request)
        try:
            filing.withdraw(
                case=case,
                owners=session.owners,
                seen_state=request.POST.get("seen", ""),
                by=session.actor,
                at=clock.of(request),
            )
        except errors.ChangedMeanwhile as changed:
            refusal, application = changed, case_pages.application_of(request, case)
        else:
            return redirect("applications:case", case)
    definition = catalogue.definition(application.definition)
    status, kind = progress.word(application.state)
    context = {
        "refusal": refusal,
        "status": status,
        "kind": kind,
        "application": application,
        "title": definition.title.of(case_pages.language()),
        "reference": references.pretty(application.reference),
        "is_paid": payment_queries.paid_for(application.id) > 0,
    }
    code = refusal.status if refusal else 200
    return render(request, "applications/citizen/withdraw.html", context, status=code)


@duplicate_submissions.once
@case_pages.citizen_page
@require_POST
def renew(request: HttpRequest, case: UUID) -> HttpResponse:
    """Request another payment code after the first has expired."""
    session = auth.require_citizen_session(request)
    filing.renew_bill(
        case=case, owners=session.owners, by=session.actor, at=clock.of(request)
    )
    return redirect("applications:case", case)


@case_pages.citizen_page
@require_safe
def document(request: HttpRequest, case: UUID) -> HttpResponse:
    """The signed document, byte for byte as issued."""
    application = case_pages.application_of(request, case)
    issued = document_queries.document_of(application.id)
    if issued is None:
        raise foundation_errors.NotFound
    talking.notice_part(request, application)
    content = documents.open_document(
        document=issued,
        by=auth.require_citizen_session(request).actor,
        purpose="OWN_DATA",
        at=clock.of(request),
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{issued.number.replace('/', '-')}.pdf"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
