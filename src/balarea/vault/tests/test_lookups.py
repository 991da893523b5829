"""What finds cases by something personal is recorded for each case, opened or not."""

import datetime as dt
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.log_facts import LogFacts

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency.models import Entry
from balarea.vault import errors, keys, models, operations, rules

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")
TEXT = b"Siti Rahayu"


def seal(at: dt.datetime) -> models.Sealed:
    return operations.seal(
        case=ids.uuid7(), name="answers", content=TEXT, by=SYSTEM, at=at
    )


def check(sealed: models.Sealed, content: bytes, by: Actor, at: dt.datetime) -> None:
    operations.check_content(
        sealed=sealed, case=sealed.key_id, name="answers", content=content, by=by, at=at
    )


def test_a_lookup_is_recorded_for_each_case_with_its_agency_and_service(
    at: dt.datetime,
) -> None:
    first, second = seal(at).key_id, seal(at).key_id
    cases = {first: ("DKC", "DKC-001"), second: ("DPM", "DPM-001")}
    operations.record_lookup(cases=cases, name="nik", by=OFFICER, at=at)
    rows = models.Access.objects.filter(case__in=cases)
    assert {row.case for row in rows} == {first, second}
    assert {(row.purpose, *row.names, row.actor) for row in rows} == {
        ("CONSULT", "nik", OFFICER.id)
    }
    entries = Entry.objects.filter(type="OPENED", subject__in=cases)
    places = {one.subject: (one.agency, one.service) for one in entries}
    assert places == cases


def test_the_lookup_of_an_erased_case_is_recorded_without_its_key(
    at: dt.datetime,
) -> None:
    case = seal(at).key_id
    operations.erase(case=case, by=SYSTEM, at=at)
    operations.record_lookup(
        cases={case: ("DKC", "DKC-001")}, name="nik", by=OFFICER, at=at
    )
    assert models.Access.objects.get(case=case).purpose == "CONSULT"
    assert Entry.objects.filter(type="OPENED", subject=case).count() == 1


def test_the_log_commits_to_the_purpose_and_to_what_was_opened(
    at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    sealed = seal(at)
    operations.open(
        sealed=sealed,
        case=sealed.key_id,
        name="answers",
        by=OFFICER,
        purpose="VERIFY",
        at=at,
    )
    assert log_facts[-1] == ("OPENED", {"purpose": "VERIFY", "names": "answers"})


def test_nothing_to_open_leaves_no_access(at: dt.datetime) -> None:
    texts = operations.open_many(
        items=[], case=ids.uuid7(), by=OFFICER, purpose="VERIFY", at=at
    )
    assert texts == []
    assert not models.Access.objects.exists()


def test_content_is_compared_without_an_access(at: dt.datetime) -> None:
    sealed = seal(at)
    check(sealed, TEXT, SYSTEM, at)
    with pytest.raises(errors.Mismatch):
        check(sealed, b"other", SYSTEM, at)
    assert not models.Access.objects.exists()


def test_an_operation_unwraps_the_key_of_a_case_once(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = models.Sealed.objects.select_related("key").get(id=seal(at).id)
    unwrapped, unwrap = list[object](), keys.unwrap

    def count(case: object, wrapped: bytes) -> bytes:
        unwrapped.append(case)
        return unwrap(sealed.key_id, wrapped)

    monkeypatch.setattr(keys, "unwrap", count)

    @operation
    def read_twice(*, by: Actor, at: dt.datetime) -> None:
        operations.cache_key(sealed=sealed, by=by, at=at)
        assert len(unwrapped) == 1
        check(sealed, TEXT, by, at)
        operations.log_secret(case=sealed.key_id, by=by, at=at)

    with CaptureQueriesContext(connection) as statements:
        read_twice(by=SYSTEM, at=at)
    assert unwrapped == [sealed.key_id]
    assert not any("vault_casekey" in one["sql"] for one in statements)


def test_the_key_of_an_erased_case_is_not_held_and_not_refused(
    at: dt.datetime,
) -> None:
    sealed = seal(at)
    operations.erase(case=sealed.key_id, by=SYSTEM, at=at)
    row = models.Sealed.objects.select_related("key").get(id=sealed.id)
    operations.cache_key(sealed=row, by=SYSTEM, at=at)
    with pytest.raises(errors.Erased):
        check(row, TEXT, SYSTEM, at)


def test_a_replaced_text_is_stored_with_its_size_and_its_time(at: dt.datetime) -> None:
    sealed, later = seal(at), at + dt.timedelta(hours=1)
    operations.replace(
        sealed=sealed,
        case=sealed.key_id,
        name="answers",
        content=b"new",
        by=SYSTEM,
        at=later,
    )
    row = models.Sealed.objects.get(id=sealed.id)
    assert (row.size, row.sealed_at) == (3, later)


def test_an_erased_key_is_gone_from_its_row(at: dt.datetime) -> None:
    case = seal(at).key_id
    operations.erase(case=case, by=SYSTEM, at=at)
    row = models.CaseKey.objects.get(case=case)
    assert (row.wrapped, row.destroyed_at) == (None, at)


@operation
def find_each(*, cases: list[UUID], purpose: str, by: Actor, at: dt.datetime) -> None:
    """Find cases one by one, in one operation."""
    for case in cases:
        row = models.Sealed.objects.select_related("key").get(key=case)
        operations.open(
            sealed=row, case=case, name="answers", by=by, purpose=purpose, at=at
        )


def test_an_officer_opens_or_finds_no_more_than_fifty_people_at_once(
    at: dt.datetime,
) -> None:
    most = rules.MAX_PERSONS_AT_ONCE
    cases = [seal(at).key_id for _ in range(most + 1)]
    find_each(cases=cases[:most] * 2, purpose="VERIFY", by=OFFICER, at=at)
    with pytest.raises(errors.TooManyPersons):
        find_each(cases=cases, purpose="VERIFY", by=OFFICER, at=at)
    places = dict.fromkeys(cases, ("DKC", "DKC-001"))
    with pytest.raises(errors.TooManyPersons):
        operations.record_lookup(cases=places, name="nik", by=OFFICER, at=at)
    # The mall's own messages are no officer's look.
    find_each(cases=cases, purpose="NOTIFY", by=SYSTEM, at=at)
    assert models.Access.objects.filter(actor=OFFICER.id).count() == 2 * most
