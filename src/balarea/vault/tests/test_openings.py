"""Who saw my data: each opening of everybody else, the owner's own once an hour."""

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
    """Half past: an hour begins half an hour later."""
    return dt.datetime(2026, 11, 24, 3, 30, tzinfo=dt.UTC)


def seal(at: dt.datetime, name: str = "answers", case: UUID | None = None) -> Any:
    return operations.seal(
        case=case or ids.uuid7(), name=name, content=b"Siti", by=OWNER, at=at
    )


def look(thing: Any, at: dt.datetime, by: Actor = OWNER, why: str = "OWN_DATA") -> None:
    case, name = thing.key_id, thing.name
    found = operations.open(
        sealed=thing, case=case, name=name, by=by, purpose=why, at=at
    )
    assert found == b"Siti"


def noted() -> int:
    return models.Access.objects.count()


@pytest.mark.parametrize("kind", [ActorKind.CITIZEN, ActorKind.VISITOR])
def test_the_owners_looks_of_one_hour_are_one(at: dt.datetime, kind: ActorKind) -> None:
    thing, owner = seal(at), Actor(kind, ids.uuid7())
    for minute in range(30):
        look(thing, at + dt.timedelta(minutes=minute), owner)
    [access] = models.Access.objects.all()
    assert (access.at, access.names, access.actor) == (at, ["answers"], owner.id)
    look(thing, at + HOUR, owner)
    assert noted() == 2


def test_another_thing_case_or_person_is_a_look_of_its_own(at: dt.datetime) -> None:
    thing = seal(at)
    for other in (thing, seal(at, "decision", thing.key_id), seal(at)):
        look(other, at)
        look(other, at)
    assert noted() == 3
    look(thing, at, Actor(ActorKind.VISITOR, ids.uuid7()))
    assert noted() == 4


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
def test_every_other_opening_leaves_its_own_trace(
    at: dt.datetime, by: Actor, purpose: str
) -> None:
    thing = seal(at)
    for _ in range(3):
        look(thing, at, by, purpose)
    assert noted() == 3


def test_no_officer_opens_as_the_person_themselves(at: dt.datetime) -> None:
    thing = seal(at)
    with pytest.raises(ValueError, match="OWN_DATA"):
        look(thing, at, OFFICER)
    assert noted() == 0


