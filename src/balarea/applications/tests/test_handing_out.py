"""Handing issued papers out at a desk."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from balarea.applications import errors, models, queries, testing
from balarea.applications import hand_out_errors as refusals
from balarea.applications.hand_out_rules import (
    REMIND_AFTER_DAYS,
    REMIND_UNTIL_DAYS,
    UNDO_WITHIN,
    Collector,
    Identity,
    Mandate,
    Way,
)
from balarea.applications.operations import handing_out, reminding
from balarea.applications.operations.handing_out import Handing
from balarea.applications.rules import State
from balarea.applications.tests.conftest import (
    Applicants,
    ApplicationIn,
    officer_for,
)
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import models as notices
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.transparency import models as transparency

pytestmark = pytest.mark.django_db
CARD = "DKC-006"
HOLDER = Handing(Way.PRINTED, Collector.HOLDER, Identity.IDENTITY_CARD)
FRIEND = Handing(
    Way.PRINTED,
    Collector.REPRESENTATIVE,
    Identity.IDENTITY_CARD,
    Mandate.LETTER,
    "Budi Santoso",
)
MAILED = Handing(
    Way.MAILED, Collector.HOLDER, Identity.SLIP, address="Ani.Baru@Contoh.id"
)
WHY = "Salah memilih berkas, pemohon masih di loket."


@pytest.fixture
def issued(application_in: ApplicationIn) -> models.Application:
    return application_in(CARD, State.ISSUED)


def handed(
    application: models.Application, handing: Handing, at: dt.datetime
) -> models.HandOut:
    sheet = handing_out.hand_out(
        cases=[application.id],
        handing=handing,
        at=at,
        **officer_for(Action.RECEIVE, application),
    )
    return models.HandOut.objects.get(sheet=sheet)


def entries(case: UUID, type: str) -> list[transparency.Entry]:
    return list(transparency.Entry.objects.filter(subject=case, type=type))


@pytest.mark.parametrize("handing", [HOLDER, FRIEND, MAILED])
def test_a_paper_is_handed_out_and_logged(
    issued: models.Application, handing: Handing, at: dt.datetime
) -> None:
    row = handed(issued, handing, at)
    assert row.document.case == issued.id
    assert queries.hand_out_of(issued.id) == row
    assert (row.way, row.collector) == (handing.way, handing.collector)
    [entry] = entries(issued.id, "HANDED_OUT")
    assert entry.at == at
    message = notices.Message.objects.get(case=issued.id, kind="COLLECTED")
    assert message.params["number"] == row.document.number
    assert ("representative" in message.params) == (handing == FRIEND)


def test_what_was_typed_is_sealed(issued: models.Application, at: dt.datetime) -> None:
    row = handed(issued, FRIEND._replace(way=Way.MAILED, address="b@contoh.id"), at)
    by = officer_for(Action.RECEIVE, issued)["by"]
    assert row.details is not None
    assert b"Budi" not in bytes(row.details.content or b"")
    opened = handing_out.open_details(hand_out=row, by=by, at=at)
    assert opened == {"name": "Budi Santoso", "address": "b@contoh.id"}


def test_a_mail_has_neither_the_paper_nor_its_code(
    issued: models.Application, at: dt.datetime
) -> None:
    handed(issued, MAILED, at)
    message = notices.Message.objects.get(case=issued.id, kind="PAPER_MAILED")
    assert message.channel == "EMAIL"
    assert message.masked == "a*******@c***.id"
    assert message.secrets is None
    assert set(message.params) == {"number"}


@pytest.mark.parametrize(
    ("handing", "refusal"),
    [
        (FRIEND._replace(mandate=None), refusals.MandateMissing),
        (FRIEND._replace(name="  "), refusals.MandateMissing),
        (FRIEND._replace(name="x" * 121), refusals.MandateMissing),
        (FRIEND._replace(identity=Identity.SLIP), refusals.SlipIsNoIdentity),
        (MAILED._replace(address="0812 3456 7890"), refusals.MailAddressNeeded),
        (MAILED._replace(address="ani"), refusals.MailAddressNeeded),
    ],
)
def test_refuses_when_something_is_missing(
    issued: models.Application,
    handing: Handing,
    refusal: type[Exception],
    at: dt.datetime,
) -> None:
    with pytest.raises(refusal), transaction.atomic():
        handed(issued, handing, at)
    assert queries.hand_out_of(issued.id) is None


def test_refuses_a_second_handing_out(
    issued: models.Application, at: dt.datetime
) -> None:
    handed(issued, HOLDER, at)
    with pytest.raises(refusals.HandedOutAlready), transaction.atomic():
        handed(issued, FRIEND, at)
    assert models.HandOut.objects.count() == 1


@pytest.mark.parametrize("state", [State.RECEIVED, State.GRANTED, State.REFUSED])
def test_refuses_what_is_not_issued(
    application_in: ApplicationIn, state: State, at: dt.datetime
) -> None:
    with pytest.raises(refusals.NothingToHandOut), transaction.atomic():
        handed(application_in(CARD, state), HOLDER, at)


def test_refuses_what_was_revoked(issued: models.Application, at: dt.datetime) -> None:
    document = document_queries.document_of(issued.id)
    assert document is not None
    by = officer_for(Action.REVOKE, issued)["by"]
    documents.revoke(document=document, reason="Salah nama.", by=by, at=at)
    with pytest.raises(refusals.NothingToHandOut), transaction.atomic():
        handed(issued, HOLDER, at)
    assert issued not in queries.uncollected(clock.today(at))


def test_refuses_while_a_document_is_suspended(
    issued: models.Application, at: dt.datetime
) -> None:
    document, today = document_queries.document_of(issued.id), clock.today(at)
    assert document is not None
    desk = officer_for(Action.RECEIVE, issued)
    documents.suspend(
        document=document,
        from_on=today,
        until_on=today + dt.timedelta(days=3),
        reason="Sedang diperiksa ulang.",
        by=officer_for(Action.REVOKE, issued)["by"],
        at=at,
    )
    with pytest.raises(refusals.DocumentSuspended), transaction.atomic():
        handed(issued, HOLDER, at)
    with pytest.raises(refusals.DocumentSuspended):
        handing_out.open_paper(case=issued.id, at=at, **desk)
    assert issued not in queries.uncollected(today)
    assert document_queries.suspended_cases([issued.id], today) == {issued.id}
    later = at + dt.timedelta(days=4)
    assert issued in queries.uncollected(clock.today(later))
    assert handed(issued, HOLDER, later).document == document


def test_only_who_receives_hands_out(
    issued: models.Application, at: dt.datetime
) -> None:
    no_desk = officer_for(Action.COUNTERSIGN, issued)
    row = handed(issued, HOLDER, at)
    with pytest.raises(NotPermitted):
        handing_out.hand_out(cases=[issued.id], handing=HOLDER, at=at, **no_desk)
    with pytest.raises(NotPermitted):
        handing_out.undo(hand_out=row.id, reason=WHY, at=at, **no_desk)
    with pytest.raises(NotFound):
        handing_out.documents_at_desk(case=issued.id, at=at, **no_desk)
    with pytest.raises(NotFound):
        handing_out.open_paper(case=issued.id, at=at, **no_desk)
    assert queries.hand_outs_of_sheet(row.sheet, no_desk["scope"]) == []


def test_an_officer_of_another_agency_finds_nothing(
    issued: models.Application, at: dt.datetime
) -> None:
    people_testing.open_agency("ZZZ", at)
    officer = people_testing.appoint("ZZZ", [Action.RECEIVE], at)
    scope = people_testing.scope_of(officer)
    by = officer_for(Action.RECEIVE, issued)["by"]
    with pytest.raises(NotFound):
        handing_out.hand_out(
            cases=[issued.id], handing=HOLDER, scope=scope, by=by, at=at
        )
    assert queries.uncollected_documents(scope, today=clock.today(at)) == []


def test_a_handing_out_is_undone_by_another_row(
    issued: models.Application, at: dt.datetime
) -> None:
    row = handed(issued, HOLDER, at)
    who = officer_for(Action.RECEIVE, issued)
    later = at + UNDO_WITHIN
    handing_out.undo(hand_out=row.id, reason=WHY, at=later, **who)
    assert queries.hand_out_of(issued.id) is None
    assert models.HandOut.objects.filter(id=row.id).exists()
    assert entries(issued.id, "HAND_OUT_UNDONE")
    assert issued in queries.uncollected(clock.today(at))
    with pytest.raises(errors.ChangedMeanwhile), transaction.atomic():
        handing_out.undo(hand_out=row.id, reason=WHY, at=later, **who)
    assert handed(issued, FRIEND, later) == queries.hand_out_of(issued.id)


def test_refuses_to_undo_too_late_or_without_a_reason(
    issued: models.Application, at: dt.datetime
) -> None:
    row = handed(issued, HOLDER, at)
    who = officer_for(Action.RECEIVE, issued)
    late = at + UNDO_WITHIN + dt.timedelta(seconds=1)
    with pytest.raises(refusals.TooLateToUndo), transaction.atomic():
        handing_out.undo(hand_out=row.id, reason=WHY, at=late, **who)
    with pytest.raises(errors.ReasonsMissing), transaction.atomic():
        handing_out.undo(hand_out=row.id, reason="salah", at=at, **who)
    with pytest.raises(NotFound), transaction.atomic():
        handing_out.undo(hand_out=uuid4(), reason=WHY, at=at, **who)
    assert queries.hand_out_of(issued.id) == row


def walked_in(
    number: int, name: str, at: dt.datetime, application: models.Application
) -> testing.WalkIn:
    officer = officer_for(Action.RECEIVE, application)["scope"].officer
    return testing.walk_in(number, officer, at - dt.timedelta(days=60), name)


def filed(who: testing.WalkIn, at: dt.datetime) -> models.Application:
    schedule = testing.Schedule(at - dt.timedelta(days=50), at)
    case = testing.draft(CARD, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State.ISSUED, who, schedule)
    return models.Application.objects.get(id=case)


def test_several_papers_of_one_person_share_a_sheet(
    issued: models.Application, at: dt.datetime
) -> None:
    who = walked_in(71, "Siti Rahayu", at, issued)
    first, second = filed(who, at), filed(who, at)
    desk = officer_for(Action.RECEIVE, first)
    papers = handing_out.documents_at_desk(case=first.id, at=at, **desk)
    assert {one.application for one in papers} == {first, second}
    cases = [first.id, second.id, first.id]
    sheet = handing_out.hand_out(cases=cases, handing=HOLDER, at=at, **desk)
    rows = queries.hand_outs_of_sheet(sheet, desk["scope"])
    assert {row.application for row in rows} == {first, second}
    assert not notices.Message.objects.filter(case=first.id).exists()


def test_refuses_papers_of_two_people(
    issued: models.Application, at: dt.datetime
) -> None:
    other = filed(walked_in(72, "Dadang Hidayat", at, issued), at)
    desk = officer_for(Action.RECEIVE, issued)
    cases = [issued.id, other.id]
    for handing in (HOLDER, FRIEND):
        with pytest.raises(refusals.NotOnePerson), transaction.atomic():
            handing_out.hand_out(cases=cases, handing=handing, at=at, **desk)
    with pytest.raises(refusals.NoPaperChosen):
        handing_out.hand_out(cases=[], handing=HOLDER, at=at, **desk)
    with pytest.raises(refusals.TooManyPapers):
        handing_out.hand_out(
            cases=[uuid4() for _ in range(21)], handing=HOLDER, at=at, **desk
        )


def test_the_database_refuses_a_representative_without_mandate(
    issued: models.Application, at: dt.datetime
) -> None:
    row = handed(issued, HOLDER, at)
    values: dict[str, Any] = {
        "sheet": row.sheet,
        "application": issued,
        "document": row.document,
        "way": Way.PRINTED,
        "identity": Identity.IDENTITY_CARD,
        "collector": Collector.REPRESENTATIVE,
        "officer": row.officer,
        "at": at,
    }

    @operation
    def add(*, by: Actor, at: dt.datetime) -> None:
        unit_of_work.add(models.HandOut(**values))

    with pytest.raises(IntegrityError, match="representative_has_mandate"):
        add(by=SYSTEM, at=at)


def test_what_waits_is_listed_until_it_is_collected(
    issued: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    scope = officer_for(Action.RECEIVE, issued)["scope"]
    walk_in = filed(walked_in(73, "Siti Rahayu", at, issued), at)
    listed = queries.uncollected_documents(scope, today=clock.today(at))
    assert {issued.id, walk_in.id} <= {one.id for one in listed}
    assert listed == sorted(listed, key=lambda one: one.cursor)
    assert {one.id: one.has_contact for one in listed}[walk_in.id] is False
    after = queries.uncollected_documents(
        scope, today=clock.today(at), after=listed[0].cursor
    )
    assert [one.id for one in after] == [one.id for one in listed[1:]]
    assert (
        queries.uncollected_documents(scope, today=clock.today(at), agency="ZZZ") == []
    )
    handed(walk_in, HOLDER, at)
    assert walk_in.id not in {
        one.id for one in queries.uncollected_documents(scope, today=clock.today(at))
    }


@pytest.mark.parametrize(
    ("days", "count"),
    [(REMIND_AFTER_DAYS - 1, 0), (REMIND_AFTER_DAYS, 1), (REMIND_UNTIL_DAYS + 1, 0)],
)
def test_one_reminder_goes_to_who_can_be_written_to(
    issued: models.Application, at: dt.datetime, days: int, count: int
) -> None:
    filed(walked_in(74, "Siti Rahayu", at, issued), at)
    assert issued.closed_at is not None
    then = issued.closed_at + dt.timedelta(days=days, minutes=1)
    assert reminding.remind_to_collect(at=then) == count
    assert reminding.remind_to_collect(at=then) == 0
    messages = notices.Message.objects.filter(kind="UNCOLLECTED")
    assert [one.case for one in messages] == [issued.id] * count
    assert all(one.params["thing"] == "KTP-el pengganti" for one in messages)


def test_nobody_is_reminded_of_what_was_collected(
    issued: models.Application, at: dt.datetime
) -> None:
    handed(issued, HOLDER, at)
    assert issued.closed_at is not None
    then = issued.closed_at + dt.timedelta(days=REMIND_AFTER_DAYS, minutes=1)
    assert reminding.remind_to_collect(at=then) == 0
