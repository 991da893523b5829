"""A bundle is filed as one: an application for each of its services, all or none."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec
import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from tests import snapshots

from balarea.applications import errors, models, queries, testing, testing_bundles
from balarea.applications.operations import filing, sealed_contents
from balarea.applications.rules import State
from balarea.applications.tests.conftest import arrange_on
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition.bundles import SourceMember
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.payments import queries as payment_queries
from balarea.payments import testing as payments
from balarea.payments.operations import billing
from balarea.payments.testing import bills_of
from balarea.transparency.testing import entries_of
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BALAREA_SERVICES_DIR)
BORN_ON = clock.today(clock.now()) - dt.timedelta(days=14)
BIRTH = {
    "baby_age": ["UP_TO_28"],
    "one_card": ["YES"],
    "mother_insured": ["YES"],
    "dkc028_child_birth_date": [f"{BORN_ON:%d-%m-%Y}"],
}
FOOD = {
    "has_nib": ["NO"],
    "makes_food": ["YES"],
    "trained": ["NO"],
    "keeps_long": ["YES"],
    "wishes": ["QRIS"],
}
JOB = {
    "wants_record": ["YES"],
    "seeks_work": ["YES"],
    "needs_tax_number": ["NO"],
    "works_alone": ["NO"],
}


@pytest.fixture(scope="module")
def mall(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[testing.Applicant]]:
    """Every service and bundle, and two applicants, once a module."""
    at = clock.now() - dt.timedelta(days=100)

    def opened() -> list[testing.Applicant]:
        catalogue.publish(
            definitions=catalogue_testing.online().values(),
            agencies=engine.load_agencies(FOLDER),
            bundles=engine.load_bundles(FOLDER),
            by=SYSTEM,
            at=at,
        )
        return [testing.applicant(number, at) for number in (1, 2)]

    with django_db_blocker.unblock(), transaction.atomic():
        yield snapshots.arrange("mall with bundles", opened, is_first=True)
        transaction.set_rollback(True)


@pytest.fixture
def applicants(mall: list[testing.Applicant]) -> Iterator[list[testing.Applicant]]:
    """What a test does is rolled back, after deferred constraints were checked."""
    with transaction.atomic():
        snapshots.resume()
        yield mall
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture
def schedule(at: dt.datetime) -> testing.Schedule:
    return testing.Schedule(at - dt.timedelta(days=10), at)


def drafted(
    code: str,
    given: dict[str, list[str]],
    who: testing.Applicant,
    schedule: testing.Schedule,
) -> UUID:
    """A draft of a bundle with its files."""
    return arrange_on(
        schedule,
        ("bundle", code, repr(given), who.contact.id, who.number),
        lambda: testing_bundles.random_draft(code, who, schedule, Random(7), given),
    )


@pytest.mark.parametrize(
    ("code", "given", "services"),
    [
        ("BIRTH", BIRTH, ["DKC-028", "BPK-002"]),
        ("FOOD_BUSINESS", FOOD, ["DPM-001", "DKS-004", "BJB-003"]),
    ],
)
def test_files_an_application_for_each_service_that_applies(
    applicants: list[testing.Applicant],
    schedule: testing.Schedule,
    code: str,
    given: dict[str, list[str]],
    services: list[str],
) -> None:
    who = applicants[0]
    case = drafted(code, given, who, schedule)
    files = documents.files_of(case)
    testing_bundles.submit(case, who, schedule)
    filed = queries.bundle_filing(case, [who.contact.id])
    assert filed is not None
    rows = queries.bundled(filed)
    assert [row.service for row in rows] == services
    assert len({row.id for row in rows} | {case}) == len(rows) + 1
    for row in rows:
        definition = catalogue_queries.definition(row.definition)
        answers = sealed_contents.open_own_answers(
            application=queries.case(row.id), by=who.by, at=clock.now()
        )
        counts = documents.counts(row.id)
        assert not engine.check_all(
            definition, answers, counts, today=clock.today(filed.at)
        )
        copies = {bytes(file.sha256) for file in documents.files_of(row.id)}
        assert copies <= {bytes(file.sha256) for file in files}
        entries = [entry.type for entry in entries_of(row.id)]
        assert entries.count("RECEIVED") == 1
        assert entries.count("EVIDENCE_ADDED") == sum(counts.values())
    assert queries.draft(case, frozenset({who.contact.id})) is None
    assert documents.files_of(case) == []


def test_each_file_is_sealed_anew_under_the_key_of_each_case(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    case = drafted("BIRTH", BIRTH, who, schedule)
    opened_before = Access.objects.filter(case=case, names__contains=["evidence"])
    count = opened_before.count()
    testing_bundles.submit(case, who, schedule)
    rows = models.Application.objects.filter(bundle=case)
    shared = [
        {bytes(file.sha256) for file in documents.files_of(row.id)} for row in rows
    ]
    assert shared[0] & shared[1], "a file that both need was sent once"
    for row in rows:
        for file in documents.evidence_of(row.id):
            assert file.sealed.key_id == file.name.key_id == row.id
    assert opened_before.count() > count, "the owner's access is on record"


def test_one_message_lists_them_all(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    case = drafted("FIRST_JOB", JOB, who, schedule)
    sent = Message.objects.count()
    testing_bundles.submit(case, who, schedule)
    [message] = Message.objects.order_by("at")[sent:]
    assert (message.kind, message.case) == ("BUNDLE", case)
    assert message.params["count"] == "2"
    assert message.params["amount"] == "30000"


def test_what_is_due_at_submission_is_billed(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    case = drafted("FIRST_JOB", JOB, who, schedule)
    testing_bundles.submit(case, who, schedule)
    states = {
        row.service: (row.state, [bill.amount for bill in bills_of(row.id)])
        for row in models.Application.objects.filter(bundle=case)
    }
    assert states == {
        "POL-001": (State.AWAITING_FEE, [30_000]),
        "DNK-001": (State.RECEIVED, []),
    }


@pytest.fixture
def together(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> list[models.Application]:
    """Two applications whose fees belong to the state, filed as one."""
    [source] = [one for one in engine.load_bundles(FOLDER) if one.code == "FIRST_JOB"]
    title_check = SourceMember(
        code="BPN-001", when={"==": [{"var": "works_alone"}, True]}
    )
    again = msgspec.structs.replace(source, services=(source.services[0], title_check))
    again = msgspec.structs.replace(again, later=(), same=(), phrases={})
    who = applicants[0]
    given = JOB | {"works_alone": ["YES"]}

    def file() -> UUID:
        catalogue.publish(
            definitions=catalogue_testing.online().values(),
            agencies=engine.load_agencies(FOLDER),
            bundles=[again],
            by=SYSTEM,
            at=clock.now(),
        )
        case = drafted("FIRST_JOB", given, who, schedule)
        testing_bundles.submit(case, who, schedule)
        return case

    case = arrange_on(schedule, "filed together", file)
    return list(models.Application.objects.filter(bundle=case).order_by("service"))


def test_one_bill_for_each_treasury_names_each_fee(
    together: list[models.Application],
) -> None:
    title, record = together
    [bill], [same] = bills_of(title.id), bills_of(record.id)
    assert bill.id == same.id
    assert bill.amount == 30_000 + 50_000
    assert {line["amount"] for line in bill.lines} == {30_000, 50_000}
    assert [bill.amount_for(one.id) for one in together] == [50_000, 30_000]


def test_paying_the_shared_bill_moves_each_application_on(
    together: list[models.Application], at: dt.datetime
) -> None:
    [bill] = bills_of(together[0].id)
    assert payments.pay(bill, bill.created_at + dt.timedelta(hours=1)) == "PAID"
    for row in together:
        row.refresh_from_db()
        assert row.state == State.RECEIVED
    assert [payment_queries.paid_for(one.id) for one in together] == [50_000, 30_000]


def test_a_withdrawn_one_leaves_the_bill_and_the_rest_is_billed_anew(
    together: list[models.Application],
    applicants: list[testing.Applicant],
    schedule: testing.Schedule,
) -> None:
    who, (title, record) = applicants[0], together
    [first] = bills_of(record.id)
    filing.withdraw(
        case=title.id,
        owners=frozenset({who.contact.id}),
        by=who.by,
        at=first.created_at + dt.timedelta(minutes=5),
    )
    second, first = bills_of(record.id)
    assert (first.state, second.state) == ("CANCELLED", "OPEN")
    assert (second.amount, second.cases) == (30_000, [record.id])
    assert payment_queries.current_bill(title.id) is None
    late = payments.pay(first, first.created_at + dt.timedelta(minutes=9))
    assert late == "PAID_LATE", "the old code settles nothing"
    assert payments.pay(second, second.created_at + dt.timedelta(hours=1)) == "PAID"
    record.refresh_from_db()
    assert record.state == State.RECEIVED


def test_a_shared_bill_that_ran_out_is_renewed_for_all(
    together: list[models.Application], applicants: list[testing.Applicant]
) -> None:
    who, (title, record) = applicants[0], together
    [first] = bills_of(title.id)
    late = first.expires_at + dt.timedelta(hours=1)
    assert billing.expire_due(by=SYSTEM, at=late) == 1
    filing.renew_bill(
        case=record.id, owners=frozenset({who.contact.id}), by=who.by, at=late
    )
    second, _ = bills_of(title.id)
    assert (second.amount, second.cases) == (first.amount, first.cases)
    assert payments.pay(second, late + dt.timedelta(hours=1)) == "PAID"


def test_fees_of_two_treasuries_are_two_bills(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    given = {
        "has_approval": ["YES"],
        "land": ["TITLE", "TAX"],
        "connections": [],
    }
    case = drafted("HOUSE", given, who, schedule)
    testing_bundles.submit(case, who, schedule)
    rows = models.Application.objects.filter(bundle=case).order_by("service")
    assert [row.service for row in rows] == ["BPD-005", "BPN-001"]
    [regional], [state] = (bills_of(row.id) for row in rows)
    assert regional.id != state.id
    assert state.amount == 50_000


def test_files_nothing_if_one_of_them_cannot_be_filed(
    applicants: list[testing.Applicant],
    schedule: testing.Schedule,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = applicants[0]
    case = drafted("BIRTH", BIRTH, who, schedule)

    def refuse(
        form: object, filing: queries.MemberFiling, *rest: object
    ) -> list[engine.Problem]:
        is_last = filing.member.code == "BPK-002"
        return [engine.Problem("applicant_nik", "REQUIRED", {})] if is_last else []

    monkeypatch.setattr(queries, "member_problems", refuse)
    with pytest.raises(errors.Incomplete):
        testing_bundles.submit(case, who, schedule)
    assert not models.Application.objects.filter(bundle=case).exists()
    assert queries.bundle_filing(case, [who.contact.id]) is None
    assert queries.draft(case, frozenset({who.contact.id})) is not None


def test_files_once_however_often_it_is_sent(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    case = drafted("FIRST_JOB", JOB, who, schedule)
    testing_bundles.submit(case, who, schedule, "first")
    testing_bundles.submit(case, who, schedule, "second")
    assert models.Application.objects.filter(bundle=case).count() == 2


def test_refuses_another_owner(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who, other = applicants
    case = drafted("FIRST_JOB", JOB, who, schedule)
    with pytest.raises(NotFound):
        testing_bundles.submit(case, other, schedule)
    testing_bundles.submit(case, who, schedule)
    assert queries.bundle_filing(case, [other.contact.id]) is None
    assert queries.bundle_filings([other.contact.id]) == []


def test_refuses_when_by_the_answers_nothing_is_needed(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who = applicants[0]
    nothing = {name: ["NO"] for name in JOB}
    case = drafted("FIRST_JOB", nothing, who, schedule)
    with pytest.raises(errors.NothingApplies):
        testing_bundles.submit(case, who, schedule)


def test_a_service_whose_own_form_would_end_is_left_out_with_its_reason(
    applicants: list[testing.Applicant], schedule: testing.Schedule
) -> None:
    who, long_ago = applicants[0], BORN_ON - dt.timedelta(days=100)
    born = {"dkc028_child_birth_date": [f"{long_ago:%d-%m-%Y}"]}
    case = drafted("BIRTH", BIRTH | born | {"mother_insured": ["NO"]}, who, schedule)
    draft = queries.draft(case, frozenset({who.contact.id}))
    assert draft is not None
    at = schedule.next()
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    bundle = catalogue_queries.bundle_of(draft.definition)
    assert bundle is not None
    [(member, page)] = queries.left_out(bundle, answers, as_of=clock.today(at))
    assert (member.code, page.id) == ("DKC-028", "late")
    assert queries.member_filings(bundle, answers, as_of=clock.today(at)) == []
    with pytest.raises(errors.NothingApplies):
        testing_bundles.submit(case, who, schedule)