def test_the_owners_trace_too_is_written_before_the_text_is_read(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing, traces, real = seal(at), list[int](), keys.decrypt

    def watch(*told: bytes) -> bytes:
        traces.append(sum('"vault_access"' in sent["sql"] for sent in asked))
        return real(*told)

    monkeypatch.setattr(keys, "decrypt", watch)
    with CaptureQueriesContext(connection) as asked:
        look(thing, at)
    assert traces == [1]


def test_a_look_that_was_rolled_back_is_none(at: dt.datetime) -> None:
    thing = seal(at)

    @operation
    def look_and_fail(*, by: Actor, at: dt.datetime) -> None:
        look(thing, at)
        raise errors.Erased

    with pytest.raises(errors.Erased), transaction.atomic():
        look_and_fail(by=OWNER, at=at)
    assert noted() == 0
    look(thing, at)
    assert noted() == 1


@operation
def fill(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """A case that is five years on its way: 2,500 own looks, 1,500 of offices."""
    transparency.record(type="OPENED", subject=case, by=by, at=at)
    for n in range(5000):
        purpose = ("OWN_DATA", "VERIFY", "OWN_DATA", "NOTIFY", "DECIDE")[n % 5]
        if n % 10 == 4:
            purpose = "OWN_DATA"
        actor = OWNER if purpose == "OWN_DATA" else OFFICER
        access = models.Access(
            case=case,
            names=["answers"],
            actor_kind=actor.kind,
            actor=actor.id,
            office=actor.office,
            purpose=purpose,
            at=at - n * HOUR,
        )
        unit_of_work.add(access)


def test_five_thousand_openings_are_grouped_where_they_lie(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, read, real = ids.uuid7(), list[int](), models.Access.from_db
    fill(case=case, by=SYSTEM, at=at)

    def watch(cls: Any, *row: Any, **more: Any) -> Any:
        read.append(1)
        return real(*row, **more)

    monkeypatch.setattr(models.Access, "from_db", classmethod(watch))
    with CaptureQueriesContext(connection) as asked:
        found = queries.openings(case)
    assert len(asked) == 2
    assert (len(read), len(found.others.lines)) == (0, queries.LINES)
    assert (found.own, found.messages) == (2500, 1000)
    assert found.own_last == at
    assert found.others.lines[0].at == at - HOUR
    assert {one.purpose for one in found.others.lines} == {"VERIFY", "DECIDE"}


def all_pages(case: UUID) -> list[queries.Look]:
    """As somebody turns them, one after another."""
    first = queries.openings(case).others
    rest = [
        queries.openings(case, page=page, until=first.until).others
        for page in range(2, first.pages + 1)
    ]
    return [line for page in (first, *rest) for line in page.lines]


def test_every_opening_stands_on_one_of_the_pages(at: dt.datetime) -> None:
    case = ids.uuid7()
    fill(case=case, by=SYSTEM, at=at)
    lines = all_pages(case)
    assert sum(line.times for line in lines) == 1500
    assert len(set(lines)) == len(lines) > queries.LINES
    assert [line.at for line in lines] == sorted(
        (one.at for one in lines), reverse=True
    )
    assert queries.openings(case).others.total == len(lines)


ENGLISH: Mapping[str, str] = {"en": "District head"}


def test_who_looks_very_often_hides_nobody_elses_look(at: dt.datetime) -> None:
    thing = seal(at)
    rare = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Camat", ENGLISH)
    look(thing, at, rare, "CONSULT")
    for second in range(220):
        look(thing, at + dt.timedelta(seconds=second + 1), OFFICER, "VERIFY")
    for found in (
        queries.openings(thing.key_id).others,
        queries.looks_by_others(thing.key_id),
    ):
        shown = [
            (line.office, line.office_translations, line.times) for line in found.lines
        ]
        assert shown == [(OFFICER.office, {}, 220), ("Camat", ENGLISH, 1)]


def test_another_office_purpose_or_day_is_a_line_of_its_own(at: dt.datetime) -> None:
    thing, head = seal(at), Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")
    midnight = dt.datetime(2026, 11, 24, 17, tzinfo=dt.UTC)  # in Sumedang
    look(thing, at, OFFICER, "VERIFY")
    look(thing, at + HOUR, head, "VERIFY")
    look(thing, at + 2 * HOUR, OFFICER, "CONSULT")
    look(thing, midnight - dt.timedelta(seconds=1), OFFICER, "VERIFY")
    look(thing, midnight, OFFICER, "VERIFY")
    lines = queries.openings(thing.key_id).others.lines
    assert [(one.office, one.purpose, one.times, one.since) for one in lines] == [
        (OFFICER.office, "VERIFY", 1, midnight),
        (OFFICER.office, "VERIFY", 2, at),
        (OFFICER.office, "CONSULT", 1, at + 2 * HOUR),
        ("Kepala", "VERIFY", 1, at + HOUR),
    ]


def test_a_look_while_pages_are_turned_moves_no_line(at: dt.datetime) -> None:
    case = ids.uuid7()
    fill(case=case, by=SYSTEM, at=at)
    first = queries.openings(case).others
    before = queries.openings(case, page=2, until=first.until).others.lines
    look(seal(at, case=case), at + HOUR, OFFICER, "CONSULT")
    assert queries.openings(case, page=2, until=first.until).others.lines == before
    assert queries.openings(case).others.lines[0].at == at + HOUR


def test_there_is_no_page_after_the_last(at: dt.datetime) -> None:
    thing = seal(at)
    look(thing, at, OFFICER, "VERIFY")
    found = queries.openings(thing.key_id, page=7, until=at).others
    assert (found.page, found.pages, len(found.lines)) == (1, 1, 1)


def test_nobody_looked_yet() -> None:
    found = queries.openings(ids.uuid7())
    assert (found.others.lines, found.others.total) == ([], 0)
    assert (found.own, found.messages, found.own_last) == (0, 0, None)
