"""The state root over a mall whose cases went through their real operations."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from tests import snapshots
from tests.superuser import past_the_guards

from balarea.applications import models, testing
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import testing as people
from balarea.transparency.state_root import listing
from balarea.transparency.state_root.comparing import Finding, Kind

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE = "DPM-010"


def _open_mall(at: dt.datetime) -> testing.Applicant:
    definition = catalogue_testing.online()[SERVICE]
    folder = Path(settings.BALAREA_SERVICES_DIR)
    agencies = engine.load_agencies(folder)
    catalogue.publish(
        definitions=[definition],
        agencies=[a for a in agencies if a.code == definition.agency],
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
    assert clock.now() >= at
