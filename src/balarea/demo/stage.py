"""Plays applications through the house's own operations, at times in the past.

Nothing is inserted by hand: what the demo shows is what the operations make.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import msgspec

from balarea.applications import models, queries
from balarea.applications.operations import (
    deciding,
    drafting,
    filing,
    returning,
    verifying,
)
from balarea.applications.rules import CLOSED, Outcome, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.demo import evidence
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock, ids, working_days
from balarea.foundation.operation import SYSTEM, Actor
from balarea.payments import models as payments
from balarea.payments import queries as payment_queries
from balarea.payments.operations import callbacks
from balarea.payments.providers import demo as bank
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people.rules import Action

STEP = dt.timedelta(minutes=11)
READING = dt.timedelta(minutes=2)  # before somebody answers the first question
CLOSES = 15
# The examples of the definitions were written for this day.
WRITTEN, NEAR = dt.date(2026, 11, 24), dt.timedelta(days=400)
DEFECT = (
    "Foto kurang jelas. Mohon unggah foto yang terang dan semua tulisannya terbaca."
)
REASONS = "Semua persyaratan lengkap dan sesuai dengan ketentuan layanan ini."
REFUSAL = (
    "Data pada dokumen tidak cocok dengan jawaban, jadi syarat layanan tidak terpenuhi."
)
REPORT = "Lokasi dikunjungi. Ukuran dan letaknya sesuai dengan permohonan."


@dataclasses.dataclass(slots=True)
class Applicant:
    """Somebody who applies, known by a proved contact."""

    contact: people.Contact
    by: Actor
    name: str
    number: int = 1

    def nik(self, example: str) -> str:
        """Their own, born on the example's day; its first digits are of no region."""
        return f"{example[:12]}{self.number % 10_000:04}"


class Clock:
    """The time of a play: steps in office hours, one a while after the other."""

    def __init__(self, start: dt.datetime, end: dt.datetime) -> None:
        self._at = clock.local(start).replace(hour=8, minute=10)
        self._end = clock.local(end)

    def next(self) -> dt.datetime:
        """The moment of the next step; never after the end."""
        self._at += STEP
        while self._at.hour >= CLOSES or not working_days.is_working_day(
            self._at.date()
        ):
            self._at = (self._at + dt.timedelta(days=1)).replace(hour=8, minute=10)
        return min(self._at, self._end)


def desks(service: str, agency: str) -> Iterator[tuple[people_queries.Scope, Actor]]:
    """Officers of an agency with rights on a service, each with rights resolved."""
    for officer in people_queries.officers(agency):
        scope = people_queries.scope_of(officer.account)
        if scope is not None:
            yield scope, people_queries.officer_actor(officer)


def desk(
    action: Action, service: str, agency: str, other_than: UUID | None = None
) -> tuple[people_queries.Scope, Actor]:
    """The first officer who may do `action` and isn't `other_than`."""
    for scope, actor in desks(service, agency):
        if scope.officer.id != other_than and scope.allows(
            action, agency=agency, service=service
        ):
            return scope, actor
    message = f"nobody may {action} {service}"
    raise LookupError(message)


def raw_answers(
    definition: engine.Definition, example: engine.Example, today: dt.date
) -> dict[str, tuple[str, ...]]:
    """An example's answers; days near its writing are moved near to `today`."""
    raw = {
        key: (value,) if isinstance(value, str) else tuple(value)
        for key, value in example.answers.items()
    }
    for name, values in raw.items():
        if definition.fields[name].type == "DATE":
            raw[name] = tuple(_moved(value, today) for value in values)
    return raw


def _moved(day: str, today: dt.date) -> str:
    parts = [int(part) for part in day.split("-")]
    year, month, number = parts if parts[0] > 31 else reversed(parts)
    written = dt.date(year, month, number)
    if abs(written - WRITTEN) > NEAR:
        return day
    return (today + (written - WRITTEN)).strftime("%d-%m-%Y")


def draft(service: str, who: Applicant, times: Clock) -> UUID:
    """A draft, filled in by the definition's own first example."""
    definition = catalogue.current(service)
    example = next(t for t in definition.tests if not t.expect.problems)
    start = times.next()
    raw = raw_answers(definition, example, clock.today(start))
    if definition.holder is not None and definition.holder.name in raw:
        raw[definition.holder.name] = (who.name,)
    if "nik" in raw:
        raw["nik"] = (who.nik(*raw["nik"]),)
    contacts = frozenset({who.contact.id})
    case = drafting.begin(
        service=service,
        contact=who.contact.id,
        language="id",
        key=str(ids.uuid7()),
        by=who.by,
        at=start - READING,  # steps of today are all at the end of the play
    )
    for page in definition.pages:
        drafting.save_page(
            case=case,
            contacts=contacts,
            page=page.id,
            raw=raw,
            by=who.by,
            at=times.next(),
        )
    for requirement in definition.requirements:
        for _ in range(example.evidence.get(requirement.id, 0)):
            attach(case, requirement, who, times)
    return case


def attach(
    case: UUID, requirement: engine.Requirement, who: Applicant, times: Clock
) -> None:
    """One invented file for a requirement."""
    title = requirement.title.id
    # Where either is taken, some people take photos, and some have the paper as a PDF.
    is_picture = "IMAGE" in requirement.accepts and (
        "PDF" not in requirement.accepts or who.number % 2 == 1
    )
    make = evidence.picture if is_picture else evidence.page
    drafting.attach(
        case=case,
        contacts=frozenset({who.contact.id}),
        requirement=requirement.id,
        name=f"{title}.{'jpg' if is_picture else 'pdf'}",
        content=make(title, who.name),
        by=who.by,
        at=times.next(),
    )


