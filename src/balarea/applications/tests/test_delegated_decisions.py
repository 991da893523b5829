"""Deciding by another agency's authority: who may, and what the paper says of it."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import content_to_issue, deciding, sealed_contents
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.catalogue import queries as catalogue
from balarea.documents.document_content import DocumentContent
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.operations import delegations
from balarea.people.rules import Action, DelegationKind

pytestmark = pytest.mark.django_db
SERVICE = "DNK-001"
DECREE = "Keputusan Bupati Nomor 7 Tahun 2026"


@pytest.fixture
def application(application_in: ApplicationIn) -> models.Application:
    return application_in(SERVICE, State.TO_DECIDE)


def delegate(kind: DelegationKind, at: dt.datetime) -> None:
    agencies, day = people.agencies(), clock.today(at)
    delegations.delegate(
        service=SERVICE,
        agency=agencies["DNK"],
        to=agencies["DPM"],
        kind=kind,
        actions=[Action.DECIDE],
        office="Kepala Dinas Tenaga Kerja",
        office_translations={"en": "Head of the Manpower Office"},
        decree=DECREE,
        decree_on=day,
        begins_on=day,
        by=SYSTEM,
        at=at,
    )


def licensing_head(at: dt.datetime) -> dict[str, Any]:
    """An officer of the one-stop office, with rights on its own services only."""
    officer = people_testing.appoint("DPM", [Action.READ, Action.DECIDE], at)
    scope = people_testing.scope_of(officer)
    return {"scope": scope, "by": people.officer_actor(scope.officer)}


def decide(
    application: models.Application, head: dict[str, Any], at: dt.datetime
) -> None:
    deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        at=at,
        **head,
    )


def paper(application: models.Application, at: dt.datetime) -> DocumentContent:
    decided = queries.case(application.id)
    answers = sealed_contents.open_answers(
        application=queries.with_step_data(
            models.Application.objects.filter(id=decided.id)
        ).get(),
        by=SYSTEM,
        at=at,
        purpose="ISSUE",
    )
    return content_to_issue.document_content_of(
        decided, content_to_issue.signatory_of(decided), answers, clock.today(at)
    )


def test_finds_no_case_of_another_agency_without_a_delegation(
    application: models.Application, at: dt.datetime
) -> None:
    with pytest.raises(NotFound):
        decide(application, licensing_head(at), at)


def test_by_mandate_it_signs_in_the_name_of_the_office(
    application: models.Application, at: dt.datetime
) -> None:
    delegate(DelegationKind.MANDATE, at)
    decide(application, licensing_head(at), at)
    content = paper(application, at)
    assert content.signatory.office.id == (
        "a.n. Kepala Dinas Tenaga Kerja, Petugas DPMPTSP"
    )
    assert "on behalf of Head of the Manpower Office" in content.signatory.office.en
    assert DECREE in content.statements[-1].id
    assert content.agency_name.id == people.agency("DNK").name


def test_by_delegation_it_issues_in_its_own_name(
    application: models.Application, at: dt.datetime
) -> None:
    delegate(DelegationKind.DELEGATION, at)
    decide(application, licensing_head(at), at)
    content = paper(application, at)
    assert content.signatory.office.id == "Petugas DPMPTSP"
    assert "pelimpahan wewenang dari Kepala Dinas Tenaga Kerja" in (
        content.statements[-1].id
    )
    assert content.agency_name.id == people.agency("DPM").name


def test_the_agency_that_delegated_signs_as_before(
    application: models.Application, at: dt.datetime
) -> None:
    delegate(DelegationKind.MANDATE, at)
    scope, by = people_testing.officer_for(Action.DECIDE, SERVICE, "DNK")
    decide(application, {"scope": scope, "by": by}, at)
    content = paper(application, at)
    assert "a.n." not in content.signatory.office.id
    assert DECREE not in "".join(text.id for text in content.statements)


def test_the_page_of_the_service_names_the_delegation(
    application: models.Application, at: dt.datetime
) -> None:
    before = catalogue.revision()
    delegate(DelegationKind.MANDATE, at)
    assert catalogue.revision() != before
    [published] = catalogue.edition().delegations
    assert (published.service, published.decree) == (SERVICE, DECREE)
    [row] = people.delegations(clock.today(at))
    delegations.end_delegation(delegation=row, by=SYSTEM, at=at)
    assert catalogue.edition().delegations == ()
