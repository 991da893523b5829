"""The public log: steps of power first, the rest on request, and any part of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency import filters, operations, rules

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")
POLICE = Actor(ActorKind.OFFICER, ids.uuid7(), "POL", "Kepala")


@operation
def note(*, type: str, by: Actor, at: dt.datetime) -> None:
    operations.record(type=type, subject=ids.uuid7(), agency=by.agency, by=by, at=at)


def lines(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/transparansi/?{query}")
    assert page.status_code == 200
    return [str(line.what) for line in page.context["lines"]]


def test_steps_of_power_stand_first_and_messages_come_on_request(
    client: Client, at: dt.datetime
) -> None:
    note(type="DECIDED", by=OFFICER, at=at)
    for _ in range(60):
        note(type="NOTICE_SENT", by=SYSTEM, at=at)
    assert lines(client) == ["Permohonan diputuskan"]
    page = client.get("/transparansi/")
    assert "Tampilkan semua langkah" in page.content.decode()
    assert len(lines(client, "jenis=semua")) == 50
    assert set(lines(client, "jenis=pesan")) == {"Pesan dikirim"}


def test_narrows_by_agency_by_kind_and_by_day(client: Client, at: dt.datetime) -> None:
    yesterday = at - dt.timedelta(days=1)
    note(type="DECIDED", by=OFFICER, at=at)
    note(type="REVOKED", by=OFFICER, at=yesterday)
    note(type="ISSUED", by=POLICE, at=at)
    assert len(lines(client)) == 3
    assert len(lines(client, "instansi=DKC")) == 2
    assert len(lines(client, "instansi=dkc&jenis=revoked")) == 1
    assert len(lines(client, f"hari={clock.today(yesterday)}")) == 1
    assert len(lines(client, f"hari={clock.today(at)}&instansi=POL")) == 1
    assert lines(client, f"hari={clock.today(at)}&jenis=revoked") == []


def test_pages_on_within_what_was_asked_for(client: Client, at: dt.datetime) -> None:
    for _ in range(60):
        note(type="DECIDED", by=OFFICER, at=at)
        note(type="DECIDED", by=POLICE, at=at)
    first = client.get("/transparansi/?instansi=POL&jenis=decided")
    second = client.get(f"/transparansi/?{first.context['earlier']}")
    seen = [line for page in (first, second) for line in page.context["lines"]]
    assert len({line.id for line in seen}) == len(seen) == 60
    assert {line.agency for line in seen} == {"POL"}


NO_DAYS = ["31-02-2026", "2026-02-31", "9999-12-31", "0001-01-01"]


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_that_is_none_is_told_at_its_field(client: Client, day: str) -> None:
    page = client.get("/transparansi/", {"hari": day}).content.decode()
    assert "Pilih hari menurut kalender." in page


def test_an_unknown_kind_or_agency_finds_nothing(
    client: Client, at: dt.datetime
) -> None:
    note(type="DECIDED", by=OFFICER, at=at)
    assert lines(client, "jenis=apa-saja") == []
    assert lines(client, "instansi=XXXXXXXXXXXXXX") == []


def test_every_kind_belongs_to_one_group() -> None:
    groups = [types for key, (_name, types) in filters.GROUPS.items() if types]
    assert frozenset().union(*groups) == rules.TYPES
    parts = [types for types in groups if types is not rules.POWER]
    assert sum(map(len, parts)) == len(rules.TYPES)
    assert not rules.POWER & rules.MESSAGES


@pytest.mark.parametrize("where", ["type = 'REVOKED'", "agency = 'POL'"])
def test_a_rare_part_is_found_by_its_index(at: dt.datetime, where: str) -> None:
    note(type="DECIDED", by=OFFICER, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            f"EXPLAIN SELECT id FROM transparency_entry WHERE {where}"
            " ORDER BY id DESC LIMIT 51"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "transparency_by_" in plan
