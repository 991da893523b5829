"""The public log: steps of power first, other entries on request, and its filters."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency import entry_types, operations
from balarea.transparency.presenters import filters

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")
POLICE = Actor(ActorKind.OFFICER, ids.uuid7(), "POL", "Kepala")


@operation
def record(*, type: str, by: Actor, at: dt.datetime) -> None:
    operations.record(type=type, subject=ids.uuid7(), agency=by.agency, by=by, at=at)


def lines(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/transparansi/?{query}")
    assert page.status_code == 200
    return [str(line.what) for line in page.context["lines"]]


def test_shows_steps_of_power_first_and_messages_on_request(
    client: Client, at: dt.datetime
) -> None:
    record(type="DECIDED", by=OFFICER, at=at)
    for _ in range(60):
        record(type="NOTICE_SENT", by=SYSTEM, at=at)
    assert lines(client) == ["Permohonan diputuskan"]
    page = client.get("/transparansi/")
    assert "Tampilkan semua langkah" in page.content.decode()
    assert len(lines(client, "jenis=semua")) == 50
    assert set(lines(client, "jenis=pesan")) == {"Pesan dikirim"}


def test_filters_by_agency_kind_and_day(client: Client, at: dt.datetime) -> None:
    yesterday = at - dt.timedelta(days=1)
    record(type="DECIDED", by=OFFICER, at=at)
    record(type="REVOKED", by=OFFICER, at=yesterday)
    record(type="ISSUED", by=POLICE, at=at)
    assert len(lines(client)) == 3
    assert len(lines(client, "instansi=DKC")) == 2
    assert len(lines(client, "instansi=dkc&jenis=revoked")) == 1
    assert len(lines(client, f"hari={clock.today(yesterday)}")) == 1
    assert len(lines(client, f"hari={clock.today(at)}&instansi=POL")) == 1
    assert lines(client, f"hari={clock.today(at)}&jenis=revoked") == []


def test_further_pages_keep_the_filter(client: Client, at: dt.datetime) -> None:
    for _ in range(60):
        record(type="DECIDED", by=OFFICER, at=at)
        record(type="DECIDED", by=POLICE, at=at)
    first = client.get("/transparansi/?instansi=POL&jenis=decided")
    second = client.get(f"/transparansi/?{first.context['earlier']}")
    seen = [line for page in (first, second) for line in page.context["lines"]]
    assert len({line.id for line in seen}) == len(seen) == 60
    assert {line.agency for line in seen} == {"POL"}


NO_DAYS = ["31-02-2026", "2026-02-31", "9999-12-31", "0001-01-01"]


@pytest.mark.parametrize("day", NO_DAYS)
def test_an_invalid_day_is_an_error_at_its_field(client: Client, day: str) -> None:
    page = client.get("/transparansi/", {"hari": day}).content.decode()
    assert "Pilih hari menurut kalender." in page


def test_an_unknown_kind_or_agency_finds_nothing(
    client: Client, at: dt.datetime
) -> None:
    record(type="DECIDED", by=OFFICER, at=at)
    assert lines(client, "jenis=apa-saja") == []
    assert lines(client, "instansi=XXXXXXXXXXXXXX") == []


def test_every_type_is_listed_in_the_group_that_it_names() -> None:
    listed = [
        code
        for key, (_label, types) in filters.GROUPS.items()
        if key not in {filters.POWER, filters.ALL}
        for code in types
    ]
    assert sorted(listed) == sorted(entry_types.ENTRY_TYPES)


def test_no_message_is_a_step_of_power() -> None:
    messages = entry_types.of_group(entry_types.Group.MESSAGES)
    assert messages
    assert not entry_types.POWER & messages


@pytest.mark.parametrize("where", ["type = 'REVOKED'", "agency = 'POL'"])
def test_a_rare_part_is_found_by_its_index(at: dt.datetime, where: str) -> None:
    record(type="DECIDED", by=OFFICER, at=at)
    with connection.cursor() as cursor:
        # So many others that the planner sees what is rare.
        cursor.execute("SET LOCAL balarea.operation = 'test'")
        cursor.execute(
            "INSERT INTO transparency_entry SELECT (jsonb_populate_record(e,"
            " jsonb_build_object('id', left(e.id::text, -6)"
            " || lpad(to_hex(n), 6, '0')))).*"
            " FROM transparency_entry e, generate_series(1, 3000) n"
        )
        cursor.execute("ANALYZE transparency_entry")
        cursor.execute(
            f"EXPLAIN SELECT id FROM transparency_entry WHERE {where}"
            " ORDER BY id DESC LIMIT 51"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "transparency_by_" in plan
