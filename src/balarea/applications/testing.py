"""Applications for tests and the demo, taken step by step by the real operations.

No row is inserted directly: an application made here is what the operations make of
it, at times in the past that a `Schedule` hands out.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications import testing_advice as advice
from balarea.applications import testing_endings as endings
from balarea.applications.operations import (
    deciding,
    drafting,
    filing,
    inspecting,
    returning,
    sealed_contents,
    verifying,
)
from balarea.applications.queries import third_parties
from balarea.applications.rules import CLOSED, Outcome, State
from balarea.applications.testing_owners import Applicant as Applicant
from balarea.applications.testing_owners import Owner as Owner
from balarea.applications.testing_owners import WalkIn as WalkIn
from balarea.applications.testing_owners import applicant as applicant
from balarea.applications.testing_owners import contact_of as contact_of
from balarea.applications.testing_owners import walk_in as walk_in
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import generated_answers
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import testing as document_testing
from balarea.foundation import clock, ids, working_days
from balarea.foundation.operation import SYSTEM, Actor
from balarea.payments import testing as payment_testing
from balarea.payments.testing import bills_of
from balarea.people import testing as people_testing
from balarea.people.queries import Scope
from balarea.people.rules import Action

STEP = dt.timedelta(minutes=11)
READING_TIME = dt.timedelta(minutes=2)  # before somebody answers the first question
CLOSING_HOUR = 15
DEFECT = (
    "Foto kurang jelas. Mohon unggah foto yang terang dan semua tulisannya terbaca."
)
REASONS = "Semua persyaratan lengkap dan sesuai dengan ketentuan layanan ini."
REFUSAL = (
    "Data pada dokumen tidak cocok dengan jawaban, jadi syarat layanan tidak terpenuhi."
)
REPORT = "Lokasi dikunjungi. Ukuran dan letaknya sesuai dengan permohonan."


class Schedule:
    """Times for a series of steps: in office hours, each some minutes after the last.

    Starts on the day of `start` and never goes past `end`.
    """

    def __init__(self, start: dt.datetime, end: dt.datetime) -> None:
        self._at = clock.local(start).replace(hour=8, minute=10)
        self._end = clock.local(end)

    @property
    def reached(self) -> dt.datetime:
        """The time of the latest step."""
        return self._at

    def next(self) -> dt.datetime:
        """The time of the next step."""
        self._at += STEP
        while self._at.hour >= CLOSING_HOUR or not working_days.is_working_day(
            self._at.date()
        ):
            self._at = (self._at + dt.timedelta(days=1)).replace(hour=8, minute=10)
        return min(self._at, self._end)

    def skip_past(self, day: dt.date) -> None:
        """Let the next step be after this day, also if that is later than the end."""
        if self._at.date() <= day:
            after = day + dt.timedelta(days=1)
            self._at = clock.start_of(after).replace(hour=8, minute=10)
            self._end = max(self._end, self._at + dt.timedelta(days=10))


def random_draft(service: str, who: Owner, schedule: Schedule, random: Random) -> UUID:
    """A draft, filled in by chance; see `generated_answers`."""
    definition = catalogue.current(service)
    start = schedule.next()
    filled = generated_answers.fill(definition, random, today=clock.today(start))
    raw = {name: tuple(values) for name, values in filled.raw.items()}
    begun_at = start - READING_TIME
    case = fill_draft(service, who, raw, begun_at=begun_at, next_time=schedule.next)
    for requirement in definition.requirements:
        if requirement.id in filled.evidence:
            attach(case, requirement, who, schedule)
    return case


def draft(service: str, who: Owner, schedule: Schedule) -> UUID:
    """A draft, filled in by the definition's own first example."""
    definition = catalogue.current(service)
    example = catalogue_testing.valid_example(definition)
    start = schedule.next()
    raw = catalogue_testing.raw_answers(definition, example, clock.today(start))
    if definition.holder is not None and definition.holder.name in raw:
        raw[definition.holder.name] = (who.name,)
    if "nik" in raw:
        raw["nik"] = (who.nik(*raw["nik"]),)
    # Steps of today are all at the end of the play, so the beginning is set before it.
    begun_at = start - READING_TIME
    case = fill_draft(service, who, raw, begun_at=begun_at, next_time=schedule.next)
    for requirement in definition.requirements:
        for _ in range(example.evidence.get(requirement.id, 0)):
            attach(case, requirement, who, schedule)
    return case


