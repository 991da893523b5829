"""The state root over a mall whose cases went through their real operations."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import snapshots
from tests.superuser import past_the_guards

from balarea.applications import models, testing
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM
from balarea.people import testing as people
from balarea.people.models import Agency
from balarea.people.rules import Action
from balarea.transparency.models import Entry, StateRoot
from balarea.transparency.publishing import integration
from balarea.transparency.state_root import files, listing, taking
from balarea.transparency.state_root.comparing import Finding, Kind

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE, PAGE = "DPM-010", "/petugas/akar-catatan/"


def _open_mall(at: dt.datetime) -> testing.Applicant:
    definition = catalogue_testing.online()[SERVICE]
    folder = Path(settings.BALAREA_SERVICES_DIR)
    agencies = engine.load_agencies(folder)
    catalogue.publish(
        definitions=[definition],
        agencies=[a for a in agencies if a.code in {definition.agency, "DKC"}],
        by=SYSTEM,
        at=at,
    )
    people.appoint_staff(definition.agency, at)
    return testing.applicant(1, at)


def _edit(statement: str) -> None:
    with past_the_guards() as superuser:
        assert superuser.execute(statement.encode()).rowcount == 1


def _uncovered(path: Path, at: dt.datetime) -> list[tuple[Kind, str, str]]:
    """Tests switch the triggers off that refuse to empty a table; see conftest.py."""
    findings: tuple[Finding, ...] = listing.compare(path, at.isoformat()).findings
    return [
        (one.kind, one.table, one.key)
        for one in findings
        if one.kind is not Kind.GUARD_OFF
    ]


def test_every_proper_step_is_covered_and_an_edit_is_not(
    at: dt.datetime, tmp_path: Path
) -> None:
    began = at - dt.timedelta(days=60)
    who = snapshots.arrange("state root", lambda: _open_mall(began), is_first=True)
    before = tmp_path / "before.txt.gz"
    listing.write(before, at.isoformat())

    schedule = testing.Schedule(began, at)
    case = testing.draft(SERVICE, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State.RETURNED, who, schedule)
    assert _uncovered(before, at) == []
    filed = tmp_path / "filed.txt.gz"
    listing.write(filed, at.isoformat())
    _edit(f"UPDATE applications_application SET agency = 'XXX' WHERE id = '{case}'")
    assert _uncovered(filed, at) == [
        (Kind.CHANGED, "applications_application", str(case))
    ]
    service = models.Application.objects.values_list("service", flat=True).get()
    agency = catalogue_testing.online()[service].agency
    _edit(
        f"UPDATE applications_application SET agency = '{agency}' WHERE id = '{case}'"
    )
    # The content is as before, and a proper step follows: it covers nothing up.
    testing.advance(case, State.ISSUED, who, schedule)
    assert _uncovered(filed, at) == [
        (Kind.CHANGED_BETWEEN, "applications_application", str(case))
    ]


def test_an_entry_can_not_be_moved_to_cover_an_edit(
    at: dt.datetime, tmp_path: Path
) -> None:
    snapshots.arrange("state root", lambda: _open_mall(at), is_first=True)
    before = tmp_path / "before.txt.gz"
    listing.write(before, at.isoformat())
    integration.begin(origin="mall.example/log", keys="", by=SYSTEM, at=at)
    people.appoint("DKC", {Action.READ}, at)
    people.appoint("DKC", {Action.READ}, at)
    integration.integrate(by=SYSTEM, at=at)
    entry = Entry.objects.latest("id")
    people.appoint("DKC", {Action.READ}, at)
    integration.integrate(by=SYSTEM, at=at)
    agency = Agency.objects.get(code="DPM").id
    with past_the_guards() as superuser:
        # All that a superuser can forge: the record of the write, and its entry.
        superuser.execute(
            "INSERT INTO transparency_rowversion (relation, key, kind, previous)"
            " SELECT 'people_agency', id, 'U', xmin::text::bigint FROM people_agency"
            " WHERE code = 'DPM'"
        )
        superuser.execute("UPDATE people_agency SET name = 'X' WHERE code = 'DPM'")
        superuser.execute(
            "UPDATE transparency_entry SET xid = pg_current_xact_id(), subject = %s"
            " WHERE id = %s",
            [agency, entry.id],
        )
    assert [(kind, table) for kind, table, _ in _uncovered(before, at)] == [
        (Kind.ENTRY_MOVED, "transparency_entry"),
        (Kind.CHANGED, "people_agency"),  # an entry of this type covers no such change
        (Kind.INSERTED, "people_grant"),  # it has lost its entry
    ]


@contextlib.contextmanager
def _damaged_guards() -> Iterator[None]:
    """One trigger is off, one gone, one function another; afterwards all as before."""
    switch = "ALTER TABLE people_agency {} TRIGGER people_agency_needs_log"
    with past_the_guards() as superuser:
        definitions = superuser.execute(
            "SELECT pg_get_functiondef('people_grant_require_log'::regproc)"
            " UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgname = 'people_grant_needs_operation'"
        ).fetchall()
        superuser.execute(switch.format("DISABLE").encode())
        superuser.execute("DROP TRIGGER people_grant_needs_operation ON people_grant")
        superuser.execute(
            "CREATE OR REPLACE FUNCTION people_grant_require_log() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
    try:
        yield
    finally:
        with past_the_guards() as superuser:
            superuser.execute(switch.format("ENABLE").encode())
            for (definition,) in definitions:
                superuser.execute(definition)


@pytest.fixture
def overseer(at: dt.datetime) -> Client:
    """A browser of somebody who oversees more than one agency."""
    snapshots.arrange("state root", lambda: _open_mall(at), is_first=True)
    officer = people.appoint("DKC", {Action.OVERSEE}, at)
    people.grant(officer, "DPM", {Action.OVERSEE}, at)
    return at_the_desk(officer)


def test_each_night_the_root_is_logged_with_what_nobody_logged(
    at: dt.datetime, overseer: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BALAREA_STATE_DIR = tmp_path / "state"
    assert "Belum ada akar" in overseer.get(PAGE).content.decode()
    first = taking.take(by=SYSTEM, at=at)
    assert first.compared_with is None
    assert files.root_of(taking.path_of(first.id)) == (first.root, first.rows)
    [entry] = Entry.objects.filter(type="STATE_ROOT")
    assert entry.subject == first.id

    agency = str(Agency.objects.get(code="DPM").id)
    _edit("UPDATE people_agency SET name = 'X' WHERE code = 'DPM'")
    with _damaged_guards():
        second = taking.take(by=SYSTEM, at=at)
    assert second.compared_with == first.id
    differences = {tuple(one[:3]) for one in second.findings}
    assert {
        ("CHANGED", "people_agency", agency),
        ("GUARD_OFF", "people_agency.people_agency_needs_log", ""),
        ("GUARD_CHANGED", "people_grant_require_log()", ""),
        ("GUARD_MISSING", "people_grant.people_grant_needs_operation", ""),
    } <= differences
    _check_page(overseer, second, agency)


def _check_page(overseer: Client, root: StateRoot, agency: str) -> None:
    shown = overseer.get(PAGE).content.decode()
    assert f"{root.uncovered} perbedaan" in shown
    assert agency in shown
    answer: Any = overseer.get(f"{PAGE}{root.id}/")
    content = b"".join(answer.streaming_content)
    assert content == taking.path_of(root.id).read_bytes()
    [entry] = Entry.objects.filter(type="STATE_EXPORTED")
    assert entry.subject == root.id
    assert overseer.get(f"{PAGE}{ids.uuid7()}/").status_code == 404


def test_a_list_is_for_those_who_oversee_the_mall(
    at: dt.datetime, overseer: Client, settings: Any, tmp_path: Path
) -> None:
    settings.BALAREA_STATE_DIR = tmp_path / "state"
    root = taking.take(by=SYSTEM, at=at)
    head = at_the_desk(people.appoint("DKC", {Action.OVERSEE, Action.READ}, at))
    for address in (PAGE, f"{PAGE}{root.id}/"):
        assert head.get(address).status_code == 403
    assert overseer.get(PAGE).status_code == 200