def submit(case: UUID, who: Applicant, times: Clock) -> None:
    """File what was written."""
    at = times.next()
    contacts = frozenset({who.contact.id})
    found = queries.draft(case, contacts)
    if found is None:
        raise LookupError(case)
    answers = drafting.answers_of(draft=found, by=who.by, at=at)
    shown = queries.fingerprint(found.definition, answers, queries.live_evidence(case))
    filing.submit(
        case=case,
        contacts=contacts,
        key=str(ids.uuid7()),
        seen_as=shown,
        by=who.by,
        at=at,
    )


def play(case: UUID, target: State, who: Applicant, times: Clock) -> None:
    """Take the steps that lead an application to `target`, and no further."""
    for _ in range(12):
        application = queries.case(case)
        state = State(application.state)
        if state == target:
            return
        if target == State.WITHDRAWN:
            filing.withdraw(
                case=case,
                contacts=frozenset({who.contact.id}),
                by=who.by,
                at=times.next(),
            )
            return
        if state in CLOSED:
            break
        _step(application, target, who, times)
    message = f"{application.service} does not lead to {target}"
    raise LookupError(message)


def _step(
    application: models.Application, target: State, who: Applicant, times: Clock
) -> None:
    match State(application.state):
        case State.AWAITING_FEE | State.AWAITING_LEVY:
            pay(application.id, times)
        case State.RECEIVED if target in {State.RETURNED, State.AMENDED}:
            _return(application, times)
        case State.RECEIVED | State.AMENDED:
            _accept(application, times)
        case State.RETURNED:
            _amend(application, who, times)
        case State.GRANTED:
            issue(application.id, times)
        case _:
            _rule(application, target, times)


def _return(application: models.Application, times: Clock) -> None:
    definition = catalogue.definition(application.definition)
    first = next(r for r in definition.requirements if r.evidence == "UPLOAD")
    scope, by = desk(Action.VERIFY, application.service, application.agency)
    case = application.id
    opened = verifying.open_case(case=case, scope=scope, by=by, at=times.next())
    asked = queries.to_check(opened.definition, opened.answers)
    returning.return_for_correction(
        case=case,
        defects={first.id: DEFECT},
        marks={one.id: one.id != first.id for one in asked},
        scope=scope,
        by=by,
        at=times.next(),
    )


def _amend(application: models.Application, who: Applicant, times: Clock) -> None:
    definition = catalogue.definition(application.definition)
    notice = queries.deficiency(application)
    for requirement in definition.requirements:
        if notice is not None and requirement.id in notice.requirements:
            attach(application.id, requirement, who, times)
    submit(application.id, who, times)


def _accept(application: models.Application, times: Clock) -> None:
    scope, by = desk(Action.VERIFY, application.service, application.agency)
    case = application.id
    opened = verifying.open_case(case=case, scope=scope, by=by, at=times.next())
    wanted = queries.to_check(opened.definition, opened.answers)
    at = times.next()
    marks = {requirement.id: True for requirement in wanted}
    if marks:
        verifying.mark(case=case, marks=marks, scope=scope, by=by, at=at)
    verifying.accept(case=case, scope=scope, by=by, at=times.next())


def first_asked(
    case: UUID, scope: people_queries.Scope, by: Actor, at: dt.datetime
) -> str:
    """The first requirement that an application's answers bring up."""
    opened = verifying.open_case(case=case, scope=scope, by=by, at=at)
    return queries.to_check(opened.definition, opened.answers)[0].id


def _rule(application: models.Application, target: State, times: Clock) -> None:
    """Inspect, decide or countersign."""
    case, service, agency = application.id, application.service, application.agency
    if application.state == State.TO_INSPECT:
        scope, by = desk(Action.INSPECT, service, agency)
        at = times.next()
        deciding.inspect(
            case=case,
            visited_on=clock.today(at),
            is_met=True,
            report=REPORT,
            scope=scope,
            by=by,
            at=at,
        )
    elif application.state == State.TO_DECIDE:
        scope, by = desk(Action.DECIDE, service, agency)
        is_no = target == State.REFUSED
        deciding.decide(
            case=case,
            outcome=Outcome.REFUSED if is_no else Outcome.GRANTED,
            reasons=REFUSAL if is_no else REASONS,
            unmet=[first_asked(case, scope, by, times.next())] if is_no else (),
            scope=scope,
            by=by,
            at=times.next(),
        )
    else:
        decision = queries.last_decision(application)
        proposer = decision.officer_id if decision else None
        scope, by = desk(Action.COUNTERSIGN, service, agency, other_than=proposer)
        deciding.countersign(
            case=case, agrees=True, scope=scope, by=by, at=times.next()
        )


def pay(case: UUID, times: Clock) -> None:
    """The demo's bank pays the open bill, by its signed message."""
    for bill in payment_queries.bills_of(case):
        if bill.state == "OPEN":
            _tell(f"PLAY-{bill.number}", bill, times.next())


def pay_again(case: UUID, times: Clock) -> None:
    """The same bill, paid by another payment as well."""
    bill = payment_queries.bills_of(case)[0]
    _tell(f"PLAY-AGAIN-{bill.number}", bill, times.next())


def _tell(payment: str, bill: payments.Bill, at: dt.datetime) -> None:
    body = msgspec.json.encode(bank.Body(payment, bill.number, bill.amount, at))
    signed = bank.sign(body, at)
    callbacks.receive(provider=bank.CODE, headers=signed, body=body, by=SYSTEM, at=at)


def issue(case: UUID, times: Clock) -> None:
    """Write and sign the document now; the job that was staged finds it done."""
    document = document_queries.document_of(case)
    if document is not None:
        documents.issue(document=document.id, by=SYSTEM, at=times.next())