def fill_draft(
    service: str,
    who: Owner,
    raw: Mapping[str, Sequence[str]],
    *,
    begun_at: dt.datetime,
    next_time: Callable[[], dt.datetime],
) -> UUID:
    """A draft with its pages saved, each at the next time; `raw` are typed answers."""
    case = drafting.begin(
        service=service,
        **who.owner,
        language="id",
        key=str(ids.uuid7()),
        by=who.by,
        at=begun_at,
    )
    definition = catalogue.definition(catalogue.form_identity(service))
    answers = dict[str, Any]()
    for page in definition.pages:
        as_of = clock.today(begun_at)
        if page in engine.visible_pages(definition, answers, as_of=as_of):
            answers = drafting.save_page(
                case=case,
                owners=who.owners,
                page=page.id,
                raw=raw,
                by=who.by,
                at=next_time(),
            ).answers
    return case


def attach(
    case: UUID, requirement: engine.Requirement, who: Owner, schedule: Schedule
) -> None:
    """One invented file for a requirement."""
    title = requirement.title.of("id")
    # Where either is taken, some people take photos, and some have the paper as a PDF.
    is_picture = "IMAGE" in requirement.accepts and (
        "PDF" not in requirement.accepts or who.number % 2 == 1
    )
    drafting.attach(
        case=case,
        owners=who.owners,
        requirement=requirement.id,
        name=f"{title}.{'jpg' if is_picture else 'pdf'}",
        content=sample_file(title, who.name, is_picture=is_picture),
        by=who.by,
        at=schedule.next(),
    )


def sample_file(title: str, name: str, *, is_picture: bool) -> bytes:
    """A photo of a document or its PDF, plainly marked as an example."""
    make = document_testing.picture if is_picture else document_testing.page
    return make(title, name)


def own_answers(
    case: UUID, who: Owner, at: dt.datetime
) -> tuple[models.Draft, dict[str, Any]]:
    """A citizen's draft with its answers so far."""
    draft = queries.draft(case, who.owners)
    if draft is None:
        raise LookupError(case)
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    return draft, answers


def seen_as(case: UUID, who: Owner, at: dt.datetime) -> str:
    """The fingerprint that the page before filing has now."""
    draft, answers = own_answers(case, who, at)
    evidence = queries.current_evidence(case)
    return queries.fingerprint(draft.definition, answers, evidence)


def submit(case: UUID, who: Owner, schedule: Schedule) -> None:
    """File what was written."""
    at = schedule.next()
    filing.submit(
        case=case,
        owners=who.owners,
        key=str(ids.uuid7()),
        seen_fingerprint=seen_as(case, who, at),
        by=who.by,
        at=at,
    )


def advance(case: UUID, target: State, who: Owner, schedule: Schedule) -> None:
    """Take the steps that lead an application to `target`, and no further."""
    for _ in range(12):
        application = queries.case(case)
        state = State(application.state)
        if state == target:
            return
        if target == State.WITHDRAWN:
            filing.withdraw(
                case=case,
                owners=who.owners,
                by=who.by,
                at=schedule.next(),
            )
            return
        if state in CLOSED:
            break
        _step(application, target, who, schedule)
    message = f"{application.service} does not lead to {target}"
    raise LookupError(message)


def _step(
    application: models.Application, target: State, who: Owner, schedule: Schedule
) -> None:
    match State(application.state):
        case State.AWAITING_FEE | State.AWAITING_LEVY:
            pay(application.id, schedule)
        case State.RECEIVED if target in {State.RETURNED, State.AMENDED}:
            _return(application, schedule)
        case State.RECEIVED | State.AMENDED:
            _accept(application, schedule)
        case State.RETURNED:
            _amend(application, who, schedule)
        case State.GRANTED:
            issue(application.id, schedule)
        case State.ANSWERED:
            endings.reply(application, target, who.owners, who.by, schedule.next())
        case State.PREPARED:
            endings.serve(application, target, schedule.next())
        case State.TO_HAND_OVER | State.HANDED_OVER:
            endings.hand_over(application, schedule.next())
        case _:
            _rule(application, target, schedule)


def _return(application: models.Application, schedule: Schedule) -> None:
    scope, by = people_testing.officer_for(
        Action.VERIFY, application.service, application.agency
    )
    case = application.id
    to_mark = _to_mark(case, scope, by, schedule.next())
    first = next((one for one in to_mark if one.evidence == "UPLOAD"), None)
    if first is None:
        raise LookupError("these answers require no file")
    returning.return_for_correction(
        case=case,
        defects={first.id: DEFECT},
        marks={one.id: one.id != first.id for one in to_mark},
        scope=scope,
        by=by,
        at=schedule.next(),
    )


