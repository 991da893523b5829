"""What the office determines is written by whoever decides, and enters the document."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from balarea.applications import errors, models, testing
from balarea.applications.operations import deciding
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import Text
from balarea.documents import document_content
from balarea.documents import queries as document_queries
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
LETTER, COUNTERSIGNED, BY_RULES = "DSO-001", "DHB-007", "DLH-001"
FINDING = "Keluarga ini terdaftar di DTSEN pada desil 3 sejak Januari 2026."


def test_a_grant_without_the_finding_is_refused(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(LETTER, State.TO_DECIDE)
    who = officer_for(Action.DECIDE, application)
    for text in ("", "Desil 3"):
        with pytest.raises(errors.ReasonsMissing):
            deciding.decide(
                case=application.id,
                outcome=Outcome.GRANTED,
                reasons=text,
                at=at,
                **who,
            )
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE


def rows_of(application: models.Application, at: dt.datetime) -> dict[str, str]:
    """The rows of the prepared document, by label."""
    document = document_queries.document_of(application.id)
    assert document is not None
    sealed = vault.open(
        sealed=document.paper,
        case=application.id,
        name="paper",
        by=SYSTEM,
        purpose="ISSUE",
        at=at,
    )
    numbered = msgspec.json.decode(sealed, type=document_content.NumberedContent)
    return {row.label.id: row.value.id for row in numbered.paper.rows}


def label_of(service: str) -> str:
    finding = catalogue_testing.online()[service].finding
    assert finding is not None
    return finding.label.id


def test_the_document_states_what_the_officer_found_and_nothing_generated(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(LETTER, State.TO_DECIDE)
    who = officer_for(Action.DECIDE, application)
    deciding.decide(
        case=application.id, outcome=Outcome.GRANTED, reasons=FINDING, at=at, **who
    )
    assert rows_of(application, at)[label_of(LETTER)] == FINDING


def test_whoever_countersigns_sends_out_what_was_proposed(
    applicants: Applicants, at: dt.datetime
) -> None:
    finding = engine.Finding(Text(id="Jam", en="Hours"), Text(id="Tulis.", en="Write."))
    publish_with(finding, at)
    schedule = testing.Schedule(at - dt.timedelta(days=40), at)
    case = testing.draft(COUNTERSIGNED, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    testing.advance(case, State.TO_DECIDE, applicants[0], schedule)
    application = models.Application.objects.get(id=case)
    who = officer_for(Action.DECIDE, application)
    text = "Jalan ditutup pukul enam pagi sampai dua belas siang."
    deciding.decide(case=case, outcome=Outcome.GRANTED, reasons=text, at=at, **who)
    assert document_queries.document_of(case) is None
    other = officer_for(Action.COUNTERSIGN, application, who["scope"].officer.id)
    deciding.countersign(case=case, agrees=True, note="Setuju.", at=at, **other)
    assert rows_of(application, at)["Jam"] == text


def publish_with(finding: engine.Finding, at: dt.datetime) -> None:
    """The services as they are, one of them with this finding."""
    every = catalogue_testing.online()
    output = every[COUNTERSIGNED].output
    assert output is not None
    changed = msgspec.structs.replace(
        every[COUNTERSIGNED],
        output=msgspec.structs.replace(output, finding=finding),
        version=every[COUNTERSIGNED].version + 1000,
    )
    catalogue.publish(
        definitions=[
            changed if code == COUNTERSIGNED else every[code]
            for code in catalogue_queries.services()
        ],
        agencies=engine.load_agencies(Path(settings.BALAREA_SERVICES_DIR)),
        by=SYSTEM,
        at=at - dt.timedelta(days=60),
    )


def test_where_rules_decide_the_document_states_their_text(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(BY_RULES, State.GRANTED)
    finding = catalogue_testing.online()[BY_RULES].finding
    assert finding is not None
    assert finding.by_rules is not None
    assert rows_of(application, at)[finding.label.id] == finding.by_rules.id
