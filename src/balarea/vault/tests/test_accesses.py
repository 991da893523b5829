"""Recorded accesses: those of others each time, the owner's once an hour."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from balarea.foundation import ids, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors, keys, models, operations, queries

pytestmark = pytest.mark.django_db
OWNER = Actor(ActorKind.CITIZEN, ids.uuid7())
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def at() -> dt.datetime:
    """Half past, so that the next full hour is half an hour later."""
    return dt.datetime(2026, 11, 24, 3, 30, tzinfo=dt.UTC)


def seal(at: dt.datetime, name: str = "answers", case: UUID | None = None) -> Any:
    return operations.seal(
        case=case or ids.uuid7(), name=name, content=b"Siti", by=OWNER, at=at
    )


def access(
    thing: Any, at: dt.datetime, by: Actor = OWNER, why: str = "OWN_DATA"
) -> None:
    case, name = thing.key_id, thing.name
    text = operations.open(
        sealed=thing, case=case, name=name, by=by, purpose=why, at=at
    )
    assert text == b"Siti"


def recorded() -> int:
    return models.Access.objects.count()


@pytest.mark.parametrize("kind", [ActorKind.CITIZEN, ActorKind.VISITOR])
def test_the_owners_accesses_of_one_hour_are_one(
    at: dt.datetime, kind: ActorKind
) -> None:
    thing, owner = seal(at), Actor(kind, ids.uuid7())
    for minute in range(30):
        access(thing, at + dt.timedelta(minutes=minute), owner)
    [row] = models.Access.objects.all()
    assert (row.at, row.names, row.actor) == (at, ["answers"], owner.id)
    access(thing, at + HOUR, owner)
    assert recorded() == 2


def test_another_text_case_or_person_is_an_access_of_its_own(at: dt.datetime) -> None:
    thing = seal(at)
    for other in (thing, seal(at, "decision", thing.key_id), seal(at)):
        access(other, at)
        access(other, at)
    assert recorded() == 3
    access(thing, at, Actor(ActorKind.VISITOR, ids.uuid7()))
    assert recorded() == 4


@pytest.mark.parametrize(
    ("by", "purpose"),
    [
        (OFFICER, "VERIFY"),
        (OFFICER, "CONSULT"),
        (SYSTEM, "NOTIFY"),
        (SYSTEM, "OWN_DATA"),
        (OWNER, "NOTIFY"),
    ],
)
def test_every_access_by_others_is_recorded(
    at: dt.datetime, by: Actor, purpose: str
) -> None:
    thing = seal(at)
    for _ in range(3):
        access(thing, at, by, purpose)
    assert recorded() == 3


def test_refuses_an_officer_who_opens_as_the_owner(at: dt.datetime) -> None:
    thing = seal(at)
    with pytest.raises(ValueError, match="OWN_DATA"):
        access(thing, at, OFFICER)
    assert recorded() == 0


def test_the_owners_access_too_is_recorded_before_decryption(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing, traces, real = seal(at), list[int](), keys.decrypt

    def watch(*args: bytes) -> bytes:
        traces.append(sum('"vault_access"' in query["sql"] for query in queries_sent))
        return real(*args)

    monkeypatch.setattr(keys, "decrypt", watch)
    with CaptureQueriesContext(connection) as queries_sent:
        access(thing, at)
    assert traces == [1]


def test_an_access_that_was_rolled_back_is_not_recorded(at: dt.datetime) -> None:
    thing = seal(at)

    @operation
    def access_and_fail(*, by: Actor, at: dt.datetime) -> None:
        access(thing, at)
        raise errors.Erased

    with pytest.raises(errors.Erased), transaction.atomic():
        access_and_fail(by=OWNER, at=at)
    assert recorded() == 0
    access(thing, at)
    assert recorded() == 1


@operation
def fill(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """The accesses of five years: 2,500 own, 1,500 of offices, 1,000 for messages."""
    transparency.record(type="OPENED", subject=case, by=by, at=at)
    for n in range(5000):
        purpose = ("OWN_DATA", "VERIFY", "OWN_DATA", "NOTIFY", "DECIDE")[n % 5]
        if n % 10 == 4:
            purpose = "OWN_DATA"
        actor = OWNER if purpose == "OWN_DATA" else OFFICER
        row = models.Access(
            case=case,
            names=["answers"],
            actor_kind=actor.kind,
            actor=actor.id,
            office=actor.office,
            purpose=purpose,
            at=at - n * HOUR,
        )
        unit_of_work.add(row)


def test_five_thousand_accesses_are_grouped_by_the_database(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, read, real = ids.uuid7(), list[int](), models.Access.from_db
    fill(case=case, by=SYSTEM, at=at)

    def watch(cls: Any, *row: Any, **more: Any) -> Any:
        read.append(1)
        return real(*row, **more)

    monkeypatch.setattr(models.Access, "from_db", classmethod(watch))
    with CaptureQueriesContext(connection) as statements:
        summary = queries.access_summary(case)
    assert len(statements) == 2
    assert (len(read), len(summary.others.groups)) == (0, queries.PAGE_SIZE)
    assert (summary.own, summary.messages) == (2500, 1000)
    assert summary.own_last == at
    assert summary.others.groups[0].at == at - HOUR
    assert {one.purpose for one in summary.others.groups} == {"VERIFY", "DECIDE"}


def all_pages(case: UUID) -> list[queries.AccessGroup]:
    """The groups of all pages, read one after another."""
    first = queries.access_summary(case).others
    rest = [
        queries.access_summary(case, page=page, until=first.until).others
        for page in range(2, first.pages + 1)
    ]
    return [line for page in (first, *rest) for line in page.groups]


def test_every_access_is_on_one_of_the_pages(at: dt.datetime) -> None:
    case = ids.uuid7()
    fill(case=case, by=SYSTEM, at=at)
    lines = all_pages(case)
    assert sum(line.times for line in lines) == 1500
    assert len(set(lines)) == len(lines) > queries.PAGE_SIZE
    assert [line.at for line in lines] == sorted(
        (one.at for one in lines), reverse=True
    )
    assert queries.access_summary(case).others.total == len(lines)


ENGLISH: Mapping[str, str] = {"en": "District head"}


def test_very_frequent_accesses_hide_no_others(at: dt.datetime) -> None:
    thing = seal(at)
    rare = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Camat", ENGLISH)
    access(thing, at, rare, "CONSULT")
    for second in range(220):
        access(thing, at + dt.timedelta(seconds=second + 1), OFFICER, "VERIFY")
    for accesses in (
        queries.access_summary(thing.key_id).others,
        queries.accesses_by_others(thing.key_id),
    ):
        shown = [
            (group.office, group.office_translations, group.times)
            for group in accesses.groups
        ]
        assert shown == [(OFFICER.office, {}, 220), ("Camat", ENGLISH, 1)]


def test_another_office_purpose_or_day_is_a_group_of_its_own(at: dt.datetime) -> None:
    thing, head = seal(at), Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")
    midnight = dt.datetime(2026, 11, 24, 17, tzinfo=dt.UTC)  # in Sumedang
    access(thing, at, OFFICER, "VERIFY")
    access(thing, at + HOUR, head, "VERIFY")
    access(thing, at + 2 * HOUR, OFFICER, "CONSULT")
    access(thing, midnight - dt.timedelta(seconds=1), OFFICER, "VERIFY")
    access(thing, midnight, OFFICER, "VERIFY")
    lines = queries.access_summary(thing.key_id).others.groups
    assert [(one.office, one.purpose, one.times, one.since) for one in lines] == [
        (OFFICER.office, "VERIFY", 1, midnight),
        (OFFICER.office, "VERIFY", 2, at),
        (OFFICER.office, "CONSULT", 1, at + 2 * HOUR),
        ("Kepala", "VERIFY", 1, at + HOUR),
    ]


def test_an_access_meanwhile_moves_no_group_between_pages(at: dt.datetime) -> None:
    case = ids.uuid7()
    fill(case=case, by=SYSTEM, at=at)
    first = queries.access_summary(case).others
    before = queries.access_summary(case, page=2, until=first.until).others.groups
    access(seal(at, case=case), at + HOUR, OFFICER, "CONSULT")
    assert (
        queries.access_summary(case, page=2, until=first.until).others.groups == before
    )
    assert queries.access_summary(case).others.groups[0].at == at + HOUR


def test_there_is_no_page_after_the_last(at: dt.datetime) -> None:
    thing = seal(at)
    access(thing, at, OFFICER, "VERIFY")
    others = queries.access_summary(thing.key_id, page=7, until=at).others
    assert (others.page, others.pages, len(others.groups)) == (1, 1, 1)


def test_a_new_case_has_no_accesses() -> None:
    summary = queries.access_summary(ids.uuid7())
    assert (summary.others.groups, summary.others.total) == ([], 0)
    assert (summary.own, summary.messages, summary.own_last) == (0, 0, None)
