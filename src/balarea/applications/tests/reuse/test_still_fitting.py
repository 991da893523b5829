"""What is used again is valid, not found wrong, and of the person in the answers."""

import datetime as dt

import pytest

from balarea.applications import errors, queries, testing, testing_measures
from balarea.applications.operations import (
    verifying,
)
from balarea.applications.presenters import origins
from balarea.applications.tests.conftest import officer_for
from balarea.applications.tests.reuse.conftest import (
    SOURCE,
    TARGET,
    begun,
    card_of,
    detach_card,
    evidence_of,
    issued,
    issued_document,
    offered,
    problems,
    refused,
    renamed,
    use,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue_queries
from balarea.foundation import clock
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db


def test_is_not_offered_to_a_draft_for_another_person(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    _, document = issued_document(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    renamed(case, who, at)
    assert not offered(case, who, at)
    refused(case, document.id, who, at)


@pytest.mark.parametrize("kind", ["documents", "files"])
def test_can_not_be_filed_for_another_person_afterwards(
    who: testing.Applicant, schedule: testing.Schedule, kind: str
) -> None:
    issued(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    offers = offered(case, who, at)
    source = offers.documents[0].id if kind == "documents" else offers.files[0].file.id
    use(case, source, who, at)
    assert problems(case, who, at) == []
    renamed(case, who, at)
    assert problems(case, who, at) == ["R1 EVIDENCE_UNFIT"]


def test_a_document_that_ended_is_neither_offered_nor_filed(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    _, document = issued_document(who, schedule)
    assert document.valid_until is not None
    case, at = begun(who, schedule), schedule.next()
    last = clock.start_of(document.valid_until)
    after = last + dt.timedelta(days=1)
    assert offered(case, who, last).documents
    assert not offered(case, who, after).documents
    use(case, document.id, who, at)
    assert problems(case, who, last) == []
    assert problems(case, who, after) == ["R1 EVIDENCE_UNFIT"]


def test_a_document_revoked_meanwhile_stops_the_filing(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application, document = issued_document(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    use(case, document.id, who, at)
    testing_measures.revoke(
        case=application.id,
        reason=testing.REFUSAL,
        **officer_for(Action.REVOKE, application),
        at=schedule.next(),
    )
    with pytest.raises(errors.Incomplete) as raised:
        testing.submit(case, who, schedule)
    [problem] = raised.value.params["problems"]
    assert (problem.field, problem.code) == ("R1", "EVIDENCE_UNFIT")
    detach_card(case, who, schedule)
    assert not offered(case, who, schedule.next()).documents


def test_a_file_is_usable_for_its_months_however_often_it_is_copied(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    [source] = [one for one in evidence_of(application.id) if one.requirement == "R2"]
    case, at = begun(who, schedule), schedule.next()
    use(case, source.id, who, at)
    testing.submit(case, who, schedule)
    again = begun(who, schedule)
    [earlier] = offered(again, who, schedule.next()).files  # the copy and it are one
    last = clock.start_of(earlier.until)
    assert clock.today(source.added_at) < clock.today(last)
    assert earlier.until == engine.usable_until(
        catalogue_queries.current(TARGET).requirements[0], clock.today(source.added_at)
    )
    assert offered(again, who, last).files
    assert not offered(again, who, last + dt.timedelta(days=1)).files


def test_a_file_that_an_officer_found_wrong_is_not_offered(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    case = testing.draft(SOURCE, who, schedule)
    testing.submit(case, who, schedule)
    target = begun(who, schedule)
    [earlier] = offered(target, who, schedule.next()).files
    verifying.save_marks(
        case=case,
        marks={"R2": False},
        remarks={"R2": testing.DEFECT},
        **officer_for(Action.VERIFY, queries.case(case)),
        at=schedule.next(),
    )
    assert not offered(target, who, schedule.next()).files
    refused(target, earlier.file.id, who, schedule.next())


def test_an_officer_sees_whether_it_is_valid_today(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application, document = issued_document(who, schedule)
    assert document.valid_until is not None
    case, at = begun(who, schedule), schedule.next()
    use(case, document.id, who, at)
    copy, last = card_of(case), document.valid_until
    for today, kind in ((last, "ok"), (last + dt.timedelta(days=1), "warn")):
        shown = origins.origins([copy], today)[copy.id]
        assert document.number in shown.text
        assert shown.kind == kind
    testing_measures.revoke(
        case=application.id,
        reason=testing.REFUSAL,
        **officer_for(Action.REVOKE, application),
        at=schedule.next(),
    )
    assert origins.origins([copy], last)[copy.id].kind == "bad"
