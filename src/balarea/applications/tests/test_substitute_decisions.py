"""Deciding as a substitute (Plh.): what the document and the records say of it."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import content_to_issue, deciding
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.applications.tests.test_delegated_decisions import delegate, paper
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.operations import substitutes
from balarea.people.rules import Action, DelegationKind
from balarea.people.substitute_rules import SubstituteKind

pytestmark = pytest.mark.django_db
SERVICE = "DNK-001"


@pytest.fixture
def application(application_in: ApplicationIn) -> models.Application:
    return application_in(SERVICE, State.TO_DECIDE)


def stand_in(agency: str, at: dt.datetime, **changed: Any) -> Officer:
    """A new officer of that agency, who stands in for its head today."""
    officer = people_testing.appoint(agency, [Action.READ], at)
    head = people_testing.appoint(agency, [Action.DECIDE], at)
    day = clock.today(at)
    substitutes.substitute(
        **{
            "kind": SubstituteKind.PLH,
            "officer": officer,
            "agency": people.agency(agency),
            "replaced": head,
            "position": f"Kepala {agency}",
            "position_translations": {"en": f"Head of {agency}"},
            "actions": [Action.DECIDE],
            "decree": "Surat Perintah 1/2026",
            "decree_on": day,
            "begins_on": day,
            "ends_on": day,
            "by": SYSTEM,
            "at": at,
            **changed,
        }
    )
    return officer


def decide(application: models.Application, officer: Officer, at: dt.datetime) -> None:
    scope = people_testing.scope_of(officer)
    deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        scope=scope,
        by=people.officer_actor(officer),
        at=at,
    )


def test_signs_in_the_office_of_whom_they_stand_in_for(
    application: models.Application, at: dt.datetime
) -> None:
    officer = stand_in("DNK", at)
    decide(application, officer, at)
    office = paper(application, at).signatory.office
    assert (office.id, office.en) == ("Plh. Kepala DNK", "Acting Head of DNK (Plh.)")
    step = queries.changes(application)[-1]
    short = people.agency("DNK").short_name
    assert step.office == f"Plh. Kepala DNK, {short}"
    assert step.office_translations["en"] == f"Acting Head of DNK (Plh.), {short}"


def test_the_document_stays_right_after_it_has_ended(
    application: models.Application, at: dt.datetime
) -> None:
    decide(application, stand_in("DNK", at), at)
    later = at + dt.timedelta(days=40)
    [row] = people.substitutions(clock.today(at))
    substitutes.end_substitution(
        substitution=row, by=SYSTEM, at=at + dt.timedelta(minutes=1)
    )
    assert paper(application, later).signatory.office.id == "Plh. Kepala DNK"


def test_signs_in_their_own_office_what_they_may_decide_themselves(
    application: models.Application, at: dt.datetime
) -> None:
    officer = stand_in("DNK", at)
    people_testing.grant(officer, "DNK", [Action.DECIDE], at)
    decide(application, officer, at)
    assert paper(application, at).signatory.office.id == officer.position
    assert queries.changes(application)[-1].office.startswith(officer.position)


def test_reaches_no_case_beyond_the_services_of_the_decree(
    application: models.Application, at: dt.datetime
) -> None:
    officer = stand_in("DNK", at, services=["DNK-002"])
    with pytest.raises(NotFound):
        decide(application, people_testing.appoint("DPM", [Action.READ], at), at)
    assert Action.DECIDE in people_testing.scope_of(officer).actions
    rights = people_testing.scope_of(officer)
    assert not rights.allows(Action.DECIDE, agency="DNK", service=SERVICE)


def test_stands_in_for_a_head_who_decides_by_mandate_of_another_agency(
    application: models.Application, at: dt.datetime
) -> None:
    delegate(DelegationKind.MANDATE, at)
    decide(application, stand_in("DPM", at), at)
    short = people.agency("DPM").short_name
    content = paper(application, at)
    assert content.signatory.office.id == (
        f"a.n. Kepala Dinas Tenaga Kerja, Plh. Kepala DPM {short}"
    )
    assert content_to_issue.signatory_of(application) is not None
