"""Preview of the deficiency notice before it is sent."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from balarea.applications import errors
from balarea.applications.operations import returning
from balarea.applications.presenters import application_page, defects, progress
from balarea.applications.views.officer import case as page
from balarea.foundation import calendar, clock, ids, references
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, resubmission
from balarea.ui.http_methods import require_safe


@require_safe
@never_cache
@auth.officer_required
def preview(request: HttpRequest, case: UUID) -> HttpResponse:
    """The notice as the citizen will read it, with the last day to answer."""
    session, at = auth.require_officer_session(request), clock.of(request)
    late = resubmission.take(
        request, reverse("applications:act", kwargs={"case": case})
    )
    try:
        prepared = returning.preview_return(
            case=case, scope=session.scope, by=session.actor, at=at
        )
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        return page.show(request, case, page.Typed(refusal, {}))
    application, definition = prepared.opened.application, prepared.opened.definition
    context = {
        "application": application,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(translation.get_language() or "id"),
        "notice": _notice(prepared, clock.today(at)),
        "count": len(prepared.texts),
        "late": errors.SessionWasOver() if late else None,
        "answer_by": prepared.answer_by,
        "key": ids.uuid7(),
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
    }
    return render(request, "applications/officer/return.html", context)


def _notice(prepared: returning.ReturnPreview, today: dt.date) -> str:
    """The notice as on the citizen's page, in the language of the application."""
    application, definition = prepared.opened.application, prepared.opened.definition
    language = application.language
    with translation.override(language):
        answer_by = prepared.answer_by
        context = {
            "register": progress.register_name(definition),
            "defects": defects.defects(
                definition, prepared.texts, application.id, language
            ),
            "answer_by": answer_by,
            "time_left": application_page.time_until(
                answer_by, today, calendar.overrides()
            ),
            "is_preview": True,
        }
        return render_to_string("applications/citizen/mend.html", context)
