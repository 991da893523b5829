"""Handing issued papers out at a desk: to whom, against what, and undoing a slip."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from balarea.applications import general_reasons, models, permissions, queries
from balarea.applications import hand_out_errors as errors
from balarea.applications import hand_out_rules as rules
from balarea.applications.errors import ChangedMeanwhile
from balarea.applications.general_reasons import Use
from balarea.applications.hand_out_rules import Collector, Identity, Mandate, Way
from balarea.applications.operations import nik_lookup, noticing, steps
from balarea.applications.rules import State
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import State as DocumentState
from balarea.foundation import clock, ids, normalization, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.languages import DEFAULT
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.people import addresses
from balarea.people.operations import persons
from balarea.people.queries import Scope
from balarea.people.rules import Action, masked_contact
from balarea.vault import operations as vault
from balarea.vault.models import Sealed

DETAILS = "hand-out"


class Handing(NamedTuple):
    """How papers are handed out, as an officer says it.

    `mandate` and `name` are of a representative, `address` of the mail; else empty.
    """

    way: Way
    collector: Collector
    identity: Identity
    mandate: Mandate | None = None
    name: str = ""
    address: str = ""


def _checked(handing: Handing) -> Handing:
    """Without what doesn't belong to it; refused where something is missing."""
    name, mandate = normalization.plain(handing.name), handing.mandate
    if handing.collector == Collector.REPRESENTATIVE:
        if mandate is None or not 0 < len(name) <= rules.MAX_NAME:
            raise errors.MandateMissing
        if handing.identity == Identity.SLIP:
            raise errors.SlipIsNoIdentity
    else:
        name, mandate = "", None
    address = ""
    if handing.way == Way.MAILED:
        try:
            kind, address = addresses.parse(handing.address)
        except addresses.UnknownAddress:
            raise errors.MailAddressNeeded from None
        if kind != "EMAIL":
            raise errors.MailAddressNeeded
    return handing._replace(name=name, mandate=mandate, address=address)


@operation
def hand_out(
    *, cases: Sequence[UUID], handing: Handing, scope: Scope, by: Actor, at: dt.datetime
) -> UUID:
    """Record that the papers of these cases were handed out; returns their sheet.

    A link that is mailed leads to the self-service page, which asks for the code of
    the slip: whoever owns a mistyped address can't open anything by it.

    Raises:
        NotFound: one is not within reach of the officer.
        NotPermitted: the officer doesn't receive for its service.
        errors: `NoPaperChosen`, `TooManyPapers`, `NothingToHandOut`,
            `DocumentSuspended`, `HandedOutAlready`, `NotOnePerson`, `MandateMissing`,
            `SlipIsNoIdentity`, `MailAddressNeeded`.
    """
    handing = _checked(handing)
    if not cases:
        raise errors.NoPaperChosen
    if len(cases) > rules.MAX_PAPERS:
        raise errors.TooManyPapers(max=rules.MAX_PAPERS)
    papers = [  # in one order for all, so that two desks can't wait for each other
        _locked(case=case, scope=scope, by=by, at=at) for case in sorted(set(cases))
    ]
    _check_one_person([application for application, _ in papers], handing)
    sheet = ids.uuid7()
    for application, document in papers:
        row = models.HandOut(
            sheet=sheet,
            application=application,
            document=document,
            way=handing.way,
            collector=handing.collector,
            mandate=handing.mandate or "",
            identity=handing.identity,
            details=_details(application=application, handing=handing, by=by, at=at),
            officer=scope.officer,
            at=at,
        )
        unit_of_work.add(row)
        noticing.note_handed_out(hand_out=row, by=by, at=at)
        _announce(row=row, handing=handing, by=by, at=at)
    return sheet


