"""What pages about one case share: reaching it, their head, and a letter about it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from balarea.applications import permissions, queries
from balarea.applications.rules import MAX_TEXT, MIN_LETTERS
from balarea.applications.views import file_responses
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth
from balarea.people.rules import Action

if TYPE_CHECKING:
    from balarea.applications import models


def in_reach(
    request: HttpRequest, case: UUID, action: Action | None = None
) -> "models.Application":
    """An application within the officer's rights.

    Raises:
        NotFound: there is none.
        NotPermitted: without the right to `action`, if one is named.
    """
    scope = auth.require_officer_session(request).scope
    application = queries.case_in_reach(case, scope)
    if application is None:
        raise NotFound
    if action is not None:
        permissions.check_can(scope, action, application)
    return application


def officer_part(request: HttpRequest) -> dict[str, str]:
    """Who looks, for the page's head."""
    officer = auth.require_officer_session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


def page_part(
    request: HttpRequest, application: "models.Application", refusal: Refusal | None
) -> dict[str, object]:
    """The head of a page about a case, the refusal on it, and bounds of its texts."""
    definition = catalogue.definition(application.definition)
    return {
        "application": application,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(get_language() or "id"),
        "refusal": refusal,
        "min_letters": MIN_LETTERS,
        "max_text": MAX_TEXT,
        **officer_part(request),
    }


def letter(request: HttpRequest, of: UUID, purpose: str) -> HttpResponse:
    """The signed letter about an objection or a measure, after the access is logged.

    Raises:
        NotFound: none was written.
    """
    issued = document_queries.document_of(of)
    if issued is None:
        raise NotFound
    content = documents.open_document(
        document=issued,
        by=auth.require_officer_session(request).actor,
        purpose=purpose,
        at=clock.of(request),
    )
    return file_responses.inline(content, "application/pdf")
