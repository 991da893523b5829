"""Issued documents of cases in tests: signed, verified, and replaced as lost."""

import datetime as dt
from typing import Any

from balarea.applications import models, testing
from balarea.applications.operations import replacing
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import verification
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import State as DocumentState
from balarea.foundation.operation import SYSTEM

# A service whose document ends, and passes to others by law.
ENDING = "KOP-006"


def document_of(application: models.Application) -> IssuedDocument:
    document = document_queries.document_of(application.id)
    assert document is not None
    return document


def sign(application: models.Application, at: dt.datetime) -> IssuedDocument:
    """The newest document of a case, signed."""
    document = document_of(application)
    return documents.issue(document=document.id, by=SYSTEM, at=at)


def in_force(application: models.Application) -> list[str]:
    rows = IssuedDocument.objects.filter(
        case=application.id, state=DocumentState.ISSUED
    )
    return list(rows.values_list("number", flat=True))


def said(document: IssuedDocument, at: dt.datetime) -> Any:
    return documents.open_content(document=document, by=SYSTEM, at=at).paper


def verdict(number: str, at: dt.datetime) -> verification.Answer:
    return verification.of_text(number, network="192.0.2.9", at=at)


def lost(
    application: models.Application,
    who: testing.Applicant,
    at: dt.datetime,
    **more: Any,
) -> IssuedDocument:
    arguments: dict[str, Any] = {
        "owners": who.owners,
        "is_confirmed": True,
        "seen_number": document_of(application).number,
        "by": who.by,
        **more,
    }
    return replacing.replace_lost(case=application.id, at=at, **arguments)