@operation
def _locked(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> tuple[models.Application, IssuedDocument]:
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    document = document_queries.document_of(case)
    if document is None or document.state != DocumentState.ISSUED:
        raise errors.NothingToHandOut
    _check_not_suspended(document, at)
    earlier = queries.hand_out_of(case)
    if earlier is not None and earlier.document_id == document.id:
        raise errors.HandedOutAlready
    return application, document


def _check_not_suspended(document: IssuedDocument, at: dt.datetime) -> None:
    if document_queries.suspended([document.id], clock.today(at)):
        raise errors.DocumentSuspended


def _check_one_person(
    applications: Sequence[models.Application], handing: Handing
) -> None:
    """Refuse papers of different owners; to a holder only papers of that holder."""
    first = applications[0]
    for other in applications[1:]:
        is_same_holder = other.holder_masked == first.holder_masked and (
            None in {other.holder_index, first.holder_index}
            or bytes(other.holder_index or b"") == bytes(first.holder_index or b"")
        )
        is_same_owner = bool(first.owners & other.owners)
        if handing.collector == Collector.HOLDER and not is_same_holder:
            raise errors.NotOnePerson
        if not (is_same_owner or (is_same_holder and other.holder_index is not None)):
            raise errors.NotOnePerson


@operation
def _details(
    *, application: models.Application, handing: Handing, by: Actor, at: dt.datetime
) -> Sealed | None:
    """The representative's name and the address of the mail, under the case's key."""
    content = {
        name: value
        for name, value in (("name", handing.name), ("address", handing.address))
        if value
    }
    if not content:
        return None
    return vault.seal(
        case=application.id,
        name=DETAILS,
        content=msgspec.json.encode(content),
        by=by,
        at=at,
    )


@operation
def _announce(
    *, row: models.HandOut, handing: Handing, by: Actor, at: dt.datetime
) -> None:
    """Log it, write to the owner's contact, and mail the link."""
    application = row.application
    facts = {
        "number": row.document.number,
        "way": str(row.way),
        "collector": str(row.collector),
        "identity": str(row.identity),
    }
    if row.mandate:
        facts["mandate"] = str(row.mandate)
    steps.log_entry(
        application=application, type="HANDED_OUT", by=by, at=at, facts=facts
    )
    params = {"number": row.document.number, "collected_on": at.isoformat()}
    if row.collector == Collector.REPRESENTATIVE:
        params["representative"] = "yes"
    if row.way == Way.MAILED:
        params["mailed"] = "yes"
    steps.notify(application=application, kind="COLLECTED", params=params, by=by, at=at)
    if row.way == Way.MAILED and row.details is not None:
        notices.post(
            case=application.id,
            channel="EMAIL",
            recipient=row.details.id,
            masked=masked_contact(handing.address),
            kind="PAPER_MAILED",
            params={"number": row.document.number},
            language=application.language,
            agency=application.agency,
            service=application.service,
            by=by,
            at=at,
        )


@operation
def undo(
    *,
    hand_out: UUID,
    reason: str,
    ready_reason: str = "",
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.HandOutReversal:
    """Record that a paper was not handed out after all; nothing is edited.

    Raises:
        NotFound: there is none, or it is not within reach of the officer.
        errors.TooLateToUndo: after `rules.UNDO_WITHIN`.
        applications.errors.ChangedMeanwhile: it was undone already.
        applications.errors.ReasonsMissing: the reason has too few letters.
    """
    row = models.HandOut.objects.select_related("document").filter(id=hand_out).first()
    if row is None:
        raise NotFound
    application = queries.case_in_reach(row.application_id, scope, lock=True)
    if application is None:
        raise NotFound
    permissions.check_can(scope, Action.RECEIVE, application)
    if models.HandOutReversal.objects.filter(hand_out=row).exists():
        raise ChangedMeanwhile
    if not rules.may_undo(row.at, at):
        minutes = int(rules.UNDO_WITHIN.total_seconds() // 60)
        raise errors.TooLateToUndo(minutes=minutes)
    text = general_reasons.composed(Use.HAND_OUT, ready_reason, reason, DEFAULT)
    content = steps.checked_reason(text).encode()
    reversal = models.HandOutReversal(
        hand_out=row,
        application=application,
        reason=vault.seal(
            case=application.id, name="hand-out-undone", content=content, by=by, at=at
        ),
        officer=scope.officer,
        at=at,
    )
    unit_of_work.add(reversal)
    facts = {"number": row.document.number}
    steps.log_entry(
        application=application, type="HAND_OUT_UNDONE", by=by, at=at, facts=facts
    )
    params = {"number": row.document.number, "undone": "yes"}
    steps.notify(application=application, kind="COLLECTED", params=params, by=by, at=at)
    return reversal


@operation
def open_details(
    *, hand_out: models.HandOut, by: Actor, at: dt.datetime
) -> dict[str, str]:
    """The representative's name and the mail's address, for the sheet to sign."""
    if hand_out.details is None:
        return {}
    application = hand_out.application
    content = vault.open(
        sealed=hand_out.details,
        case=application.id,
        name=DETAILS,
        by=by,
        purpose="COUNTER",
        at=at,
        agency=application.agency,
        service=application.service,
    )
    return msgspec.json.decode(content, type=dict[str, str])


@operation
def documents_at_desk(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> list[queries.Paper]:
    """A case's paper with those of the same person that wait; the look is recorded.

    Raises:
        NotFound: not within reach, or the officer doesn't receive for its service.
    """
    application = queries.received_case(case, scope)
    if application is None:
        raise NotFound
    papers = queries.papers_with(application, scope)
    shown = {one.application.id: one.application for one in papers}
    shown[application.id] = application
    vault.record_lookup(
        cases={row.id: (row.agency, row.service) for row in shown.values()},
        name="hand-out",
        by=by,
        at=at,
    )
    return papers


@operation
def find_by_nik(
    *, nik: str, scope: Scope, by: Actor, at: dt.datetime
) -> models.Application | None:
    """The last issued application of the person with this NIK, as typed.

    By the NIK in an application, else by that of a person whom a desk identified.
    Each look-up is logged, and the person sees it.

    Raises:
        NotPermitted: the officer receives nowhere.
        foundation.errors.TooMany: this officer searched too often within an hour.
    """
    scope.require(Action.RECEIVE)
    items = nik_lookup.find_by_nik(scope=scope, nik=nik, by=by, at=at)
    for item in items:
        issued = item.state == State.ISSUED and not item.is_revoked
        if issued and (application := queries.received_case(item.id, scope)):
            return application
    matches = persons.find(scope=scope, nik=nik, by=by, at=at)
    owners = frozenset().union(*(one.owners for one in matches))
    return queries.issued_to(owners, scope) if owners else None


@operation
def open_paper(
    *, case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> tuple[IssuedDocument, bytes]:
    """The signed document, to be printed at a desk; the access is recorded first.

    Raises:
        NotFound: not within reach, or the officer doesn't receive for its service.
        errors.NothingToHandOut: it is not issued, or was revoked.
        errors.DocumentSuspended: it is suspended now.
    """
    application = queries.received_case(case, scope)
    if application is None:
        raise NotFound
    document = document_queries.document_of(case)
    if document is None or document.state != DocumentState.ISSUED:
        raise errors.NothingToHandOut
    _check_not_suspended(document, at)
    content = documents.open_document(
        document=document, by=by, purpose="COUNTER", at=at
    )
    return document, content
