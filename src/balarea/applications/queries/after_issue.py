"""What can be done with an issued document, and what has followed it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from balarea.applications import after_issue_rules, models
from balarea.applications.queries import cases
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import DocumentLink, IssuedDocument
from balarea.documents.rules import LinkKind
from balarea.documents.rules import State as DocumentState
from balarea.foundation import references
from balarea.vault import queries as vault


def succession_of(case: UUID) -> models.Succession | None:
    """Which earlier application a draft or an application continues, and how."""
    rows = models.Succession.objects.filter(case=case)
    return rows.select_related("earlier").first()


def followed_document(case: UUID) -> tuple[IssuedDocument, LinkKind] | None:
    """The document whose place a case's document will take, and in which way.

    None where the case continues none, or where that one isn't in force any more.
    """
    succession = succession_of(case)
    if succession is None:
        return None
    document = documents.document_of(succession.earlier_id)
    if document is None or not _is_free(document):
        return None
    return document, LinkKind(succession.kind)


def _is_free(document: IssuedDocument) -> bool:
    """Whether a document is in force, and none follows it."""
    is_issued = document.state == DocumentState.ISSUED
    return is_issued and documents.link_from(document) is None


def current_document(
    application: models.Application, today: dt.date
) -> IssuedDocument | None:
    """The document in force of an application, if no other follows it already.

    None while it is suspended: whoever may not use it can't get another one either.
    """
    if application.state != State.ISSUED:
        return None
    document = documents.document_of(application.id)
    if document is None or not _is_free(document):
        return None
    return None if documents.suspended([document.id], today) else document


def replaceable(
    application: models.Application, today: dt.date
) -> IssuedDocument | None:
    """The document that can be issued again because it is lost, if there is one.

    Not one that has expired, and not where a thing is handed over at a desk: a lost
    thing is applied for by a service of its own.
    """
    document = current_document(application, today)
    if document is None or is_expired(document, today):
        return None
    output = catalogue.definition(application.definition).output
    return None if output is None or output.collect is not None else document


def is_expired(document: IssuedDocument, today: dt.date) -> bool:
    """Whether its last day has passed."""
    return document.valid_until is not None and document.valid_until < today


@dataclasses.dataclass(frozen=True, slots=True)
class Renewal:
    """That a document may be renewed: with which service, and from which day on."""

    service: str
    from_on: dt.date
    is_open: bool


def renewal_of(
    definition: engine.Definition, document: IssuedDocument | None, today: dt.date
) -> Renewal | None:
    """Whether and when a document in force may be renewed; None where it can't be."""
    terms = definition.renewal
    if terms is None or document is None or document.valid_until is None:
        return None
    days = terms.days_before
    return Renewal(
        service=terms.service or definition.code,
        from_on=after_issue_rules.renewal_from(document.valid_until, days),
        is_open=after_issue_rules.may_renew(document.valid_until, days, today),
    )


def renewable(rows: Iterable[models.Application], today: dt.date) -> set[UUID]:
    """Those of these applications whose document may be renewed on a day."""
    ids = set()
    for row in rows:
        definition = catalogue.definition(row.definition)
        if definition.renewal is None:
            continue
        renewal = renewal_of(definition, current_document(row, today), today)
        if renewal is not None and renewal.is_open:
            ids.add(row.id)
    return ids


def renewal_days() -> dict[str, int]:
    """Service → from how many days before the end its document may be renewed."""
    return {
        code: definition.renewal.days_before
        for code, definition in catalogue.definitions().items()
        if definition.renewal is not None
    }


def begun_successor(
    application: models.Application, kind: LinkKind, owners: frozenset[UUID]
) -> UUID | None:
    """The owner's case that continues this one and isn't closed yet, if there is one.

    A draft, or an application that is still being worked on.
    """
    rows = models.Succession.objects.filter(earlier=application, kind=kind)
    begun = list(rows.order_by("-at").values_list("case", flat=True))
    if not begun:
        return None
    drafts = cases.drafts_of(owners).filter(id__in=begun).values_list("id", flat=True)
    if draft := drafts.first():
        return draft
    open_cases = cases.applications_of(owners).filter(
        id__in=begun, closed_at__isnull=True
    )
    return open_cases.values_list("id", flat=True).first()


def links_of(case: UUID) -> Sequence[DocumentLink]:
    """How the documents of a case follow each other, and those of other cases."""
    return documents.links_of(case)


def transferable(
    application: models.Application, definition: engine.Definition, today: dt.date
) -> IssuedDocument | None:
    """The document in force that may pass to another holder, if the law has that.

    Not while somebody already applies for it.
    """
    if definition.transfer is None:
        return None
    document = current_document(application, today)
    if document is None or is_expired(document, today):
        return None
    return None if _has_successor(application, LinkKind.TRANSFERRED) else document


def _has_successor(application: models.Application, kind: LinkKind) -> bool:
    """Whether a draft or an open application of anybody continues this one."""
    rows = models.Succession.objects.filter(earlier=application, kind=kind)
    begun = list(rows.values_list("case", flat=True))
    if not begun:
        return False
    drafts = models.Draft.objects.filter(id__in=begun)
    open_cases = models.Application.objects.filter(id__in=begun, closed_at__isnull=True)
    return drafts.exists() or open_cases.exists()


def open_consent(
    application: models.Application, at: dt.datetime
) -> models.TransferConsent | None:
    """The consent of a holder whose code can still be used."""
    rows = models.TransferConsent.objects.filter(application=application)
    return rows.filter(
        ended_at__isnull=True, successor__isnull=True, expires_at__gt=at
    ).first()


def consent_code(consent: models.TransferConsent) -> str:
    """The code of a consent, computed by a key of the mall and stored nowhere."""
    digest = vault.keyed_hash("transfer-code", consent.id.bytes)
    letters = references.ALPHABET
    return "".join(
        letters[byte % len(letters)]
        for byte in digest[: after_issue_rules.CODE_LETTERS]
    )


def code_hash(code: str) -> bytes:
    """By which a typed code finds its consent."""
    letters = "".join(one for one in code.upper() if one in references.ALPHABET)
    return vault.keyed_hash("transfer-consent", letters.encode())


def consent_of_code(code: str, at: dt.datetime) -> models.TransferConsent | None:
    """The consent whose code this is, while it can be used; its row is locked."""
    rows = models.TransferConsent.objects.select_for_update(of=("self",))
    return (
        rows.select_related("application__answers__key")
        .filter(code_hash=code_hash(code), expires_at__gt=at)
        .filter(ended_at__isnull=True, successor__isnull=True)
        .first()
    )
