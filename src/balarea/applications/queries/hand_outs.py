"""Papers that were handed out at a desk, and those that wait to be collected."""

import dataclasses
import datetime as dt
import re
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from balarea.applications import models
from balarea.applications.queries import cases, conflicts
from balarea.applications.queries.worklists import PAGE, services_of
from balarea.applications.rules import State
from balarea.catalogue import collecting
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import State as DocumentState
from balarea.foundation import calendar, clock, references
from balarea.people.queries import Scope
from balarea.people.rules import Action

type HandOutCursor = tuple[dt.datetime, UUID]
# The addresses in the QR codes of slips and receipts, as a scanner types them.
_SLIP = re.compile(r"/(?:lacak|petugas/loket)/([^/?#\s]+)", re.IGNORECASE)
START: HandOutCursor = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), UUID(int=0))


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingPaper:
    """One issued paper that nobody has collected yet; a masked name only."""

    id: UUID
    reference: str
    service: str
    definition: str
    holder_masked: str
    issued_at: dt.datetime
    has_contact: bool

    @property
    def pretty(self) -> str:
        return references.pretty(self.reference)

    @property
    def cursor(self) -> HandOutCursor:
        return self.issued_at, self.id


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """An issued paper at the desk: with its document, and its handing-out if any."""

    application: models.Application
    document: IssuedDocument
    hand_out: models.HandOut | None


def effective_hand_outs() -> QuerySet[models.HandOut]:
    """Handings-out that were not undone."""
    return models.HandOut.objects.filter(reversal__isnull=True)


def hand_out_of(case: UUID) -> models.HandOut | None:
    """The last handing-out of a case's paper that was not undone."""
    rows = effective_hand_outs().filter(application=case)
    rows = rows.select_related("officer__agency", "document")
    return rows.order_by("-at").first()


def hand_outs_of_sheet(sheet: UUID, scope: Scope) -> list[models.HandOut]:
    """What was handed out together, within an officer's reach; undone ones too."""
    rows = models.HandOut.objects.select_related(
        "application__tracking__key", "document", "details__key", "officer__agency"
    )
    listed = rows.select_related("reversal").filter(sheet=sheet).order_by("id")
    reached = [one for one in listed if _receives(scope, one.application)]
    for one in reached:
        conflicts.check_no_interest(one.application, scope)
    return reached


def _receives(scope: Scope, application: models.Application) -> bool:
    return scope.allows(
        Action.RECEIVE, agency=application.agency, service=application.service
    )


def received_case(case: UUID, scope: Scope) -> models.Application | None:
    """An application on whose service the officer may RECEIVE."""
    application = cases.case_in_reach(case, scope)
    return application if application and _receives(scope, application) else None


def paper_case(text: str, scope: Scope) -> models.Application | None:
    """The application that a slip, a reference or a document's number means.

    Typed or scanned; only where the officer may RECEIVE.
    """
    slip = _SLIP.search(text)
    try:
        stored = references.normalise(slip[1] if slip else text)
    except references.InvalidReference:
        document = documents.by_code(text) or documents.by_number(text)
        return received_case(document.case, scope) if document else None
    return _at_desk_of(scope).filter(reference=stored).first()


def issued_to(owners: frozenset[UUID], scope: Scope) -> models.Application | None:
    """The last issued application of these owners at the officer's desks."""
    rows = _at_desk_of(scope).filter(cases.owned_by(owners), state=State.ISSUED)
    return rows.order_by("-closed_at").first()


def _at_desk_of(scope: Scope) -> QuerySet[models.Application]:
    return models.Application.objects.filter(
        service__in=services_of(scope, Action.RECEIVE)
    )


def papers_with(application: models.Application, scope: Scope) -> list[Paper]:
    """The issued papers of an application's owner that wait, and its own."""
    same_owner = cases.owned_by(application.owners)
    if application.holder_index is not None:
        same_owner |= Q(holder_index=application.holder_index)
    rows = _at_desk_of(scope).filter(
        conflicts.without_excluded(scope), state=State.ISSUED
    )
    others = rows.filter(same_owner).filter(
        documents.is_in_force(), ~Exists(_of_document())
    )
    ids = {*others.values_list("id", flat=True)[:PAGE], application.id}
    listed = cases.with_step_data(rows.filter(id__in=ids)).order_by("-closed_at")
    papers = (_paper(one) for one in listed)
    return [one for one in papers if one is not None]


def _paper(application: models.Application) -> Paper | None:
    document = documents.document_of(application.id)
    if document is None or document.state != DocumentState.ISSUED:
        return None
    hand_out = hand_out_of(application.id)
    if hand_out is not None and hand_out.document_id != document.id:
        hand_out = None  # of an earlier document of the case
    return Paper(application, document, hand_out)


def _of_document() -> QuerySet[models.HandOut]:
    """The handings-out of the document of a case that is in force now."""
    return effective_hand_outs().filter(
        application=OuterRef("id"), document__state=DocumentState.ISSUED
    )


def uncollected(today: dt.date) -> QuerySet[models.Application]:
    """Applications whose paper or thing waits at a desk of the mall on a day.

    That is where something is collected besides the PDF, and where somebody without a
    contact can't download it. Not while the document is suspended.
    """
    collected = Q(contact__isnull=True)
    for definition, desk_value in collecting.collected_at_desk().items():
        own = Q(definition=definition)
        collected |= own & Q(collect_at=desk_value) if desk_value else own
    return models.Application.objects.filter(state=State.ISSUED).filter(
        collected,
        documents.is_in_force(),
        ~documents.is_suspended(today),
        ~Exists(_of_document()),
    )


def uncollected_documents(
    scope: Scope,
    *,
    today: dt.date,
    agency: str = "",
    after: HandOutCursor = START,
    limit: int = PAGE,
) -> list[WaitingPaper]:
    """What waits at the desks of an officer, the longest first; `agency` empty: all."""
    at, last = after
    rows = uncollected(today).filter(service__in=services_of(scope, Action.RECEIVE))
    if agency:
        rows = rows.filter(agency=agency)
    rows = rows.filter(Q(closed_at__gt=at) | Q(closed_at=at, id__gt=last))
    listed = rows.order_by("closed_at", "id").annotate(issued_at=F("closed_at"))[:limit]
    return [
        WaitingPaper(
            row.id,
            row.reference,
            row.service,
            row.definition,
            row.holder_masked,
            row.issued_at,
            row.contact_id is not None,
        )
        for row in listed
    ]


def ready_on(issued_at: dt.datetime, collect: engine.Collect | None) -> dt.date:
    """The day from which a paper or its thing can be collected."""
    on = clock.today(issued_at)
    days = collect.ready_working_days if collect else 0
    return calendar.add_working_days(on, days) if days else on


def days_waiting(since: dt.date, at: dt.datetime) -> int:
    """Calendar days since a paper could be collected; 0 before that day."""
    return max(0, (clock.today(at) - since).days)
