"""A look-up by NIK is logged on each case that it finds."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.applications import models, queries
from balarea.applications.operations import nik_lookup
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    at_the_desk,
    shipped,
)
from balarea.foundation import rate_limits, references
from balarea.foundation.errors import TooMany
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.transparency.models import Entry
from balarea.vault import queries as vault
from balarea.vault import rules

pytestmark = pytest.mark.django_db
SERVICE = "DKC-006"


def nik() -> str:
    good = next(t for t in shipped()[SERVICE].tests if not t.expect.problems)
    return str(good.answers["nik"])


def purposes(application: models.Application) -> list[str]:
    rows = vault.accesses(application.id).exclude(actor_kind__in=rules.OWNERS)
    return [row.purpose for row in rows]


def accesses_logged(application: models.Application) -> int:
    return Entry.objects.filter(type="OPENED", subject=application.id).count()


def search(client: Client, text: str, status: int = 200) -> str:
    answer = client.post("/petugas/cari/", {"q": text})
    assert answer.status_code == status
    return answer.content.decode()


def find(officer: Officer, at: dt.datetime, text: str = "") -> int:
    scope = people.scope_of(officer.account)
    assert scope is not None
    by = people.officer_actor(officer)
    return len(nik_lookup.find_by_nik(scope=scope, nik=text or nik(), by=by, at=at))


def test_each_case_that_is_found_is_consulted_and_its_citizen_sees_it(
    file: File, appoint: Appoint, sign_in: SignIn
) -> None:
    cases = [file(SERVICE), file(SERVICE)]
    before = [accesses_logged(case) for case in cases]
    officer = appoint(["DKC"])
    page = search(at_the_desk(officer), f"{nik()[:6]} {nik()[6:]}")
    for case, entries in zip(cases, before, strict=True):
        assert references.pretty(case.reference) in page
        assert purposes(case) == ["CONSULT"]
        assert accesses_logged(case) == entries + 1
        [row] = vault.accesses(case.id).filter(actor_kind="OFFICER")
        assert (row.names, row.actor) == (["nik"], people.officer_actor(officer).id)
        seen = sign_in().open(f"/permohonan/{case.id}/").text
        assert row.office in seen
        assert "Melihat kembali, saat tidak ada langkah yang menunggu" in seen
    assert "Pemiliknya melihat" in page


@pytest.mark.parametrize("actions", [(Action.READ,), (Action.VERIFY,)])
def test_what_was_noted_is_shown_to_whoever_may_look(
    file: File, appoint: Appoint, actions: tuple[Action, ...]
) -> None:
    case = file(SERVICE)
    page = search(at_the_desk(appoint(["DKC"], actions=actions)), nik())
    assert references.pretty(case.reference) in page


def test_nothing_is_shown_or_logged_out_of_reach(file: File, appoint: Appoint) -> None:
    case = file(SERVICE)
    page = search(at_the_desk(appoint(["POL"])), nik())
    assert references.pretty(case.reference) not in page
    overseer = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    assert overseer.post("/petugas/cari/", {"q": nik()}).status_code == 403
    assert purposes(case) == []


def test_nothing_is_shown_without_its_trace(
    file: File, appoint: Appoint, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(SERVICE)
    officer = appoint(["DKC"])

    def fail(**_: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(transparency, "record", fail)
    with pytest.raises(OSError, match="full"):
        find(officer, at)


def test_an_officer_looks_up_so_many_an_hour(
    file: File, appoint: Appoint, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = file(SERVICE)
    monkeypatch.setattr(nik_lookup, "MAX_LOOKUPS_PER_HOUR", 3)
    officer, other = appoint(["DKC"]), appoint(["DKC"])
    unknown = nik()[:12] + "9876"
    assert [find(officer, at, text) for text in (nik(), unknown, nik())] == [1, 0, 1]
    with pytest.raises(TooMany):
        find(officer, at)
    assert len(purposes(case)) == 2
    assert find(other, at) == 1
    assert find(officer, at + dt.timedelta(hours=1)) == 1
    client = at_the_desk(officer)
    for _ in range(2):
        search(client, unknown)
    assert "TOO_MANY" in search(client, nik(), 429)


def test_what_is_no_nik_asks_for_nobody(
    file: File, appoint: Appoint, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = file(SERVICE)
    officer = appoint(["DKC"])

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(rate_limits, "hit", fail)
    for text in (" ", "123", nik() + "1", nik()[:15] + "²"):
        assert find(officer, at, text) == 0
    answer = at_the_desk(officer).post("/petugas/cari/", {"q": case.reference})
    assert answer.headers["Location"] == f"/petugas/permohonan/{case.id}/"


@pytest.mark.parametrize(
    "typed", ["NIK: {}", "'{}", "\u202a{}\u202c", "\ufeff{}\t", "{} (KTP)"]
)
def test_reads_a_nik_through_what_was_copied_along(
    file: File, appoint: Appoint, at: dt.datetime, typed: str
) -> None:
    file("DKC-006")
    assert find(appoint(["DKC"]), at, typed.format(nik())) == 1


def test_costs_as_many_statements_for_many_cases_as_for_one(
    file: File, appoint: Appoint, at: dt.datetime
) -> None:
    officer, statement_counts = appoint(["DKC"]), list[int]()
    for _ in range(3):
        file(SERVICE)
        with CaptureQueriesContext(connection) as captured:
            find(officer, at)
        statement_counts.append(len(captured))
    assert len(set(statement_counts)) == 1, statement_counts


def test_no_page_asks_by_nik_past_the_trace() -> None:
    assert not hasattr(queries, "by_nik")


def test_what_was_found_can_be_read_in_the_other_language(
    file: File, appoint: Appoint
) -> None:
    case = file(SERVICE)
    client = at_the_desk(appoint(["DKC"]))
    page = search(client, nik())
    assert 'action="?bahasa=en"' in page
    assert f'name="q" value="{nik()}"' in page
    answer = client.post("/petugas/cari/?bahasa=en", {"q": nik()})
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.content.decode()
    assert references.pretty(case.reference) in answer.content.decode()
    assert answer.cookies["bahasa"].value == "en"
    assert client.get("/petugas/cari/?bahasa=id").headers["Location"] == "/petugas/"


def test_an_officer_looks_up_sixty_people_an_hour() -> None:
    assert nik_lookup.MAX_LOOKUPS_PER_HOUR == 60
    assert dt.timedelta(hours=1) == nik_lookup.HOUR