def _amend(application: models.Application, who: Owner, schedule: Schedule) -> None:
    definition = catalogue.definition(application.definition)
    deficiency = queries.deficiency_of(application)
    for requirement in definition.requirements:
        if deficiency is not None and requirement.id in deficiency.requirements:
            attach(application.id, requirement, who, schedule)
    submit(application.id, who, schedule)


def _accept(application: models.Application, schedule: Schedule) -> None:
    scope, by = people_testing.officer_for(
        Action.VERIFY, application.service, application.agency
    )
    case = application.id
    to_mark = _to_mark(case, scope, by, schedule.next())
    at = schedule.next()
    marks = {requirement.id: True for requirement in to_mark}
    if marks:
        verifying.save_marks(case=case, marks=marks, scope=scope, by=by, at=at)
    verifying.accept(case=case, scope=scope, by=by, at=schedule.next())


def accept(case: UUID, scope: Scope, by: Actor) -> None:
    """Mark every requirement of an application as met and accept it, now."""
    opened = verifying.open_case(case=case, scope=scope, by=by, at=clock.now())
    marks = {requirement.id: True for requirement in opened.definition.requirements}
    verifying.accept(case=case, marks=marks, scope=scope, by=by, at=clock.now())


def grant(case: UUID, scope: Scope, by: Actor) -> None:
    """Accept an application and grant it, or propose that, now."""
    accept(case, scope, by)
    advice.advise_all(case, clock.now)
    deciding.decide(
        case=case,
        outcome=Outcome.GRANTED,
        reasons=REASONS,
        scope=scope,
        by=by,
        at=clock.now(),
    )


def first_requirement(case: UUID, scope: Scope, by: Actor, at: dt.datetime) -> str:
    """The first requirement that an application's answers bring up."""
    return _to_mark(case, scope, by, at)[0].id


def _to_mark(
    case: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> list[engine.Requirement]:
    """What the officer who opens an application has to mark."""
    opened = verifying.open_case(case=case, scope=scope, by=by, at=at)
    return queries.to_check(
        opened.definition, opened.answers, as_of=opened.application.filed_on
    )


def _rule(application: models.Application, target: State, schedule: Schedule) -> None:
    """Inspect, decide or countersign."""
    case, service, agency = application.id, application.service, application.agency
    if application.state == State.TO_INSPECT:
        scope, by = people_testing.officer_for(Action.INSPECT, service, agency)
        at = schedule.next()
        inspecting.inspect(
            case=case,
            visited_on=clock.today(at),
            is_met=True,
            report=REPORT,
            scope=scope,
            by=by,
            at=at,
        )
    elif application.state == State.TO_DECIDE:
        advice.advise_all(case, schedule.next)
        if announced := third_parties.announcement_of(application):
            schedule.skip_past(announced.closes_on)
        scope, by = people_testing.officer_for(Action.DECIDE, service, agency)
        is_refusal = target == State.REFUSED
        deciding.decide(
            case=case,
            outcome=Outcome.REFUSED if is_refusal else Outcome.GRANTED,
            reasons=REFUSAL if is_refusal else REASONS,
            unmet=[first_requirement(case, scope, by, schedule.next())]
            if is_refusal
            else (),
            done_on=clock.today(schedule.next()),
            scope=scope,
            by=by,
            at=schedule.next(),
        )
    else:
        decision = queries.last_decision(application)
        proposer = decision.officer_id if decision else None
        scope, by = people_testing.officer_for(
            Action.COUNTERSIGN, service, agency, other_than=proposer
        )
        deciding.countersign(
            case=case, agrees=True, scope=scope, by=by, at=schedule.next()
        )


def pay(case: UUID, schedule: Schedule) -> None:
    """The demo bank reports that the open bill of a case was paid."""
    for bill in bills_of(case):
        if bill.state == "OPEN":
            payment_testing.pay(bill, schedule.next())


def pay_again(case: UUID, schedule: Schedule) -> None:
    """The newest bill of a case is paid by a second payment as well."""
    bill = bills_of(case)[0]
    payment_testing.pay(bill, schedule.next(), payment=f"PLAY-AGAIN-{bill.number}")


def issue(case: UUID, schedule: Schedule) -> None:
    """Write and sign the document now; the job that was staged finds it done."""
    document = document_queries.document_of(case)
    if document is not None:
        documents.issue(document=document.id, by=SYSTEM, at=schedule.next())
