"""Objections of third parties on the page of a case, and answering them."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import permissions
from balarea.applications.operations import third_parties as operations
from balarea.applications.presenters import third_parties as presenters
from balarea.applications.queries import third_parties
from balarea.applications.views import file_responses
from balarea.applications.views.officer import one_case
from balarea.documents import display
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods, require_safe

if TYPE_CHECKING:
    from balarea.applications import models


def _objected(
    request: HttpRequest, application: "models.Application"
) -> list[presenters.Objected]:
    """All objections with their texts, opened for this officer."""
    session = auth.require_officer_session(request)
    return [
        presenters.objected(
            row,
            operations.open_texts(
                application=application,
                objection=row,
                purpose=permissions.purpose_of(session.scope, application),
                by=session.actor,
                at=clock.of(request),
            ),
        )
        for row in third_parties.third_party_objections(application)
    ]


@duplicate_submissions.once
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@auth.officer_required
def objections(request: HttpRequest, case: UUID) -> HttpResponse:
    """What third parties object to an announced application; by POST answer one."""
    if request.method != "POST":
        return _show(request, case)
    session = auth.require_officer_session(request)
    try:
        objection = UUID(request.POST.get("objection", ""))
    except ValueError:
        raise NotFound from None
    try:
        operations.answer(
            case=case,
            objection=objection,
            text=request.POST.get("text", ""),
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return _show(request, case, refusal, objection)
    messages.success(request, _("The answer is on record, and on its way."))
    return redirect("applications:third_parties", case)


def _show(
    request: HttpRequest,
    case: UUID,
    refusal: Refusal | None = None,
    refused: UUID | None = None,
) -> HttpResponse:
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case)
    announcement = third_parties.announcement_of(application)
    if announcement is None:
        raise NotFound
    context = {
        **one_case.page_part(request, application, refusal),
        "closes_on": announcement.closes_on,
        "rows": _objected(request, application),
        "may_answer": permissions.can(session.scope, Action.DECIDE, application),
        "refused": refused,
        "fault": refusal.why if refusal else "",
        "typed": request.POST.get("text", ""),
    }
    status = refusal.status if refusal else 200
    return render(
        request, "applications/officer/third_parties.html", context, status=status
    )


@require_safe
@never_cache
@auth.officer_required
def file(request: HttpRequest, case: UUID, objection: UUID, file: UUID) -> HttpResponse:
    """A file that a third party sent, after the access is logged."""
    session = auth.require_officer_session(request)
    application = one_case.in_reach(request, case)
    row = third_parties.third_party_objection(objection, case=case)
    if row is None:
        raise NotFound
    content, content_type, _type = display.open_for_display(
        evidence=document_queries.evidence(file, case=row.id),
        by=session.actor,
        purpose=permissions.purpose_of(session.scope, application),
        at=clock.of(request),
        agency=application.agency,
        service=application.service,
    )
    return file_responses.inline(content, content_type)
